// What words and tokens look like: talk, or a secret.
#include <algorithm>
#include <array>

#include "rules/redact/parts.h"

namespace frontdesk::redaction {
namespace {

constexpr std::size_t longest_quoted = 256;
constexpr std::size_t long_token = 16;  // a word so long is no word

// Words that people say of a password, sorted. Where one of them stands, it is talk.
constexpr std::string_view talk[] = {
    "2fa",          "a",           "abgelaufen", "about",     "above",       "accepted",
    "access",       "after",       "again",      "all",       "already",     "also",
    "always",       "an",          "and",        "any",       "as",          "ask",
    "asked",        "asking",      "at",         "attached",  "backup",      "backups",
    "bad",          "because",     "been",       "before",    "being",       "below",
    "bitte",        "blank",       "blocked",    "boot",      "box",         "broken",
    "but",          "by",          "caducada",   "caducado",  "call",        "can",
    "cannot",       "change",      "changed",    "check",     "compromised", "correct",
    "created",      "days",        "denied",     "did",       "different",   "disabled",
    "do",           "does",        "due",        "email",     "empty",       "enabled",
    "enclosed",     "enter",       "entered",    "error",     "expir",       "expiration",
    "expire",       "expired",     "expires",    "expiring",  "expiry",      "fail",
    "failed",       "fails",       "falsch",     "field",     "find",        "fine",
    "for",          "forgot",      "forgotten",  "found",     "from",        "funktioniert",
    "gesperrt",     "give",        "giving",     "gone",      "good",        "hacked",
    "has",          "have",        "held",       "help",      "here",        "hint",
    "how",          "i",           "if",         "in",        "incorrect",   "incorrecta",
    "incorrecte",   "incorrecto",  "invalid",    "is",        "issue",       "it",
    "keeps",        "kept",        "known",      "later",     "leaked",      "locked",
    "login",        "long",        "lost",       "m365",      "manager",     "me",
    "microsoft365", "missing",     "months",     "must",      "my",          "n/a",
    "na",           "need",        "needed",     "needs",     "never",       "new",
    "nicht",        "niet",        "no",         "nobody",    "none",        "not",
    "nothing",      "now",         "o365",       "of",        "off",         "office365",
    "ok",           "old",         "olvidada",   "olvidado",  "on",          "only",
    "opens",        "or",          "oubli",      "our",       "pas",         "pending",
    "perdu",        "please",      "policy",     "printed",   "problem",     "prompt",
    "protected",    "provide",     "recover",    "refused",   "rejected",    "rejects",
    "request",      "requested",   "required",   "reset",     "resetting",   "retrieve",
    "right",        "safe",        "same",       "saved",     "see",         "send",
    "sent",         "server",      "set",        "shared",    "short",       "should",
    "since",        "someone",     "something",  "somewhere", "still",       "stolen",
    "stored",       "stuck",       "sync",       "synced",    "tbd",         "tell",
    "that",         "the",         "their",      "then",      "there",       "think",
    "this",         "to",          "today",      "tomorrow",  "too",         "took",
    "type",         "unavailable", "unknown",    "unlock",    "until",       "up",
    "update",       "updated",     "valid",      "vault",     "vergessen",   "vergeten",
    "verlopen",     "was",         "we",         "weak",      "weeks",       "werkt",
    "what",         "when",        "where",      "which",     "who",         "why",
    "will",         "with",        "without",    "working",   "works",       "written",
    "wrong",        "wrote",       "wurde",      "years",     "yes",         "yesterday",
    "you",          "your",
};
static_assert(std::is_sorted(std::begin(talk), std::end(talk)));

// Whole mails are asked about, word by word.
constexpr auto talk_of = ranges_of(talk, [](std::string_view word) { return word; });

// With these a mail ends.
constexpr std::array<std::string_view, 8> greetings{"thanks", "thank",   "thx",  "cheers",
                                                    "best",   "regards", "kind", "many"};

}  // namespace

bool is_talk(std::string_view word) {
  const auto counts = [](char c) { return is_letter(c) || is_digit(c); };
  while (!word.empty() && !counts(word.back())) word.remove_suffix(1);
  while (!word.empty() && !counts(word.front())) word.remove_prefix(1);
  std::array<char, 16> small{};
  if (word.empty() || word.size() > small.size()) return false;
  std::transform(word.begin(), word.end(), small.begin(), lower);
  const auto [from, to] = talk_of[static_cast<unsigned char>(small.front())];
  return std::binary_search(talk + from, talk + to, std::string_view(small.data(), word.size()));
}

bool has_talk(std::string_view words) {
  for (auto word = next_word(words); !word.empty(); word = next_word(words))
    if (is_talk(word)) return true;
  return false;
}

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

bool is_pin(std::string_view token) {
  constexpr std::size_t shortest = 4, longest = 12;
  return token.size() >= shortest && token.size() <= longest &&
         std::all_of(token.begin(), token.end(), is_digit);
}

bool is_one_of(std::string_view word, std::span<const std::string_view> list) {
  return std::any_of(list.begin(), list.end(), [&](std::string_view one) {
    return std::equal(word.begin(), word.end(), one.begin(), one.end(),
                      [](char a, char b) { return lower(a) == b; });
  });
}

std::string_view word_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && in_word(text[end])) ++end;
  return text.substr(at, end - at);
}

std::string_view token_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && !is_space(text[end])) ++end;
  return text.substr(at, end - at);
}

std::string_view line_at(std::string_view text, std::size_t at) {
  const auto line = text.substr(at, text.find('\n', at) - at);
  return line.substr(0, line.find('\r'));
}

std::size_t skip_spaces(std::string_view text, std::size_t at) {
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '*')) ++at;
  return at;
}

std::size_t skip_quotes(std::string_view text, std::size_t at) {
  at = skip_spaces(text, at);
  while (at < text.size() && text[at] == '>') at = skip_spaces(text, at + 1);
  return at;
}

std::string_view without_blanks_behind(std::string_view text) {
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view next_word(std::string_view& rest) {
  std::size_t at = 0;
  while (at < rest.size() && (is_space(rest[at]) || rest[at] == '*')) ++at;
  const auto word = token_at(rest, at);
  rest.remove_prefix(at + word.size());
  return word;
}

WordCount count_words(std::string_view text, std::size_t most) {
  WordCount words;
  while (words.all < most) {
    const auto word = next_word(text);
    if (word.empty()) break;
    ++words.all;
    words.talk += is_talk(word);
  }
  return words;
}

std::size_t skip_line_end(std::string_view text, std::size_t at) {
  auto next = at;
  if (next < text.size() && text[next] == '\r') ++next;
  if (next >= text.size() || text[next] != '\n') return at;
  next = skip_quotes(text, next + 1);
  return next >= text.size() || text[next] == '\r' || text[next] == '\n' ? at : next;
}

std::string_view without_tail(std::string_view token) {
  token = token.substr(0, token.find(';'));
  constexpr std::string_view tail = ",.)\">|";
  while (!token.empty() && tail.find(token.back()) != tail.npos) token.remove_suffix(1);
  return token;
}

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

std::size_t plain_words(std::string_view line) {
  std::size_t words = 0;
  for (auto word = next_word(line); !word.empty(); word = next_word(line), ++words)
    if (!std::all_of(word.begin(), word.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; }) ||
        is_one_of(word, greetings))
      return 0;
  return words;
}

bool is_phrase(std::string_view words, std::size_t least) {
  const auto all = plain_words(words);
  return all >= least && count_words(words).talk * 4 <= all;
}

Span span_of(std::string_view text, std::string_view part) {
  const auto from = static_cast<std::size_t>(part.data() - text.data());
  return {from, from + part.size()};
}

}  // namespace frontdesk::redaction
