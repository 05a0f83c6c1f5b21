// The table of configuration keys: where each value goes, what it may be, what it means. The
// reader and the reference text both come from it.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "daemon/config.h"
#include "rules/toml_reader.h"

namespace frontdesk {

struct ConfigKey {
  std::string_view section, name;
  std::string bounds;  // for the reference: "1 to 65535", "a path"
  std::string_view says;
  // Reads the key into the config; a fault goes to the reader.
  std::function<void(TableReader&, Config&)> read;
  // The value that a config has, as TOML.
  std::function<std::string(const Config&)> shown;
};

std::span<const ConfigKey> config_keys();

}  // namespace frontdesk
