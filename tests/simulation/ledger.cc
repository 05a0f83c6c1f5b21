#include "tests/simulation/ledger.h"

namespace frontdesk::simulation {

std::size_t Ledger::note(std::size_t letter, const std::string& key) {
  if (!key.empty())
    if (const auto known = by_key.find(key); known != by_key.end()) return known->second;
  sent.push_back({letter, key, {}, {}, false, false, false});
  if (!key.empty()) by_key.emplace(key, sent.size() - 1);
  return sent.size() - 1;
}

}  // namespace frontdesk::simulation
