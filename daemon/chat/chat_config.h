// [chat.limits], and [[chat_door]]: how a chat door looks and speaks for an MSP, and on which pages
// it may stand.
#pragma once

#include <filesystem>
#include <string>

#include "intake/chat/limits.h"

namespace frontdesk {

struct ChatConfig {
  chat::Limits limits;                   // [chat.limits], see intake/chat/limits.h
  std::uint64_t max_connections = 1000;  // of chats; [http] bounds them and all others together
};

struct ChatDoorConfig {
  std::string line;              // of the rules, a chat line
  std::string msp;               // "" for whoever comes in there
  std::filesystem::path widget;  // a JSON file with the members of chat::Widget
};

}  // namespace frontdesk
