#include "intake/voice/fields.h"

#include <algorithm>
#include <charconv>

#include "intake/voice/limits.h"
#include "rules/base/digest.h"
#include "rules/base/fold.h"
#include "rules/base/json_untrusted.h"

namespace frontdesk::voice {
namespace {

bool is_visible(char c) {
  return c > ' ' && c < '\x7f';
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == '\x7f';
}

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

}  // namespace

std::string bounded(std::string_view text, std::size_t bytes) {
  if (text.size() > bytes) {
    auto end = bytes;
    while (end > 0 && continues(text[end])) --end;
    text = text.substr(0, end);
  }
  auto out = repaired(text);
  std::erase_if(out, is_control);
  return out;
}

Result<std::string> id_of(std::string_view text) {
  if (text.empty() || text.size() > webhook_limits.id_bytes ||
      !std::all_of(text.begin(), text.end(), is_visible))
    return problem(ProblemCode::syntax, "the webhook names no call");
  return std::string(text);
}

std::string number_of(std::string_view text) {
  return bounded(text, webhook_limits.number_bytes);
}

std::string number_without_plus(std::string_view text) {
  auto number = number_of(text);
  constexpr std::size_t shortest = 8, longest = 15;
  const bool digits =
      std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
  const bool international =
      digits && number.size() >= shortest && number.size() <= longest && number.front() != '0';
  if (international) number.insert(0, 1, '+');
  return number;
}

std::string keys_of(std::string_view text) {
  constexpr std::string_view all = "0123456789*#ABCD";
  if (text.size() > webhook_limits.keys || text.find_first_not_of(all) != text.npos) return {};
  return std::string(text);
}

std::string link_of(std::string_view text) {
  if (!text.starts_with("https://") || text.size() > webhook_limits.link_bytes ||
      !std::all_of(text.begin(), text.end(), is_visible))
    return {};
  return std::string(text);
}

std::optional<std::chrono::seconds> seconds_of(std::string_view text) {
  std::int64_t count = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc() || (stop != end && *stop != '.')) return {};
  const auto rest = std::string_view(stop, static_cast<std::size_t>(end - stop));
  if (rest.find_first_not_of(".0123456789") != rest.npos) return {};
  if (count < 0 || count > webhook_limits.longest.count()) return {};
  return std::chrono::seconds(count);
}

std::string diverted_from(std::string_view header) {
  if (const auto open = header.find('<'); open != header.npos)
    header = header.substr(open + 1, header.find('>', open) - open - 1);
  const bool tel = header.starts_with("tel:");
  const auto user =
      tel ? header.substr(4)
      : header.starts_with("sip:") || header.starts_with("sips:")
          ? header.substr(header.find(':') + 1, header.find('@') - header.find(':') - 1)
          : std::string_view();
  const auto number = user.substr(0, user.find(';'));
  const bool is_number =
      number.size() > 3 && number.find_first_not_of("+0123456789") == number.npos;
  return number_of(is_number ? number : header.substr(0, header.find(';')));
}

std::string content_id(std::string_view kind, const Webhook& webhook) {
  std::string id(kind);
  return id.append(1, '/').append(sha256_hex(webhook.url + '\n' + webhook.body), 0, 32);
}

Result<boost::json::object> object_of(std::string_view body) {
  auto value = parse_untrusted_json(body);
  // Not the parser's words: they repeat names of the body.
  if (!value || !value->is_object())
    return problem(ProblemCode::syntax, "the webhook's body is no JSON object");
  return std::move(value->get_object());
}

const boost::json::value* member(const boost::json::object& object, std::string_view path) {
  const auto* inside = &object;
  for (;;) {
    const auto dot = path.find('.');
    const auto* found = inside->if_contains(path.substr(0, dot));
    if (dot == path.npos || !found) return found;
    inside = found->if_object();
    if (!inside) return nullptr;
    path.remove_prefix(dot + 1);
  }
}

std::string text_of(const boost::json::object& object, std::string_view path) {
  const auto* found = member(object, path);
  if (!found || found->is_null() || found->is_structured()) return {};
  if (const auto* text = found->if_string()) return std::string(text->data(), text->size());
  return boost::json::serialize(*found);
}

bool true_of(const boost::json::object& object, std::string_view path) {
  const auto* found = member(object, path);
  return found && found->is_bool() && found->get_bool();
}

std::optional<Instant> instant_of(std::string_view text) {
  const auto instant = parse_instant(text);
  return instant ? std::optional(*instant) : std::nullopt;
}

}  // namespace frontdesk::voice
