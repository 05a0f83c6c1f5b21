// The keys of [[voice]], what they must be together, and what a start would find missing.
#pragma once

#include <functional>
#include <string>

#include "daemon/config_arrays.h"

namespace frontdesk {

ConfigArray voice_array();

// Refused where providers are to call an address that is not said.
Result<void> check_public_url(const Config& config);

// Key and what is wrong, for each file of a provider that cannot be used.
void check_voice_files(const VoiceConfig& voice,
                       const std::function<void(std::string key, std::string says)>& fault);

}  // namespace frontdesk
