// What the records of the directory take, of each MSP and altogether, kept in step with it:
// counting anew would cost every edit a look at everything.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "daemon/desk/directory_limits.h"
#include "router/directory.h"
#include "rules/base/result.h"

namespace frontdesk {

struct Tally {
  std::uint64_t contacts = 0, others = 0;
  std::uint64_t bytes = 0;  // in memory, a little more than measured
  bool operator==(const Tally&) const = default;
};

class DirectoryTally {
 public:
  using Records = std::set<std::pair<RecordKind, std::string>>;

  DirectoryTally() = default;
  explicit DirectoryTally(const Directory& directory);

  // The tally of `after`, which differs from `before` in these records and no others.
  DirectoryTally changed(const Directory& before, const Directory& after,
                         const Records& records) const;

  Tally of_msp(std::string_view msp) const;
  const Tally& total() const { return total_; }

 private:
  void count(const Directory& directory, RecordKind kind, std::string_view id, bool there);

  ShardedMap<Tally> by_msp_;
  Tally total_;
};

// `too_large`, with what to do, where one of these MSPs, or all together, passes a limit and has
// more than before.
Result<void> check_growth(const DirectoryLimits& limits, const DirectoryTally& before,
                          const DirectoryTally& after, const std::set<std::string>& msps);

// The MSPs that these records are of, before or after.
std::set<std::string> tenants_of(const Directory& before, const Directory& after,
                                 const DirectoryTally::Records& records);

}  // namespace frontdesk
