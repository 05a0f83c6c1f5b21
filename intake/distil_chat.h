// From a chat's hello to an Arrival. Pure.
#pragma once

#include <string>

#include "router/arrival.h"
#include "rules/lines.h"

namespace frontdesk {

// What a hello says of who is there. An address alone is a claim.
struct ChatKnock {
  std::string id;            // drawn by the client: the same wish has the same
  std::string token_sha256;  // of an endpoint's token (R65), "" where none
  std::string email, name;
};

// Known again by id, token and address together: whoever has only the id has another chat.
Arrival distil_chat(const ChatKnock& knock, const Line& line, Instant at, std::string id);

}  // namespace frontdesk
