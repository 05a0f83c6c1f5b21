// What stands behind a label and what joins it: a secret, or talk about it.
#include <algorithm>
#include <array>

#include "rules/redact/parts.h"
#include "rules/redact/redact.h"

namespace frontdesk::redaction {
namespace {

constexpr std::size_t few_words = 6;       // more than these behind "password:" are a sentence
constexpr std::size_t shortest_token = 4;  // "is 90 days old"
constexpr std::size_t shortest_made = 6;

// "is for laptop two", "is in the blue folder": what follows such a word is no value.
constexpr std::array<std::string_view, 10> places{"for",  "in",  "on", "at",   "from",
                                                  "with", "not", "no", "held", "written"};

// The value may begin on the next line, where a label with a sign or a verb ended the one before;
// behind a sign, an empty line may stand between.
std::size_t begin_of(std::string_view text, std::size_t at, Joint joint) {
  at = skip_spaces(text, at);
  if (joint == Joint::gap) return at;
  at = skip_line_end(text, at);
  for (int lines = 0; joint == Joint::sign && lines < 2 && at < text.size(); ++lines) {
    if (text[at] == '\r') ++at;
    if (at >= text.size() || text[at] != '\n') break;
    at = skip_spaces(text, at + 1);
  }
  return at;
}

// The rest of the line, up to what separates fields ("; ", a tab, "Server: …", "pw=…") or more
// words than anybody counts.
std::string_view field_at(std::string_view text, std::size_t at) {
  std::size_t words = 0, word = at, end = at;
  for (; end < text.size() && text[end] != '\n' && text[end] != '\r' && text[end] != '\t'; ++end) {
    const char c = text[end], next = end + 1 < text.size() ? text[end + 1] : '\n';
    if (in_word(c)) continue;
    if ((c == ';' && (next == ' ' || words == 0)) || (c == ',' && next == ' ') ||
        (c == '<' && next == '/') || (c == '[' && text.substr(end).starts_with(redacted_mark)))
      break;
    if ((c == ':' || c == '=') && words > 0 && end > word && is_letter(text[end - 1]) &&
        next != '/')
      return text.substr(at, word - 1 - at);
    if (c != ' ' || next == ' ') continue;
    if (++words > few_words) break;
    word = end + 1;
  }
  return text.substr(at, end - at);
}

// Up to the end of the sentence, where a verb joined it.
std::string_view sentence(std::string_view field) {
  for (std::size_t dot = 0; dot < field.size(); ++dot)
    if ((field[dot] == '.' || field[dot] == '!' || field[dot] == '?') &&
        (dot + 1 == field.size() ||
         (field[dot + 1] == ' ' && dot + 2 < field.size() && is_upper(field[dot + 2]))))
      return field.substr(0, field[dot] == '?' ? dot + 1 : dot);
  return field;
}

// A phrase that the mail program wrapped: words, and on the next line nothing but such.
Span with_next_line(std::string_view text, Span value) {
  if (plain_words(text.substr(value.from, value.to - value.from)) < 2) return value;
  const auto from = skip_line_end(text, skip_spaces(text, value.to));
  if (from == skip_spaces(text, value.to)) return value;
  auto line = without_blanks_behind(line_at(text, from));
  if (line.ends_with('.')) line.remove_suffix(1);
  const auto words = plain_words(line);
  if (words == 0 || words > few_words || count_words(line).talk > 0) return value;
  return {value.from, from + line.size()};
}

// Taken out unless all of it is talk, or a question.
Span sure_value(std::string_view text, std::size_t at, Joint joint) {
  const auto rest = line_at(text, at);
  const auto whole = joint == Joint::verb ? sentence(rest) : rest.substr(0, rest.find("; "));
  auto field = without_blanks_behind(whole);
  if (const auto semicolon = field.find(';');
      semicolon != field.npos && joint == Joint::sign && field.find(' ') == field.npos)
    field = field.substr(0, semicolon);
  if (field.empty() || field.ends_with('?')) return {};
  const auto value = with_next_line(text, span_of(text, field));
  field = text.substr(value.from, value.to - value.from);
  const auto words = count_words(field);
  if (words.talk == words.all) return {};
  // "the passphrase is in the vault", "is not known to us": a verb and talk at once.
  if (joint == Joint::verb && is_talk(token_at(field, 0)) &&
      (words.talk * 2 >= words.all || is_one_of(token_at(field, 0), places)))
    return {};
  return value;
}

Span likely_value(std::string_view text, std::size_t at, Joint joint) {
  const auto field = without_blanks_behind(field_at(text, at));
  const auto first = without_tail(token_at(field, 0));
  if (first.empty() || is_talk(first)) return {};
  // "ann: expired"
  const bool secret = is_like_secret(first.substr(0, first.size() - first.ends_with(':')));
  if (joint == Joint::sign) {
    const auto words = count_words(field, few_words + 1);
    if (field.ends_with('?') && !secret) return {};
    if (words.talk == 0 && words.all <= few_words)
      return span_of(text, words.all == 1 ? first : field);
    return secret ? span_of(text, first) : Span{};
  }
  // "is monday." is one; "is something that I never remember" is none.
  const bool alone =
      joint == Joint::verb && sentence(field.substr(0, first.size() + 3)).size() == first.size();
  if (secret ? first.size() >= shortest_token : alone) return span_of(text, first);
  return {};
}

// "| Passphrase | correct horse battery staple |"
Span phrase_in_cell(std::string_view text, std::size_t at) {
  constexpr std::size_t phrase_words = 4;
  const auto field = field_at(text, at);
  const auto cell = without_blanks_behind(field.substr(0, field.find('|')));
  return is_phrase(cell, phrase_words) ? span_of(text, cell) : Span{};
}

// "ABCD EFGH 1234": as many tokens as look so; one plain word alone too.
Span key_value(std::string_view text, std::size_t at) {
  const auto field = without_blanks_behind(field_at(text, at));
  const auto first = without_tail(token_at(field, 0));
  if (first.empty() || is_talk(first)) return {};
  if (first.size() < token_at(field, 0).size() || first.size() == field.size())
    return span_of(text, first);
  const auto looks_so = [](std::string_view token) {
    return is_like_secret(token) ||
           (token.size() > 1 && std::none_of(token.begin(), token.end(),
                                             [](char c) { return is_letter(c) && !is_upper(c); }));
  };
  std::size_t end = 0;
  for (std::size_t next = 0; next < field.size();) {
    const auto token = without_tail(token_at(field, next));
    if (token.empty() || is_talk(token) || !looks_so(token)) break;
    end = next + token.size();
    next = skip_spaces(field, next + token_at(field, next).size());
  }
  return {at, at + end};
}

// "SBM login: admin / s3cret"
Span pair_value(std::string_view text, std::size_t at) {
  const auto line = line_at(text, at);
  const auto stroke = line.find(" / ");
  if (stroke == line.npos || token_at(line, 0).size() != stroke) return {};
  const auto secret = without_tail(token_at(line, skip_spaces(line, stroke + 3)));
  return is_like_secret(secret) && !secret.starts_with(redacted_mark) ? span_of(text, secret)
                                                                      : Span{};
}

// With a letter in it, or it is a count: "Pass: 12 of 12".
Span terse_value(std::string_view text, std::size_t at, Joint joint) {
  const auto token = without_tail(token_at(text, at));
  const bool secret = joint != Joint::gap && token.size() >= shortest_token &&
                      is_like_secret(token) && !is_talk(token) &&
                      std::any_of(token.begin(), token.end(), is_letter);
  return secret ? span_of(text, token) : Span{};
}

Span digits_value(std::string_view text, std::size_t at, Joint joint) {
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  const bool whole = end == text.size() || (!is_letter(text[end]) && text[end] != '-');
  if (joint == Joint::gap || !whole || !is_pin(text.substr(at, end - at))) return {};
  // "PIN: 48213 hunter2": the password next to it.
  const auto next = end < text.size() && text[end] == ' ' ? skip_spaces(text, end) : end;
  const auto token = next > end ? without_tail(token_at(text, next)) : std::string_view{};
  return {at, joint == Joint::sign && is_made(token, shortest_made) ? next + token.size() : end};
}

}  // namespace

Span value_at(std::string_view text, Joined joined, Label label) {
  if (joined.joint == Joint::tag) {
    const auto end = text.find('<', joined.at);
    if (end == text.npos || !text.substr(end).starts_with("</")) return {};
    return value_at(text.substr(0, end), {joined.at, Joint::sign}, label);
  }
  const auto joint = joined.joint == Joint::arrow
                         ? (label == Label::sure ? Joint::sign : Joint::gap)
                         : joined.joint;
  if (joint == Joint::line) return value_on_line(text, joined.at, label);
  auto at = begin_of(text, joined.at, joint);
  if (at + 1 < text.size() && text[at] == '\\' && text[at + 1] == '"') ++at;
  if (at >= text.size() || text.substr(at).starts_with(redacted_mark)) return {};
  if (label == Label::groups) return {at, groups_end(text, at)};
  if (label == Label::digits) return digits_value(text, at, joint);
  if (label == Label::pair) return joint == Joint::sign ? pair_value(text, at) : Span{};
  if (label == Label::login) return joint == Joint::sign ? account_value(text, at, false) : Span{};
  if (label == Label::account) return account_value(text, at, true);
  if (label == Label::terse) return terse_value(text, at, joint);
  if (const auto quoted = quoted_at(text, at); quoted.from < quoted.to) {
    const auto inside = text.substr(quoted.from, quoted.to - quoted.from);
    return is_talk(inside) || inside.starts_with(redacted_mark) ? Span{} : quoted;
  }
  if (label == Label::key && joint == Joint::sign) return key_value(text, at);
  // "Recovery key - Ann's laptop": a dash joins whatever there is.
  const bool sure = label == Label::sure && joint != Joint::gap;
  if (label == Label::sure && !sure)
    if (const auto phrase = phrase_in_cell(text, at); phrase.from < phrase.to) return phrase;
  return sure ? sure_value(text, at, joint) : likely_value(text, at, joint);
}

}  // namespace frontdesk::redaction
