// The keys of [[chat_door]], and what a start would find wrong with their files.
#pragma once

#include <functional>
#include <string>

#include "daemon/config_arrays.h"

namespace frontdesk {

ConfigArray chat_array();

// Key and what is wrong, where a widget cannot be used.
void check_chat_files(const ChatDoorConfig& door,
                      const std::function<void(std::string key, std::string says)>& fault);

}  // namespace frontdesk
