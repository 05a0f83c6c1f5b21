#include "rules/redact.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "rules/redact_parts.h"

namespace frontdesk {
namespace {

using namespace redaction;

struct Look {
  bool (*opens)(char c);
  std::size_t (*look)(std::string_view text, std::size_t at, Spans& found);
};
constexpr std::array<Look, 3> looks{{
    {is_digit, look_for_recovery_key},
    {begins_token, look_for_token},
    {begins_label, look_for_label},
}};

// Which of them a byte may open, a bit each: at most bytes, none.
const std::array<std::uint8_t, 256>& openings() {
  static const auto table = [] {
    std::array<std::uint8_t, 256> made{};
    for (std::size_t c = 0; c < made.size(); ++c)
      for (std::size_t i = 0; i < looks.size(); ++i)
        if (looks[i].opens(static_cast<char>(c))) made[c] |= static_cast<std::uint8_t>(1u << i);
    return made;
  }();
  return table;
}

void look_at_each_byte(std::string_view text, Spans& found) {
  const auto& opening = openings();
  std::array<std::size_t, looks.size()> next{};  // before it, each has looked already
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto open = opening[static_cast<unsigned char>(text[at])];
    if (open == 0) continue;
    for (std::size_t i = 0; i < looks.size(); ++i)
      if ((open >> i & 1u) != 0 && at >= next[i]) next[i] = looks[i].look(text, at, found);
  }
}

// Where a secret went, what stands around it may read otherwise: so it is looked at again, seldom
// more than once.
constexpr int most_times = 8;

Redacted redact_once(std::string_view text) {
  Spans found;
  find_key_blocks(text, found);
  find_address_credentials(text, found);
  look_at_each_byte(text, found);
  std::sort(found.begin(), found.end(), [](const Span& a, const Span& b) {
    return a.from != b.from ? a.from < b.from : a.to > b.to;
  });
  Redacted out;
  out.text.reserve(text.size() + found.size() * redacted_mark.size());
  std::size_t kept = 0;  // up to here the text is dealt with
  for (const auto& span : found) {
    if (span.from < kept) {
      kept = std::max(kept, span.to);  // two ways of finding the same secret
      continue;
    }
    out.text.append(text.substr(kept, span.from - kept)).append(redacted_mark);
    ++out.count;
    kept = span.to;
  }
  out.text.append(text.substr(kept));
  return out;
}

}  // namespace

Redacted redact(std::string_view text) {
  auto out = redact_once(text);
  auto last = out.count;
  for (int times = 1; last > 0 && times < most_times; ++times) {
    auto again = redact_once(out.text);
    last = again.count;
    out.text = std::move(again.text);
    out.count += again.count;
  }
  return out;
}

}  // namespace frontdesk
