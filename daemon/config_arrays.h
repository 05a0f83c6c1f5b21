// Sections of the configuration that may stand there many times: [[mailbox]]. One row for each, in
// one table, from which the reader and the reference text both come.
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "daemon/config_keys.h"

namespace frontdesk {

struct ConfigArray {
  std::string_view section;
  std::string_view says;
  // One more entry at the end, of defaults. The keys read into the last one.
  std::function<void(Config&)> add;
  std::vector<ConfigKey> keys;
  // What the last entry's keys must be together, and with the entries before it.
  std::function<void(TableReader&, const Config&)> check;
  // Gives the last entry what has no default, for the reference: then it is a good entry.
  std::function<void(Config&)> example;
};

std::span<const ConfigArray> config_arrays();

}  // namespace frontdesk
