#include "intake/distil_chat.h"

#include "intake/arrival_key.h"
#include "rules/base/digest.h"
#include "rules/redact/redact.h"

namespace frontdesk {

Arrival distil_chat(const ChatKnock& knock, const Line& line, Instant at, std::string id) {
  Arrival arrival;
  arrival.id = std::move(id);
  arrival.channel = Channel::chat;
  arrival.line = line.id;
  arrival.at = at;
  arrival.external_id = knock.id;
  arrival.from_address = lower_case(knock.email);
  arrival.key = arrival_key(Channel::chat, line.id, knock.id,
                            sha256_hex(knock.token_sha256 + '\n' + arrival.from_address));
  arrival.from_name = redact(knock.name).text;
  arrival.recipient = line.shown();
  arrival.endpoint_token_sha256 = knock.token_sha256;
  return arrival;
}

}  // namespace frontdesk
