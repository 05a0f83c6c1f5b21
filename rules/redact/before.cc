// A secret that stands before its label: "hunter2x is the backup password".
#include <algorithm>
#include <array>

#include "rules/redact/parts.h"
#include "rules/redact/redact.h"

namespace frontdesk::redaction {
namespace {

constexpr std::size_t farthest = 96, most_words = 4, shortest = 6, phrase_words = 3;

constexpr std::array<std::string_view, 5> verbs{"is", "was", "ist", "est", "es"};

// What ends the sentence, or goes on about the same secret: "is the password for the server".
bool is_all_said(std::string_view text, std::size_t at) {
  constexpr std::array<std::string_view, 3> links{"for", "of", "to"};
  at = skip_spaces(text, at);
  constexpr std::string_view ends = ".,;!)\r\n";
  return at >= text.size() || ends.find(text[at]) != ends.npos ||
         is_one_of(word_at(text, at), links);
}

// The last word of the text, which has nothing but letters; it is taken off.
std::string_view last_word(std::string_view& text) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  auto from = text.size();
  while (from > 0 && in_word(text[from - 1])) --from;
  const auto word = text.substr(from);
  text.remove_suffix(word.size());
  return !text.empty() && text.back() == ' ' ? word : std::string_view{};
}

// What stands before "is the backup": from the line's begin on.
std::string_view before_verb(std::string_view line) {
  for (std::size_t words = 0; words <= most_words; ++words) {
    const auto word = last_word(line);
    if (word.empty()) return {};
    if (is_one_of(word, verbs)) return line.substr(0, line.find_last_not_of(' ') + 1);
  }
  return {};
}

Span quoted_end(std::string_view text, std::string_view before) {
  const auto open = before.substr(0, before.size() - 1).rfind(before.back());
  if (open == before.npos || open + 2 >= before.size()) return {};
  const auto inside = before.substr(open + 1, before.size() - open - 2);
  return is_talk(inside) || inside.starts_with(redacted_mark) ? Span{} : span_of(text, inside);
}

}  // namespace

Span value_before(std::string_view text, Span where, Label label) {
  if ((label != Label::sure && label != Label::likely) || !is_all_said(text, where.to)) return {};
  const auto least = where.from - std::min(where.from, farthest);
  auto from = where.from;
  while (from > least && text[from - 1] != '\n') --from;
  const bool whole = from == 0 || text[from - 1] == '\n';
  const auto before = before_verb(text.substr(from, where.from - from));
  if (before.empty()) return {};
  if (before.back() == '"' || before.back() == '\'') return quoted_end(text, before);
  if (label == Label::sure && whole && is_phrase(before, phrase_words))
    return span_of(text, before);
  const auto blank = before.find_last_of(" \t");
  if (blank == before.npos && !whole) return {};
  const auto token = before.substr(blank + 1);
  return is_made(token, shortest) ? span_of(text, token) : Span{};
}

}  // namespace frontdesk::redaction
