// What a webhook of a telephone provider may cost us. Providers send some kilobytes; whoever sends
// more is none.
#pragma once

#include <chrono>
#include <cstddef>

namespace frontdesk::voice {

struct WebhookLimits {
  std::size_t body_bytes = 65'536;
  std::size_t url_bytes = 4'096;
  std::size_t header_bytes = 8'192;  // a header's value: a signature, a token
  std::size_t pairs = 200;           // of a query, of a form
  std::size_t pair_bytes = 16'384;   // name and value, decoded
  std::size_t signatures = 10;       // in one header
  std::size_t id_bytes = 256;        // a provider's ids
  std::size_t number_bytes = 256;    // a number or sip: address
  std::size_t name_bytes = 256;      // a caller's name
  std::size_t keys = 32;
  std::size_t link_bytes = 2'048;         // a recording's address
  std::chrono::seconds tolerance{300};    // of a signed time, before and after ours
  std::chrono::seconds longest{604'800};  // a call's or recording's length: a week
};

inline constexpr WebhookLimits webhook_limits{};

}  // namespace frontdesk::voice
