#include "intake/voice/form_signature.h"

#include <algorithm>

#include "intake/voice/mac.h"
#include "rules/base/digest.h"

namespace frontdesk::voice {
namespace {

std::string joined(const Pairs& pairs) {
  std::string out;
  for (const auto& [name, value] : pairs) out.append(name).append(value);
  return out;
}

// What may stand behind the URL.
std::vector<std::string> form_texts(Pairs pairs) {
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> texts{joined(pairs)};
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  if (auto other = joined(pairs); other != texts[0]) texts.push_back(std::move(other));
  return texts;
}

bool body_is_named(const Webhook& webhook) {
  const auto named = value_of(webhook.query, "bodySHA256");
  return equal_constant_time(named, sha256_hex(webhook.body));
}

}  // namespace

std::vector<std::string> port_variants(std::string_view url) {
  std::vector<std::string> variants{std::string(url)};
  const auto scheme = url.find("://");
  if (scheme == url.npos) return variants;
  const auto start = scheme + 3;
  const auto end = std::min(url.find_first_of("/?#", start), url.size());
  const auto authority = url.substr(start, end - start);
  const auto user = authority.rfind('@') + 1;  // npos + 1 is 0
  const auto bracket = authority.rfind(']');   // of an IPv6 address
  const auto colon = authority.find(':', bracket == authority.npos ? user : bracket);
  const auto cut = start + std::min(colon, authority.size());
  if (colon != authority.npos)
    variants.push_back(std::string(url.substr(0, cut)).append(url.substr(end)));
  else
    variants.push_back(std::string(url.substr(0, cut))
                           .append(url.starts_with("https") ? ":443" : ":80")
                           .append(url.substr(end)));
  return variants;
}

Verdict verify_form_signature(const Webhook& webhook, std::string_view given, Secrets secrets) {
  if (given.empty()) return refused();
  std::vector<std::string> texts{""};
  if (webhook.is_form() && webhook.method == "POST") {
    texts = form_texts(webhook.form);
  } else if (!webhook.body.empty() && !body_is_named(webhook)) {
    return refused();
  }
  for (const auto& url : port_variants(webhook.url)) {
    for (const auto& text : texts) {
      const auto all = url + text;
      const bool holds = any_holds(secrets, [&](std::string_view secret) {
        return equal_constant_time(given, base64(hmac_sha1(secret, all)));
      });
      // Known again whichever port was signed, in whatever order its pairs come.
      if (holds) return accepted(webhook.url + texts.back());
    }
  }
  return refused();
}

}  // namespace frontdesk::voice
