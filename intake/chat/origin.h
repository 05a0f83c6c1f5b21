// On which pages a chat may stand: the Origin that a browser names when it opens the WebSocket.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "rules/base/result.h"

namespace frontdesk::chat {

// An entry of the list: "https://acme.example", "https://acme.example:8443",
// "https://*.acme.example" (any depth below, not the domain itself), "*.acme.example" (the same by
// https), "null". `invalid` for anything else; "*" alone is no entry.
Result<void> check_origin_rule(std::string_view rule);

// Scheme, host and port are compared, each as a whole; a scheme's usual port may be said or not. An
// empty list allows nothing, and "null" (files, sandboxed frames) has to be listed. For a request
// that has an Origin: one that has none comes from no browser, and proves itself by a token.
bool origin_allowed(std::span<const std::string> rules, std::string_view origin);

}  // namespace frontdesk::chat
