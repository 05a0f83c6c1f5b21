// What stands between a label and its value.
#include <algorithm>
#include <array>

#include "rules/redact/parts.h"

namespace frontdesk::redaction {
namespace {

using Words = std::string_view;

// As a word of its own each of these may begin what follows a label: "for the server", "we use".
constexpr std::array<Words, 28> links{"for", "of",  "to",  "on",   "in",   "at",    "used",
                                      "we",  "you", "i",   "they", "that", "which", "he",
                                      "she", "my",  "de",  "du",   "des",  "pour",  "für",
                                      "von", "der", "vom", "voor", "van",  "para",  "del"};
constexpr std::array<Words, 16> verbs{"is",    "was",  "are",    "were", "est",    "ist",
                                      "es",    "é",    "equals", "war",  "lautet", "lauten",
                                      "luidt", "sont", "sind",   "son"};
// "will be", "has been changed to", "now": with what follows them.
constexpr std::array<Words, 9> half_verbs{"will", "has",     "changed", "set", "reset",
                                          "now",  "updated", "should",  "must"};
constexpr std::array<Words, 5> fillers{"still", "currently", "just", "changed", "set"};
constexpr std::array<Words, 6> completions{"be", "been", "to", "now", "reset", "updated"};
// On the next line these begin something else: "the password for gwen", then "user: gwen".
constexpr std::array<Words, 10> next_fields{"user",   "username", "login", "email", "name",
                                            "server", "host",     "from",  "sent",  "subject"};
constexpr std::size_t link_words = 7;     // "for the nightly backup of server two"
constexpr std::size_t verb_words = 4;     // "has now been changed to"
constexpr std::size_t before_label = 40;  // "we have changed all of the …"

// Goes over blanks, and over one line end at most: mails are wrapped at 72 columns.
struct Walk {
  std::string_view text;
  std::size_t at;
  bool crossed = false;

  void blank() {
    while (at < text.size() && (text[at] == ' ' || text[at] == '*' || text[at] == '_')) ++at;
    if (crossed) return;
    const auto next = skip_line_end(text, at);
    crossed = next != at;
    at = next;
  }
};

Joined sign_at(const Walk& walk) {
  const auto rest = walk.text.substr(walk.at);
  constexpr std::array<Words, 5> signs{"=>", "->", ":=", ":", "="};
  constexpr std::array<Words, 9> arrows{"-->", "==>", "→", "➡", "⇒", "➜", "➔", "⟶", "👉"};
  constexpr std::array<Words, 3> dashes{"- ", "– ", "— "};
  if (rest.empty() || is_letter(rest.front()) || is_digit(rest.front())) return {};
  for (const auto sign : signs)
    if (rest.starts_with(sign)) return {walk.at + sign.size(), Joint::sign};
  if (walk.crossed) return {};  // another row of the table
  for (const auto arrow : arrows)
    if (rest.starts_with(arrow)) return {walk.at + arrow.size(), Joint::arrow};
  if (rest.starts_with("\t") || rest.starts_with("|")) return {walk.at + 1, Joint::gap};
  for (const auto dash : dashes)
    if (walk.at > 0 && walk.text[walk.at - 1] == ' ' && rest.starts_with(dash))
      return {walk.at + dash.size(), Joint::gap};
  return {};
}

// "ACME-SRV01", "nas.acme.local", "Acme's": what stands within a word belongs to it.
std::string_view link_word_at(std::string_view text, std::size_t at) {
  auto end = at + word_at(text, at).size();
  while (end > at && end + 1 < text.size() && in_word(text[end + 1]) &&
         (text[end] == '-' || text[end] == '.' || text[end] == '\'' || text[end] == '_'))
    end += 1 + word_at(text, end + 1).size();
  return text.substr(at, end - at);
}

// Behind "as follows", "the following:", "below".
Joined announced_at(const Walk& walk) {
  constexpr std::array<Words, 7> before_line{
      "as follows", "the following", "given below", "shown below", "as below", "below", "this"};
  constexpr std::string_view firsts = "abgst";
  if (walk.at >= walk.text.size() || firsts.find(lower(walk.text[walk.at])) == firsts.npos)
    return {};
  for (const auto words : before_line) {
    const auto here = walk.text.substr(walk.at, words.size());
    if (here.size() < words.size() || !is_one_of(here, std::array{words})) continue;
    auto at = walk.at + words.size();
    if (at < walk.text.size() && in_word(walk.text[at])) continue;
    const Walk behind{walk.text, skip_spaces(walk.text, at), true};
    if (const auto sign = sign_at(behind); sign.at != 0) return sign;
    at = behind.at;
    if (at < walk.text.size() && walk.text[at] == '.') at = skip_spaces(walk.text, at + 1);
    if (at >= walk.text.size()) return {};
    if (walk.text[at] == '\r' || walk.text[at] == '\n') return {at, Joint::line};
    return words == before_line.front() ? Joined{at, Joint::verb} : Joined{};
  }
  return {};
}

// Behind "is", "is now", "will be", "was changed to"; nothing where it is no such verb.
Joined verb_at(Walk walk) {
  auto word = word_at(walk.text, walk.at);
  if (walk.crossed && !word.empty() && is_upper(word.front())) return {};  // another sentence
  bool whole = is_one_of(word, verbs);
  if (!whole && !is_one_of(word, half_verbs)) return {};
  whole = whole || is_one_of(word, completions);
  for (std::size_t words = 0; words <= verb_words; ++words) {
    walk.at += word.size();
    walk.blank();
    if (const auto sign = sign_at(walk); sign.at != 0 && sign.joint == Joint::sign) return sign;
    if (const auto told = announced_at(walk); told.at != 0) return told;
    word = word_at(walk.text, walk.at);
    const bool completes = is_one_of(word, completions);
    if (!completes && !is_one_of(word, fillers)) break;
    whole = whole || completes;
  }
  return whole ? Joined{walk.at, Joint::verb} : Joined{};
}

// What is in parentheses: "Passphrase (nightly job): …". False where they are not closed.
bool skip_aside(Walk& walk) {
  if (walk.at >= walk.text.size() || walk.text[walk.at] != '(') return true;
  const auto close = walk.text.substr(walk.at, 64).find(')');
  if (close == walk.text.npos) return false;
  walk.at += close + 1;
  walk.blank();
  return true;
}

// "<password>", "<a:password>": the name of a tag ends here, and the tag too.
bool closes_tag(std::string_view text, std::size_t at) {
  constexpr std::size_t longest_name = 64;
  if (at >= text.size() || text[at] != '>') return false;
  const auto least = at - std::min(at, longest_name);
  while (at > least && !is_space(text[at - 1]) && text[at - 1] != '<' && text[at - 1] != '>') --at;
  return at > least && text[at - 1] == '<';
}

// "key="password" value="…"", and "\"password\":\"…\"", from the quotation mark on.
Joined attribute_at(std::string_view text, std::size_t at) {
  const auto from = skip_spaces(text, at + 1);
  constexpr std::array<Words, 1> value{"value"};
  const auto word = word_at(text, from);
  const auto behind = from + word.size();
  return from > at + 1 && is_one_of(word, value) && behind < text.size() && text[behind] == '='
             ? Joined{behind + 1, Joint::sign}
             : Joined{};
}

}  // namespace

Joined join_after(std::string_view text, std::size_t at) {
  if (closes_tag(text, at)) return {at + 1, Joint::tag};
  if (at + 1 < text.size() && text[at] == '\\' && text[at + 1] == '"') ++at;
  if (at < text.size() && (text[at] == '"' || text[at] == '\''))
    if (const auto value = attribute_at(text, at); value.at != 0) return value;
  if (at < text.size() && (text[at] == '"' || text[at] == '\'' || text[at] == '`')) ++at;
  if (at < text.size() && text[at] == '<') return {};
  Walk walk{text, at};
  bool linked = false;
  for (std::size_t words = 0; words <= link_words; ++words) {
    walk.blank();
    if (!skip_aside(walk)) return {};
    if (const auto joined = sign_at(walk); joined.at != 0) return joined;
    const auto word = link_word_at(text, walk.at);
    if (word.empty() || (walk.crossed && is_one_of(word, next_fields))) return {};
    if (const auto joined = verb_at(walk); joined.at != 0) return joined;
    if (const auto told = announced_at(walk); told.at != 0) return told;
    if (!linked && !is_one_of(word, links)) return {};
    linked = true;
    walk.at += word.size();
  }
  return {};
}

std::size_t changed_to(std::string_view text, std::size_t label, std::size_t at) {
  Walk walk{text, at};
  walk.blank();
  const auto word = word_at(text, walk.at);
  constexpr std::array<Words, 1> to{"to"};
  if (!is_one_of(word, to)) return 0;
  const auto from = label < before_label ? 0 : label - before_label;
  bool changed = false;
  constexpr std::array<Words, 7> changes{"changed", "change", "set",    "reset",
                                         "updated", "update", "rotated"};
  for (auto before = from; before < label; ++before)
    if (before == 0 || !in_word(text[before - 1]))
      changed = changed || is_one_of(word_at(text, before), changes);
  if (!changed) return 0;
  walk.at += word.size();
  walk.blank();
  return walk.at;
}

}  // namespace frontdesk::redaction
