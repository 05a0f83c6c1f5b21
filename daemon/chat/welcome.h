// What a visitor is welcomed with: how the chat stands, and how it looks. Of values alone.
#pragma once

#include <string>

#include "daemon/chat/doors.h"
#include "daemon/desk/chat.h"
#include "intake/chat/session.h"
#include "router/directory.h"
#include "rules/rule_set.h"

namespace frontdesk::chat {

// How visitors are shown whoever did something ("t-0123456789ab tess"): a technician's name, else
// the token's; "" where there is none.
std::string shown_name(const Directory& directory, const std::string& by);

// Without the secret. `language` is the visitor's, "" where it is not known.
Opened welcome_of(const ChatView& view, const Directory& directory, const RuleSet& rules,
                  const Doors& doors, std::string_view language, Instant now);

// The message as its reader gets it.
Entry entry_of(const ChatEntry& stored);

}  // namespace frontdesk::chat
