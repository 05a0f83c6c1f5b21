// All that is known of a person, as JSON lines: {"contact":…}, then for each arrival
// {"arrival":…,"facts":…|null,"decision":…|null}, a chat with its messages as "chat":[…], and at the
// end each ticket once. The arrivals are those that an erasure with the same traces takes.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "router/arrival.h"
#include "router/ticket.h"
#include "storage/reader.h"
#include "storage/traces.h"

namespace frontdesk {

// Takes out of an arrival's record, facts and decision what whoever asks may not see; facts and
// decision are null where there are none.
using Narrow = std::function<void(ArrivalRecord&, Arrival*, Decision*)>;

// A piece at a time, for whoever takes longer over it than a view of the store may stay open. Each
// piece may be read from another state: what is erased meanwhile is left out.
class ContactExport {
 public:
  explicit ContactExport(PersonTraces person, Narrow narrow = {});

  // The next lines, each with its line feed: as soon as they have `bytes`, else all that is left;
  // "" behind the last.
  Result<std::string> next(const Reader& reader, std::size_t bytes);
  // About what is remembered from piece to piece: the ids that were told.
  std::size_t held() const { return 120 * (told_.size() + tickets_.size()); }

 private:
  Result<bool> step(const Reader& reader, std::string& lines);
  Result<void> add_contact(const Reader& reader, std::string& lines) const;
  Result<void> add_arrival(const Reader& reader, const std::string& id, std::string& lines);
  Result<void> add_ticket(const Reader& reader, const std::string& id, std::string& lines) const;
  Result<void> turn_page(const Reader& reader);

  PersonTraces person_;
  Narrow narrow_;
  bool begun_ = false, last_page_ = false;
  std::string place_;              // of the next page
  std::vector<std::string> page_;  // what is left of this one, the next at its end
  std::set<std::string> told_, tickets_;
};

}  // namespace frontdesk
