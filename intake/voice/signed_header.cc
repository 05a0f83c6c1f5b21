#include "intake/voice/signed_header.h"

#include "intake/voice/mac.h"
#include "rules/base/digest.h"

namespace frontdesk::voice {
namespace {

struct SignedHeader {
  std::string_view time;
  std::vector<std::string_view> signatures;
};

std::optional<SignedHeader> read(std::string_view header) {
  SignedHeader read;
  while (!header.empty()) {
    auto item = header.substr(0, header.find(','));
    header.remove_prefix(std::min(item.size() + 1, header.size()));
    while (item.starts_with(' ')) item.remove_prefix(1);
    if (item.starts_with("t=")) {
      if (!read.time.empty()) return {};  // which of the two was signed?
      read.time = item.substr(2);
    } else if (item.starts_with("v1=")) {
      if (read.signatures.size() == webhook_limits.signatures) return {};
      read.signatures.push_back(item.substr(3));
    }
  }
  return read;
}

}  // namespace

Verdict verify_signed_header(const Webhook& webhook, std::string_view header_name,
                             Secrets secrets) {
  const auto header = read(webhook.header(header_name));
  if (!header) return refused();
  const auto at = fresh_time(header->time, webhook.now);
  if (!at) return refused();
  const auto text = std::string(header->time) + '.' + webhook.body;
  const bool holds = any_holds(secrets, [&](std::string_view secret) {
    const auto expected = to_hex(hmac_sha256(secret, text));
    bool found = false;
    for (const auto given : header->signatures) found |= equal_constant_time(given, expected);
    return found;
  });
  if (!holds) return refused();
  auto verdict = accepted(text);
  verdict.signed_at = at;
  return verdict;
}

}  // namespace frontdesk::voice
