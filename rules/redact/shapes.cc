// Secrets that show what they are by their shape.
#include <algorithm>
#include <array>

#include "rules/redact/parts.h"
#include "rules/redact/redact.h"

namespace frontdesk::redaction {
namespace {

constexpr std::size_t recovery_groups = 8, recovery_group_digits = 6;
constexpr std::size_t longest_user = 256, longest_secret = 1024, longest_stroked = 128;

// What issues such tokens, and how many characters follow at least.
struct TokenShape {
  std::string_view prefix;
  std::size_t at_least;
};
constexpr TokenShape token_shapes[] = {
    {"fd_", 43},   // our own
    {"AKIA", 16},  // Amazon
    {"ghp_", 36},    {"github_pat_", 40}, {"glpat-", 20}, {"xoxb-", 20},
    {"xoxp-", 20},   {"sk_live_", 20},    {"eyJ", 60},  // a signed JSON token
    {"Bearer ", 20}, {"bearer ", 20},     {"Basic ", 20},
};

bool in_token(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.' || c == '+' || c == '/' ||
         c == '=';
}

bool in_ascii_word(char c) {
  return is_letter(c) || is_digit(c);
}

// Each is a 16-bit number times eleven: so six digits of an invoice or an order are none.
bool is_group(std::string_view digits) {
  unsigned number = 0;
  for (const char c : digits) number = number * 10 + static_cast<unsigned>(c - '0');
  return number % 11 == 0 && number < 11 * 65'536;
}

// Digits of one group; 0 where there are not exactly so many.
std::size_t group_at(std::string_view text, std::size_t at) {
  std::size_t length = 0;
  while (at + length < text.size() && is_digit(text[at + length])) ++length;
  return length == recovery_group_digits && is_group(text.substr(at, length)) ? length : 0;
}

bool are_groups(std::string_view digits) {
  for (; !digits.empty(); digits.remove_prefix(recovery_group_digits))
    if (!is_group(digits.substr(0, recovery_group_digits))) return false;
  return true;
}

// Hyphens alone between eight groups are enough, where somebody mistyped a digit.
std::size_t mistyped_end(std::string_view text, std::size_t at) {
  const auto end = groups_end(text, at);
  const auto key = text.substr(at, end - at);
  return key.find(' ') == key.npos && key.find("--") == key.npos ? end : at;
}

// The end of a recovery key that begins here, or `at`: eight groups of six digits, or 48 in a row.
std::size_t recovery_end(std::string_view text, std::size_t at) {
  std::size_t run = at;
  while (run < text.size() && is_digit(text[run])) ++run;
  if (run - at == recovery_groups * recovery_group_digits && are_groups(text.substr(at, run - at)))
    return run;
  std::size_t end = at;
  for (std::size_t group = 0; group < recovery_groups; ++group) {
    std::size_t next = end;
    if (group > 0) {
      // A mail program may have broken the line after a hyphen.
      while (next < text.size() && (text[next] == '-' || is_space(text[next])) && next - end < 5)
        ++next;
      if (next == end) return at;
    }
    const auto length = group_at(text, next);
    if (length == 0) return mistyped_end(text, at);
    end = next + length;
  }
  return end;
}

}  // namespace

std::size_t groups_end(std::string_view text, std::size_t at) {
  std::size_t end = at;
  for (std::size_t group = 0; group < recovery_groups; ++group) {
    auto next = end;
    while (group > 0 && next < text.size() && next - end < 3 &&
           (text[next] == ' ' || text[next] == '-'))
      ++next;
    const auto digits = next;
    while (next < text.size() && next - digits <= recovery_group_digits && is_digit(text[next]))
      ++next;
    if (next - digits != recovery_group_digits || (group > 0 && digits == end)) return at;
    end = next;
  }
  return end;
}

void find_key_blocks(std::string_view text, Spans& found) {
  constexpr std::string_view begin = "-----BEGIN ", dashes = "-----";
  for (auto at = text.find(begin); at != text.npos; at = text.find(begin, at + 1)) {
    const auto title_end = text.find(dashes, at + begin.size());
    const auto title = text.substr(at, std::min<std::size_t>(title_end - at, 80));
    if (title.find("PRIVATE KEY") == title.npos) continue;
    // Without its end, all that is left may belong to it.
    const auto end = text.find("-----END ", at);
    const auto closing = end == text.npos ? end : text.find(dashes, end + begin.size() - 2);
    const auto to = closing == text.npos ? text.size() : closing + dashes.size();
    found.push_back({at, to});
    at = to - 1;
  }
}

// Every group of digits has one at each sixth place: the others are not looked at.
void find_recovery_keys(std::string_view text, Spans& found) {
  std::size_t behind = 0;  // up to here all is looked at
  for (std::size_t at = recovery_group_digits - 1; at < text.size(); at += recovery_group_digits) {
    if (!is_digit(text[at]) || at < behind) continue;
    std::size_t from = at;
    while (from > behind && is_digit(text[from - 1])) --from;
    behind = recovery_end(text, from);
    if (behind > from) found.push_back({from, behind});
    while (behind < text.size() && is_digit(text[behind])) ++behind;
  }
}

namespace {

// A secret with a '/' in it, which ends a host and its port otherwise: "ftp://ann:pa/ss@host".
Span with_stroke(std::string_view text, std::size_t from, std::size_t stroke) {
  if (stroke >= text.size() || text[stroke] != '/' || from >= stroke) return {};
  const auto before = text.substr(from, stroke - from);
  if (std::all_of(before.begin(), before.end(), is_digit)) return {};
  const auto rest = text.substr(stroke, longest_stroked);
  for (std::size_t i = 0;
       i < rest.size() && !is_space(rest[i]) && rest[i] != '"' && rest[i] != '<' && rest[i] != '>';
       ++i)
    if (rest[i] == '@') return before.starts_with(redacted_mark) ? Span{} : Span{from, stroke + i};
  return {};
}

}  // namespace

// scheme://user:secret@host
void find_address_credentials(std::string_view text, Spans& found) {
  for (auto at = text.find("://"); at != text.npos; at = text.find("://", at + 3)) {
    const auto start = at + 3;
    const auto stop = text.find_first_of(" \t\r\n\"'<>/", start);
    const auto authority =
        text.substr(start, std::min(stop, start + longest_user + longest_secret) - start);
    const auto sign = authority.rfind('@');
    const auto colon = authority.find(':');
    if (colon == authority.npos) continue;
    if (sign == authority.npos) {
      if (const auto value = with_stroke(text, start + colon + 1, stop); value.from < value.to)
        found.push_back(value);
      continue;
    }
    if (colon + 1 >= sign) continue;
    if (authority.substr(colon + 1).starts_with(redacted_mark)) continue;
    found.push_back({start + colon + 1, start + sign});
  }
}

std::size_t look_for_token(std::string_view text, std::size_t at, Spans& found) {
  if (at > 0 && in_ascii_word(text[at - 1])) return at + 1;
  for (const auto& shape : token_shapes) {
    if (!text.substr(at).starts_with(shape.prefix)) continue;
    const auto from = shape.prefix.ends_with(' ') ? at + shape.prefix.size() : at;
    auto end = at + shape.prefix.size();
    while (end < text.size() && in_token(text[end])) ++end;
    while (end > from && text[end - 1] == '.') --end;
    if (end < at + shape.prefix.size() + shape.at_least) continue;
    found.push_back({from, end});
    return end;
  }
  return at + 1;
}

std::vector<std::string> token_openings() {
  std::vector<std::string> openings;
  for (const auto& shape : token_shapes) openings.emplace_back(shape.prefix);
  return openings;
}

}  // namespace frontdesk::redaction
