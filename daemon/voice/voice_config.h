// [[voice]]: a telephone provider that may bring calls in on a line.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace frontdesk {

struct VoiceConfig {
  std::string provider;                             // a row of intake/voice/adapter.h
  std::string line;                                 // of the rules, a voice line
  std::vector<std::filesystem::path> secret_files;  // the newest first; any of them holds
  std::filesystem::path api_key_file;               // of a provider that is told by its API
  std::string api_url;                              // of that; "" for the provider's own
};

}  // namespace frontdesk
