#include "rules/redact.h"

#include <algorithm>

#include "rules/redact_parts.h"

namespace frontdesk {

Redacted redact(std::string_view text) {
  using namespace redaction;
  Spans found;
  find_key_blocks(text, found);
  find_recovery_keys(text, found);
  find_address_credentials(text, found);
  find_tokens(text, found);
  find_labelled(text, found);
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

}  // namespace frontdesk
