// Secrets that nothing joins to their label: "the passphrase Blue-Horse-7781 opens it". Only what
// looks like one.
#include <algorithm>
#include <array>

#include "rules/redact/parts.h"
#include "rules/redact/redact.h"

namespace frontdesk::redaction {
namespace {

constexpr std::size_t shortest = 6, shortest_changed = 4, shortest_key = 16, key_digits = 3;
constexpr std::size_t phrase_words = 3;

// With a number behind them these are names of things.
constexpr std::array<std::string_view, 12> things{"office", "microsoft", "windows", "win",
                                                  "server", "sql",       "laptop",  "exchange",
                                                  "ticket", "desktop",   "version", "step"};

bool is_address(std::string_view token) {
  const auto at = token.find('@');
  return token.find("://") != token.npos || token.starts_with("www.") ||
         (at != token.npos && at > 0 && token.find('.', at) != token.npos);
}

bool is_thing(std::string_view token) {
  const auto letters = static_cast<std::size_t>(
      std::find_if_not(token.begin(), token.end(), is_letter) - token.begin());
  return is_one_of(token.substr(0, letters), things) &&
         std::all_of(token.begin() + static_cast<std::ptrdiff_t>(letters), token.end(),
                     [](char c) { return is_digit(c) || c == '-'; });
}

// "10:30am"
bool is_time(std::string_view token) {
  const auto colon = token.find(':');
  if (colon == 0 || colon > 2 || colon + 2 >= token.size()) return false;
  const auto rest = token.substr(std::min(token.find_first_not_of("0123456789:.-"), token.size()));
  constexpr std::array<std::string_view, 4> halves{"am", "pm", "h", "uhr"};
  return is_digit(token.front()) && (rest.empty() || is_one_of(rest, halves));
}

bool is_long_key(std::string_view token) {
  return token.size() >= shortest_key && !is_address(token) &&
         std::count_if(token.begin(), token.end(), is_digit) >= std::ptrdiff_t{key_digits} &&
         std::any_of(token.begin(), token.end(), is_letter);
}

// But for a bullet or two.
bool begins_line(std::string_view text, std::size_t at) {
  constexpr std::string_view bullets = " *->|";
  const auto least = at - std::min<std::size_t>(at, 8);
  while (at > least && bullets.find(text[at - 1]) != bullets.npos) --at;
  return at == 0 || text[at - 1] == '\n';
}

// "password @ hunter2": a sign that says nothing, between two blanks.
std::size_t skip_lone_sign(std::string_view text, std::size_t at) {
  constexpr std::string_view signs = "@~>";
  const bool lone = at > 0 && at + 1 < text.size() && is_space(text[at - 1]) &&
                    signs.find(text[at]) != signs.npos && text[at + 1] == ' ';
  return lone ? skip_spaces(text, at + 1) : at;
}

// Behind some line ends and what quotes a line, where what follows is not empty.
std::size_t next_full_line(std::string_view text, std::size_t at) {
  for (int lines = 0; lines < 3 && at < text.size(); ++lines) {
    if (text[at] == '\r') ++at;
    if (at >= text.size() || text[at] != '\n') break;
    at = skip_quotes(text, at + 1);
  }
  return at;
}

}  // namespace

// "The password? hunter2x": alone behind it.
Span asked_value(std::string_view text, std::size_t at) {
  const auto from = skip_spaces(text, at);
  const auto line = line_at(text, from);
  const auto token = without_tail(token_at(line, 0));
  return from > at && token_at(line, 0).size() == line.size() && is_made(token, shortest)
             ? span_of(text, token)
             : Span{};
}

// What is all in capitals is mostly a name: ACME-SRV01.
bool is_made(std::string_view token, std::size_t least) {
  while (!token.empty() && (token.back() == '!' || token.back() == '?' || token.back() == ':'))
    token.remove_suffix(1);
  if (token.size() < least || token.ends_with(']') || is_talk(token) || is_address(token) ||
      is_thing(token) || is_time(token))
    return false;
  constexpr std::string_view signs = "!#$%&*+=?@^~";
  return (is_letter(token.front()) || is_digit(token.front()) ||
          signs.find(token.front()) != signs.npos) &&
         std::any_of(token.begin(), token.end(), [](char c) { return c >= 'a' && c <= 'z'; }) &&
         std::any_of(token.begin(), token.end(),
                     [&](char c) { return is_digit(c) || signs.find(c) != signs.npos; });
}

Span bare_value(std::string_view text, Span where, Label label) {
  const auto at = where.to;
  if (label == Label::account) return account_value(text, skip_spaces(text, at), true);
  if (label == Label::groups) {
    const auto from = skip_spaces(text, at);
    return {from, groups_end(text, from)};
  }
  if (label != Label::sure && label != Label::likely && label != Label::key) return {};
  if (at < text.size() && text[at] == '?') return asked_value(text, at + 1);
  const auto blank = skip_lone_sign(text, skip_spaces(text, at));
  const auto from = skip_line_end(text, blank);
  const bool crossed = from != blank;
  if (from == at || from >= text.size()) return {};
  if (const auto quoted = quoted_at(text, from); !crossed && quoted.from < quoted.to) {
    const auto inside = text.substr(quoted.from, quoted.to - quoted.from);
    // An apostrophe may be none of the marks: one token then, which looks made.
    const bool sure_marks = text[from] != '\'' && !text.substr(from).starts_with("‘");
    const bool secret =
        label == Label::key || !sure_marks
            ? token_at(inside, 0).size() == inside.size() && is_made(inside, shortest)
            : !has_talk(inside);
    return secret && !inside.starts_with(redacted_mark) ? quoted : Span{};
  }
  if (const auto end = groups_end(text, from); label == Label::key && end > from)
    return {from, end};
  const auto line = line_at(text, from);
  if (crossed && label == Label::sure && begins_line(text, where.from) &&
      plain_words(line) >= phrase_words && !has_talk(line))
    return span_of(text, line);
  const auto token = without_tail(token_at(text, from));
  const bool alone = token_at(text, from).size() == line.size();
  if (crossed && !alone && label != Label::sure) return {};
  const bool secret = label == Label::key ? is_long_key(token) : is_made(token, shortest);
  return secret ? span_of(text, token) : Span{};
}

Span changed_value(std::string_view text, std::size_t at) {
  if (const auto quoted = quoted_at(text, at); quoted.from < quoted.to)
    return text.substr(quoted.from).starts_with(redacted_mark) ? Span{} : quoted;
  const auto whole = token_at(text, at);
  const auto token = without_tail(whole);
  return !whole.ends_with(':') && is_made(token, shortest_changed) ? span_of(text, token) : Span{};
}

Span value_in_brackets(std::string_view text, std::size_t at, Label label) {
  constexpr std::string_view open = "([{", close = ")]}";
  if (label != Label::sure && label != Label::likely && label != Label::key) return {};
  at = skip_spaces(text, at);
  const auto kind = at < text.size() ? open.find(text[at]) : open.npos;
  if (kind == open.npos) return {};
  const auto token = token_at(text, at + 1);
  const auto inside = token.substr(0, token.find(close[kind]));
  if (inside.size() == token.size()) return {};
  const bool secret = label == Label::key ? is_long_key(inside) : is_made(inside, shortest);
  return secret ? span_of(text, inside) : Span{};
}

Span value_on_line(std::string_view text, std::size_t at, Label label) {
  at = next_full_line(text, at);
  if (label == Label::account) return account_value(text, at, true);
  if (label != Label::sure && label != Label::likely && label != Label::key) return {};
  if (const auto quoted = quoted_at(text, at); quoted.from < quoted.to)
    return text.substr(quoted.from).starts_with(redacted_mark) ? Span{} : quoted;
  const auto line = without_blanks_behind(line_at(text, at));
  if (label == Label::sure && plain_words(line) > 0 && !has_talk(line)) return span_of(text, line);
  const auto token = without_tail(token_at(line, 0));
  const bool secret = token_at(line, 0).size() == line.size() &&
                      (is_made(token, shortest_changed) || is_long_key(token));
  return secret ? span_of(text, token) : Span{};
}

}  // namespace frontdesk::redaction
