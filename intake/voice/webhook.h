// One request of a telephone provider, as it stood on the wire and taken apart, within limits.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "intake/voice/limits.h"
#include "rules/base/clock.h"
#include "rules/base/result.h"

namespace frontdesk::voice {

// Names may come more than once, and their order counts where a signature is over it.
using Pairs = std::vector<std::pair<std::string, std::string>>;

// What comes in has these names in lower case.
using Headers = std::vector<std::pair<std::string, std::string>>;

struct Webhook {
  std::string method;  // GET or POST
  std::string url;  // the configured public URL with the path and the raw query as they were sent
  Pairs query;      // of `url`, decoded
  Headers headers;
  std::string body;        // raw
  Pairs form;              // of a body that says it is one, decoded
  bool to_status = false;  // came to a `status` URL: whoever calls it only tells
  Instant now{};

  // "" where there is none; the first where there are several.
  std::string_view header(std::string_view name) const;
  bool is_form() const;
  // What a provider sends as a form, or in the query of a GET.
  const Pairs& fields() const { return method == "GET" ? query : form; }
};

// Takes a request apart. `url`'s host is the configured one, never what a header says. Refused
// (invalid, too_large, too_many) is what has another method or passes a limit.
Result<Webhook> make_webhook(std::string method, std::string url, Headers headers, std::string body,
                             Instant now);

// The value of the first such name, or "".
std::string_view value_of(const Pairs& pairs, std::string_view name);

}  // namespace frontdesk::voice
