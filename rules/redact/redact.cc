#include "rules/redact/redact.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "rules/redact/parts.h"

namespace frontdesk {
namespace {

using namespace redaction;

// Each place, but for those that the one before has dealt with.
template <class Look>
void look_at(const std::vector<std::size_t>& places, std::string_view text, Spans& found,
             Look look) {
  std::size_t next = 0;
  for (const auto at : places)
    if (at >= next) next = look(text, at, found);
}

// Where a secret went, what stands around it may read otherwise: so it is looked at again, seldom
// more than once.
constexpr int most_times = 8;

Redacted redact_once(std::string_view original) {
  const Plain plain(original);
  const auto text = plain.text();
  Spans found;
  find_key_blocks(text, found);
  find_address_credentials(text, found);
  find_recovery_keys(text, found);
  Openings openings;
  find_openings(text, openings);
  look_at(openings.tokens, text, found, look_for_token);
  look_at(openings.labels, text, found, look_for_label);
  find_lists(text, openings.labels, found);
  std::sort(found.begin(), found.end(), [](const Span& a, const Span& b) {
    return a.from != b.from ? a.from < b.from : a.to > b.to;
  });
  Redacted out;
  out.text.reserve(original.size() + found.size() * redacted_mark.size());
  // Up to here the text is dealt with, and the original written or left out.
  std::size_t kept = 0, written = 0;
  for (const auto& span : found) {
    if (span.from >= kept) {
      const auto from = plain.original(span.from);
      out.text.append(original.substr(written, from - written)).append(redacted_mark);
      ++out.count;
    }
    kept = std::max(kept, span.to);  // two ways may find the same secret
    written = plain.original(kept);
  }
  out.text.append(original.substr(written));
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
