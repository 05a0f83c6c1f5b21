// A secret on the first line of a mail whose subject says what it is.
#include <algorithm>
#include <array>
#include <utility>

#include "rules/redact/parts.h"
#include "rules/redact/redact.h"

namespace frontdesk {
namespace {

using namespace redaction;

constexpr std::size_t longest_line = 128, longest_title = 128, blank_lines = 8;
constexpr std::size_t shortest = 6, shortest_key = 16;

// With these a title asks for a secret, or for help: what is below it is none.
constexpr std::array<std::string_view, 30> asking{
    "forgot",   "forgotten", "lost",   "lose",    "reset",   "resetting", "change",  "changed",
    "need",     "needs",     "needed", "want",    "wrong",   "expired",   "locked",  "problem",
    "problems", "issue",     "issues", "help",    "unknown", "no",        "without", "what",
    "which",    "where",     "cannot", "request", "invalid", "missing"};

struct FirstLine {
  std::size_t at = 0;  // in the original
  std::string_view line;
};

FirstLine first_line(std::string_view text) {
  FirstLine found;
  for (std::size_t lines = 0; lines < blank_lines; ++lines) {
    const auto end = text.find('\n', found.at);
    found.line = text.substr(found.at, end - found.at);
    const bool blank = std::all_of(found.line.begin(), found.line.end(),
                                   [](char c) { return is_space(c) || c == '>' || c == '*'; });
    if (!blank || end == text.npos) break;
    found.at = end + 1;
  }
  return found;
}

// The secret under such a label, if it is one.
Span secret_on(std::string_view line, Label label) {
  if (label == Label::groups) return {};  // found wherever it stands
  const auto at = skip_quotes(line, 0);
  if (label == Label::account || label == Label::login)
    return account_value(line, at, label == Label::account);
  const auto token = token_at(line, at);
  const auto rest = line.substr(at + token.size());
  if (!std::all_of(rest.begin(), rest.end(), is_space)) return {};
  const auto secret = without_tail(token);
  const bool made = is_made(secret, label == Label::key ? shortest_key : shortest);
  return (label == Label::digits ? is_pin(secret) : made) ? span_of(line, secret) : Span{};
}

bool is_asking(std::string_view title) {
  for (auto word = next_word(title); !word.empty(); word = next_word(title))
    if (is_one_of(word, asking)) return true;
  return false;
}

// A sure label has what a likely one has. Asked of the line before the title is looked at, since
// few lines hold anything.
Span secret_under(std::string_view title, std::string_view line) {
  constexpr std::array<Label, 4> kinds{Label::likely, Label::key, Label::account, Label::digits};
  if (std::none_of(kinds.begin(), kinds.end(), [&](Label kind) {
        const auto span = secret_on(line, kind);
        return span.from < span.to;
      }))
    return {};
  const Plain plain(title.substr(title.size() - std::min(title.size(), longest_title)));
  const auto label = label_at_end(plain.text());
  return label && !is_asking(plain.text()) ? secret_on(line, *label) : Span{};
}

// What is taken out makes the line shorter, and another token may stand alone on it then.
constexpr int most_times = 4;

}  // namespace

Redacted redact_below(std::string_view title, std::string_view text) {
  auto done = redact(text);
  for (int times = 0; times < most_times; ++times) {
    const auto [at, original] = first_line(done.text);
    if (original.size() > longest_line) break;
    const Plain line(original);
    const auto span = secret_under(title, line.text());
    if (span.from == span.to) break;
    const auto from = line.original(span.from), to = line.original(span.to);
    done.text.replace(at + from, to - from, redacted_mark);
    auto again = redact(done.text);
    done.text = std::move(again.text);
    done.count += 1 + again.count;
  }
  return done;
}

}  // namespace frontdesk
