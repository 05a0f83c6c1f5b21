#include "intake/mime/forwarded.h"

#include <algorithm>
#include <array>

#include "intake/mime/header.h"
#include "intake/mime/mail.h"

namespace frontdesk {
namespace {

// English, German, French, Spanish and Portuguese, Italian, Dutch, the Nordic languages, Polish.
constexpr std::array<std::string_view, 12> forward_marks{
    "fwd:", "fw:", "wg:", "tr:", "rv:", "enc:", "i:", "doorst:", "vb:", "vs:", "vl:", "pd:"};
constexpr std::array<std::string_view, 9> from_labels{
    "from:", "von:", "de:", "da:", "van:", "från:", "fra:", "od:", "lähettäjä:"};
// One of these stands near it; a lone "From:" is prose.
constexpr std::array<std::string_view, 30> other_labels{
    "sent:",      "date:",    "to:",        "subject:", "gesendet:", "datum:",
    "an:",        "betreff:", "envoyé:",    "envoyé :", "date :",    "à:",
    "à :",        "objet:",   "objet :",    "enviado:", "fecha:",    "para:",
    "asunto:",    "data:",    "assunto:",   "inviato:", "a:",        "oggetto:",
    "verzonden:", "aan:",     "onderwerp:", "skickat:", "till:",     "til:"};

constexpr std::size_t lines_looked_at = 2'000;
constexpr std::size_t lines_between = 6;
constexpr std::size_t line_bytes = 2'000;

// The label that the line begins with, or "".
template <std::size_t N>
std::string_view label_of(std::string_view line, const std::array<std::string_view, N>& labels) {
  for (const auto label : labels)
    if (line.size() >= label.size() && equal_ascii(line.substr(0, label.size()), label))
      return line.substr(0, label.size());
  return {};
}

// Without quote marks and emphasis: "> *From:* Ann".
std::string_view bare(std::string_view line) {
  line = line.substr(0, line_bytes);
  const auto begin = line.find_first_not_of("> \t*\r");
  return begin == std::string_view::npos ? std::string_view{} : trim(line.substr(begin));
}

bool is_forward(std::string_view subject) {
  return !label_of(trim(subject), forward_marks).empty();
}

// "Ann Lee [mailto:ann@acme.example]", "*Ann* <ann@acme.example>", "ann@acme.example".
std::string address_in(std::string_view value) {
  std::string plain;
  for (const char c : value) {
    if (c == '*') continue;
    plain += c == '[' ? '<' : c == ']' ? '>' : c;
  }
  if (const auto at = plain.find("<mailto:"); at != std::string::npos) plain.erase(at + 1, 7);
  const auto found = parse_addresses(plain, 1);
  return found.empty() ? std::string{} : found.front().address;
}

// The lines of a text, one after another.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}
  bool next(std::string_view& line) {
    if (rest_.empty() || ++seen_ > lines_looked_at) return false;
    const auto end = rest_.find('\n');
    line = bare(rest_.substr(0, end));
    rest_ = end == std::string_view::npos ? std::string_view{} : rest_.substr(end + 1);
    return true;
  }

 private:
  std::string_view rest_;
  std::size_t seen_ = 0;
};

}  // namespace

std::string forwarded_from(std::string_view subject, std::string_view text) {
  if (!is_forward(subject)) return {};
  Lines lines(text);
  std::string address;
  std::size_t since = 0;
  for (std::string_view line; lines.next(line);) {
    if (const auto label = label_of(line, from_labels); !label.empty()) {
      auto found = address_in(line.substr(label.size()));
      if (found.empty()) continue;
      address = std::move(found);
      since = 0;
    } else if (!address.empty() && ++since <= lines_between) {
      if (!label_of(line, other_labels).empty()) return address;
    } else {
      address.clear();
    }
  }
  return {};
}

}  // namespace frontdesk
