#include "intake/chat/origin.h"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <optional>

#include "rules/lines.h"

namespace frontdesk::chat {
namespace {

constexpr std::size_t origin_bytes = 300;
constexpr std::string_view any_below = "*.";

struct Origin {
  std::string scheme, host;
  std::uint16_t port = 0;
  bool below = false;  // `host` is a domain, and what is meant are those below it
};

std::optional<Origin> parse_origin(std::string_view text) {
  if (text.size() > origin_bytes) return {};
  const auto url = boost::urls::parse_uri({text.data(), text.size()});
  if (!url || !url->has_authority() || url->has_userinfo() || !url->encoded_path().empty() ||
      url->has_query() || url->has_fragment() || url->encoded_host().empty())
    return {};
  Origin origin;
  const auto scheme = url->scheme();
  const auto host = url->encoded_host();
  origin.scheme = lower_case({scheme.data(), scheme.size()});
  origin.host = lower_case({host.data(), host.size()});
  if (origin.scheme != "https" && origin.scheme != "http") return {};
  if (origin.host.find('%') != std::string::npos) return {};
  origin.port = origin.scheme == "https" ? 443 : 80;
  if (!url->has_port()) return origin;
  const auto port = url->port();
  const auto* end = port.data() + port.size();
  const auto [stop, error] = std::from_chars(port.data(), end, origin.port);
  if (error != std::errc{} || stop != end || origin.port == 0) return {};
  return origin;
}

std::optional<Origin> parse_rule(std::string_view rule) {
  auto origin = parse_origin(rule.starts_with(any_below) ? "https://" + std::string(rule)
                                                         : std::string(rule));
  if (!origin) return {};
  if (origin->host.starts_with(any_below)) {
    origin->below = true;
    origin->host.erase(0, any_below.size());
    // "*.com" would be everybody's.
    if (origin->host.find('.') == std::string::npos) return {};
  }
  if (origin->host.empty() || origin->host.find('*') != std::string::npos) return {};
  return origin;
}

bool matches(const Origin& rule, const Origin& origin) {
  if (rule.scheme != origin.scheme || rule.port != origin.port) return false;
  if (!rule.below) return rule.host == origin.host;
  return origin.host.size() > rule.host.size() + 1 && origin.host.ends_with(rule.host) &&
         origin.host[origin.host.size() - rule.host.size() - 1] == '.';
}

}  // namespace

Result<void> check_origin_rule(std::string_view rule) {
  if (rule == "null" || parse_rule(rule)) return {};
  return problem(ProblemCode::invalid,
                 "expected an origin like https://acme.example or https://*.acme.example, "
                 "without a path");
}

bool origin_allowed(std::span<const std::string> rules, std::string_view origin) {
  if (origin == "null") return std::find(rules.begin(), rules.end(), origin) != rules.end();
  const auto asked = parse_origin(origin);
  if (!asked || asked->host.find('*') != std::string::npos) return false;
  return std::any_of(rules.begin(), rules.end(), [&](const std::string& text) {
    const auto rule = parse_rule(text);
    return rule && matches(*rule, *asked);
  });
}

}  // namespace frontdesk::chat
