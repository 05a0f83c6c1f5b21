// Watched mail that waits until a person has looked at it (C18): ids and times, nothing else.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "router/ticket.h"

namespace frontdesk {

class Reviews {
 public:
  struct Waiting {
    Instant since{}, by{};
    bool overdue = false;
    bool operator==(const Waiting&) const = default;
  };

  // Takes in, changes or lets go of an arrival, as its record says.
  void follow(const ArrivalRecord& record);

  // Null where it does not wait.
  const Waiting* find(std::string_view arrival) const;
  std::size_t waiting() const { return waiting_.size(); }
  std::size_t overdue() const { return overdue_; }
  std::optional<Instant> oldest_since() const;
  // The first deadline that nobody has been told of, and whose it is.
  std::optional<std::pair<Instant, std::string>> first_due() const;

  bool operator==(const Reviews&) const = default;

 private:
  using Times = std::set<std::pair<Instant, std::string>>;

  void let_go(const std::string& arrival);

  std::map<std::string, Waiting, std::less<>> waiting_;
  Times by_age_, due_;
  std::size_t overdue_ = 0;
};

// The flag of watched mail whose deadline passed before anybody looked. It stays: it tells that the
// look came late.
inline constexpr std::string_view review_overdue_flag = "review_overdue";
bool is_overdue(const ArrivalRecord& record);

}  // namespace frontdesk
