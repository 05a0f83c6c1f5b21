// What stands behind a label: a secret, or talk about it.
#include <algorithm>
#include <array>

#include "rules/redact.h"
#include "rules/redact_parts.h"

namespace frontdesk::redaction {
namespace {

constexpr std::size_t longest_quoted = 256;
constexpr std::size_t few_words = 6;       // more than these behind "password:" are a sentence
constexpr std::size_t long_token = 16;     // a word so long is no word
constexpr std::size_t shortest_token = 4;  // "is 90 days old"

// Words that people say of a password, sorted. Where one of them stands, it is talk.
constexpr std::string_view talk[] = {
    "a",           "about",       "accepted", "access",    "after",     "again",     "all",
    "already",     "also",        "always",   "an",        "and",       "any",       "as",
    "ask",         "asked",       "asking",   "at",        "backup",    "backups",   "bad",
    "because",     "been",        "before",   "being",     "blank",     "blocked",   "box",
    "but",         "by",          "call",     "can",       "cannot",    "change",    "changed",
    "check",       "compromised", "correct",  "created",   "days",      "denied",    "did",
    "different",   "disabled",    "do",       "does",      "due",       "email",     "empty",
    "enabled",     "enter",       "entered",  "error",     "expire",    "expired",   "expires",
    "expiring",    "expiry",      "fail",     "failed",    "fails",     "field",     "find",
    "fine",        "for",         "forgot",   "forgotten", "found",     "from",      "give",
    "gone",        "good",        "hacked",   "has",       "have",      "help",      "here",
    "hint",        "how",         "i",        "if",        "in",        "incorrect", "invalid",
    "is",          "issue",       "it",       "keeps",     "kept",      "known",     "later",
    "leaked",      "locked",      "login",    "long",      "lost",      "manager",   "me",
    "missing",     "must",        "my",       "n/a",       "na",        "need",      "needed",
    "needs",       "never",       "new",      "no",        "none",      "not",       "now",
    "of",          "off",         "ok",       "old",       "on",        "only",      "or",
    "our",         "please",      "policy",   "problem",   "prompt",    "protected", "provide",
    "recover",     "refused",     "rejected", "request",   "requested", "required",  "reset",
    "resetting",   "retrieve",    "right",    "safe",      "same",      "saved",     "see",
    "send",        "sent",        "server",   "set",       "shared",    "short",     "should",
    "since",       "somewhere",   "still",    "stolen",    "stored",    "sync",      "synced",
    "tbd",         "tell",        "that",     "the",       "their",     "then",      "there",
    "think",       "this",        "to",       "today",     "tomorrow",  "too",       "type",
    "unavailable", "unknown",     "unlock",   "until",     "up",        "update",    "updated",
    "valid",       "vault",       "was",      "we",        "weak",      "what",      "when",
    "where",       "which",       "who",      "why",       "will",      "with",      "without",
    "working",     "works",       "wrong",    "yes",       "yesterday", "you",       "your",
};
static_assert(std::is_sorted(std::begin(talk), std::end(talk)));

bool is_talk(std::string_view word) {
  while (!word.empty() && !is_letter(word.back())) word.remove_suffix(1);
  std::array<char, 16> small{};
  if (word.empty() || word.size() > small.size()) return false;
  std::transform(word.begin(), word.end(), small.begin(), lower);
  return std::binary_search(std::begin(talk), std::end(talk),
                            std::string_view(small.data(), word.size()));
}

// As no word of a language looks: a digit or a sign in it, or capitals within.
bool is_like_secret(std::string_view token) {
  if (token.size() >= long_token) return true;
  bool seen = false;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const char c = token[i];
    const bool sign =
        static_cast<unsigned char>(c) < 0x80 && !is_letter(c) && c != '\'' && c != '-' && c != '.';
    seen = seen || sign ||
           (i > 0 && is_upper(c) && is_letter(token[i - 1]) && !is_upper(token[i - 1]));
  }
  return seen;
}

std::string_view token_at(std::string_view line, std::size_t at) {
  std::size_t end = at;
  while (end < line.size() && line[end] != ' ' && line[end] != '\t') ++end;
  return line.substr(at, end - at);
}

std::size_t skip_spaces(std::string_view text, std::size_t at) {
  for (;;) {
    if (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '*'))
      ++at;
    else if (text.substr(at).starts_with("\xc2\xa0"))
      at += 2;
    else
      return at;
  }
}

// The value may begin on the next line, where a label with a sign ended the one before.
std::size_t begin_of(std::string_view text, std::size_t at, Joint joint) {
  at = skip_spaces(text, at);
  for (int lines = 0; joint == Joint::sign && lines < 2 && at < text.size(); ++lines) {
    if (text[at] == '\r') ++at;
    if (at >= text.size() || text[at] != '\n') break;
    at = skip_spaces(text, at + 1);
  }
  return at;
}

// Inside quotation marks, where the value begins with one that is closed on the same line.
Span quoted_at(std::string_view text, std::size_t at) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> marks{
      {{"\"", "\""}, {"'", "'"}, {"`", "`"}, {"“", "”"}, {"‘", "’"}, {"«", "»"}}};
  for (const auto& [open, close] : marks) {
    if (!text.substr(at).starts_with(open)) continue;
    const auto from = at + open.size();
    const auto within = text.substr(from, longest_quoted);
    const auto to = std::min(within.find(close), within.find('\n'));
    if (to == within.npos || to == 0 || within[to] == '\n') continue;
    return {from, from + to};
  }
  return {};
}

std::string_view line_at(std::string_view text, std::size_t at) {
  const auto line = text.substr(at, text.find('\n', at) - at);
  return line.substr(0, line.find('\r'));
}

// The rest of the line, up to what separates fields ("; ", a tab, "Server: …").
std::string_view field_at(std::string_view text, std::size_t at) {
  auto field = line_at(text, at);
  field = field.substr(0, field.find('\t'));
  for (std::size_t i = 0; i + 1 < field.size(); ++i)
    if (((field[i] == ';' || field[i] == ',') && field[i + 1] == ' ') ||
        (field[i] == '<' && field[i + 1] == '/'))
      field = field.substr(0, i);
  for (auto colon = field.find(": "); colon != field.npos; colon = field.find(": ", colon + 1)) {
    const auto word = field.rfind(' ', colon);
    if (word == field.npos) continue;
    return field.substr(0, word);
  }
  return field;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

struct Words {
  std::size_t all = 0, talk = 0;
};
Words count_words(std::string_view text, bool until_talk = false) {
  Words words;
  for (std::size_t at = skip_spaces(text, 0); at < text.size();) {
    if (until_talk && (words.talk > 0 || words.all > few_words)) break;
    const auto word = token_at(text, at);
    ++words.all;
    if (is_talk(word)) ++words.talk;
    at = skip_spaces(text, at + word.size());
  }
  return words;
}

// "…; Pwd=x;Encrypt=yes": in a connection string the value ends at the semicolon.
std::string_view without_tail(std::string_view token) {
  token = token.substr(0, token.find(';'));
  while (!token.empty() && (token.back() == ',' || token.back() == '.' || token.back() == ')' ||
                            token.back() == '"' || token.back() == '>'))
    token.remove_suffix(1);
  return token;
}

Span span_of(std::string_view text, std::string_view part) {
  const auto from = static_cast<std::size_t>(part.data() - text.data());
  return {from, from + part.size()};
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

// Taken out unless all of it is talk, or a question.
Span sure_value(std::string_view text, std::size_t at, Joint joint) {
  const auto rest = line_at(text, at);
  const auto whole = joint == Joint::verb ? sentence(rest) : rest.substr(0, rest.find("; "));
  auto field = trimmed(whole);
  if (const auto semicolon = field.find(';');
      semicolon != field.npos && joint == Joint::sign && field.find(' ') == field.npos)
    field = field.substr(0, semicolon);
  if (field.empty() || field.ends_with('?')) return {};
  const auto words = count_words(field);
  if (words.talk == words.all) return {};
  // "the passphrase is in the vault", "is not known to us": a verb and talk at once.
  if (joint == Joint::verb && is_talk(token_at(field, 0)) && words.talk * 2 >= words.all) return {};
  return span_of(text, field);
}

Span likely_value(std::string_view text, std::size_t at, Joint joint) {
  const auto field = trimmed(field_at(text, at));
  const auto first = without_tail(token_at(field, 0));
  if (first.empty() || is_talk(first)) return {};
  const bool secret = is_like_secret(first);
  if (joint == Joint::sign) {
    const auto words = count_words(field, true);
    if (field.ends_with('?') && !secret) return {};
    if (token_at(field, 0).find(';') != std::string_view::npos) return span_of(text, first);
    if (words.talk == 0 && words.all <= few_words)
      return span_of(text, words.all == 1 ? first : field);
    return secret ? span_of(text, first) : Span{};
  }
  // "is monday." is one; "is something that I never remember" is none.
  const bool alone = joint == Joint::verb && sentence(field).size() == first.size();
  if (secret ? first.size() >= shortest_token : alone) return span_of(text, first);
  return {};
}

Span digits_value(std::string_view text, std::size_t at, Joint joint) {
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  const bool whole = end == text.size() || (!is_letter(text[end]) && text[end] != '-');
  return joint != Joint::gap && whole && end - at >= 4 && end - at <= 12 ? Span{at, end} : Span{};
}

}  // namespace

Span value_at(std::string_view text, std::size_t at, Label label, Joint joint) {
  at = begin_of(text, at, joint);
  if (at >= text.size() || text.substr(at).starts_with(redacted_mark)) return {};
  if (label == Label::digits) return digits_value(text, at, joint);
  if (const auto quoted = quoted_at(text, at); quoted.from < quoted.to) {
    const auto inside = text.substr(quoted.from, quoted.to - quoted.from);
    return is_talk(inside) || inside.starts_with(redacted_mark) ? Span{} : quoted;
  }
  // "Recovery key - Ann's laptop": a dash joins whatever there is.
  const bool sure = label == Label::sure && joint != Joint::gap;
  return sure ? sure_value(text, at, joint) : likely_value(text, at, joint);
}

}  // namespace frontdesk::redaction
