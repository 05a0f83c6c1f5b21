// Decides a stored arrival again under other rules, as it was at its instant.
#pragma once

#include <optional>
#include <string>

#include "intake/distil.h"
#include "router/decide.h"
#include "router/event.h"
#include "storage/reader.h"

namespace frontdesk::cli {

enum class ReplayResult { same, moved, facts_erased };
BOOST_DESCRIBE_ENUM(ReplayResult, same, moved, facts_erased)

// What would be otherwise. Outcomes, queues and rows; `changes` names the members that differ.
struct Replayed {
  std::string arrival, ticket;
  Instant at{};
  ReplayResult result = ReplayResult::same;
  std::vector<std::string> changes;  // "queue: any.voice -> us.voice"
};
BOOST_DESCRIBE_STRUCT(Replayed, (), (arrival, ticket, at, result, changes))

class Replayer {
 public:
  // All of them outlive it.
  Replayer(const Reader& reader, const RuleSet& rules, const Directory& directory);

  // An `arrived` event with its decision.
  Result<Replayed> replay(const Event& event);

 private:
  Result<void> rematch_rows(Arrival& facts);
  Result<Context> context_then(const Decision& then) const;

  const Reader& reader_;
  const RuleSet& rules_;
  const Directory& directory_;
  Matcher matcher_;
};

}  // namespace frontdesk::cli
