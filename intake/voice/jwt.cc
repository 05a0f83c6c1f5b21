#include "intake/voice/jwt.h"

#include "intake/voice/mac.h"
#include "rules/base/digest.h"
#include "rules/base/json_untrusted.h"

namespace frontdesk::voice {
namespace {

std::optional<boost::json::object> object_of(std::string_view part) {
  const auto bytes = from_base64url(part);
  if (!bytes) return {};
  auto value = parse_untrusted_json(*bytes);
  if (!value || !value->is_object()) return {};
  return std::move(value->get_object());
}

bool says_hs256(const boost::json::object& header) {
  const auto* alg = header.if_contains("alg");
  return alg && alg->is_string() && alg->get_string() == "HS256" && !header.if_contains("crit");
}

// A claim of that name that is no time refuses the token, like one that is past.
bool in_force(const boost::json::object& claims, Instant now) {
  const auto issued = time_claim(claims, "iat");
  if (!issued || !is_fresh(*issued, now)) return false;
  const auto until = time_claim(claims, "exp"), from = time_claim(claims, "nbf");
  if (claims.if_contains("exp") && !(until && now < *until)) return false;
  return !claims.if_contains("nbf") || (from && *from <= now + webhook_limits.tolerance);
}

}  // namespace

std::optional<Instant> time_claim(const boost::json::object& claims, std::string_view name) {
  const auto* claim = claims.if_contains(name);
  if (!claim || !claim->is_number()) return {};
  const auto seconds = claim->to_number<double>();
  // Beyond this milliseconds would not fit; the year 5138 is far enough.
  if (!(seconds >= 0 && seconds < 1e11)) return {};
  return Instant{std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000))};
}

std::optional<boost::json::object> hs256_claims(std::string_view token, Secrets secrets,
                                                Instant now) {
  const auto first = token.find('.'), last = token.rfind('.');
  if (first == token.npos || first == last || token.find('.', first + 1) != last) return {};
  const auto signed_part = token.substr(0, last);
  const auto signature = from_base64url(token.substr(last + 1));
  const auto header = object_of(token.substr(0, first));
  if (!signature || !header || !says_hs256(*header)) return {};
  const bool holds = any_holds(secrets, [&](std::string_view secret) {
    const auto expected = hmac_sha256(secret, signed_part);
    return equal_constant_time(*signature,
                               {reinterpret_cast<const char*>(expected.data()), expected.size()});
  });
  if (!holds) return {};
  auto claims = object_of(token.substr(first + 1, last - first - 1));
  if (!claims || !in_force(*claims, now)) return {};
  return claims;
}

}  // namespace frontdesk::voice
