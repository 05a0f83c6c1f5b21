// Several secrets under one label: the lines below "Passwords:", and the column below "Password" in
// a table. Each line is looked at once, whatever labels stand in it.
#include <algorithm>
#include <array>
#include <optional>

#include "rules/redact/parts.h"
#include "rules/redact/redact.h"

namespace frontdesk::redaction {
namespace {

constexpr std::size_t longest_line = 512, longest_name = 64, most_words = 6;
constexpr std::size_t shortest = 4, shortest_alone = 6, shortest_pin = 4, longest_pin = 12;

// Before a ':' these are no accounts: what is behind them must look made.
constexpr std::array<std::string_view, 17> other_fields{
    "phone", "tel",  "mobile", "fax",  "email", "mail", "user", "username", "login",
    "host",  "site", "url",    "date", "time",  "name", "http", "https"};

struct Line {
  std::size_t from = 0, next = 0;
  std::string_view text;  // without what quotes it and without blanks around it
};

Line line_from(std::string_view text, std::size_t from) {
  Line line{from, from, {}};
  const auto end = text.substr(from, longest_line + 1).find('\n');
  const auto size = std::min(end, text.size() - from);
  line.next = from + size + (end == text.npos ? 0 : 1);
  line.text = text.substr(from, std::min(size, longest_line + 1));
  while (!line.text.empty() && is_space(line.text.back())) line.text.remove_suffix(1);
  auto at = skip_spaces(line.text, 0);
  while (at < line.text.size() && line.text[at] == '>') at = skip_spaces(line.text, at + 1);
  line.text.remove_prefix(at);
  return line;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r*\"'`";
  const auto from = text.find_first_not_of(blanks);
  return from == text.npos ? std::string_view{}
                           : text.substr(from, text.find_last_not_of(blanks) + 1 - from);
}

// ---- lines -------------------------------------------------------------------------------------

// "1.", "2)", "-" and what else begins the line of a list.
std::string_view without_bullet(std::string_view line, bool& numbered) {
  std::size_t at = 0;
  while (at < line.size() && is_digit(line[at])) ++at;
  numbered = at > 0 && at < 4 && at + 1 < line.size() && (line[at] == '.' || line[at] == ')') &&
             line[at + 1] == ' ';
  if (numbered) return line.substr(skip_spaces(line, at + 1));
  for (const std::string_view bullet : {"- ", "+ ", "• ", "– ", "· "})
    if (line.starts_with(bullet)) return line.substr(skip_spaces(line, bullet.size()));
  return line;
}

struct Pair {
  std::string_view name, value;
};

// At the first of what stands between a name and its secret.
Pair pair_of(std::string_view line) {
  constexpr std::string_view lone = ":=\t|";
  for (std::size_t at = 1; at < std::min(line.size(), longest_name); ++at) {
    const auto rest = line.substr(at);
    std::size_t size = lone.find(line[at]) != lone.npos ? 1 : 0;
    for (const std::string_view sign : {" - ", " – ", " — ", " / ", " -> ", " → "})
      if (rest.starts_with(sign)) size = sign.size();
    if (size > 0 && !rest.starts_with("://") && line.find_first_of("[](){}<>") >= at)
      return {trimmed(line.substr(0, at)), trimmed(rest.substr(size))};
  }
  return {};
}

bool has_talk(std::string_view words, std::size_t& count) {
  bool talk = false;
  for (count = 0; count <= most_words; ++count) {
    const auto word = next_word(words);
    if (word.empty()) break;
    talk = talk || is_talk(word);
  }
  return talk;
}

bool is_pin(std::string_view token) {
  return token.size() >= shortest_pin && token.size() <= longest_pin &&
         std::all_of(token.begin(), token.end(), is_digit);
}

bool is_key(std::string_view token) {
  constexpr std::size_t shortest_key = 8;
  constexpr std::ptrdiff_t few_digits = 3;
  return token.size() >= shortest_key && in_word(token.front()) &&
         std::count_if(token.begin(), token.end(), is_digit) >= few_digits &&
         std::all_of(token.begin(), token.end(), [](char c) {
           return is_letter(c) || is_digit(c) || c == '-' || c == '+' || c == '/' || c == '=';
         });
}

// What a value is that has its place for it: `strict`, only what looks made.
std::string_view secret_of(std::string_view value, Label label, bool strict) {
  const auto first = without_tail(token_at(value, 0));
  if (first.empty() || first.starts_with(redacted_mark)) return {};
  if (label == Label::digits) return is_pin(first) ? first : std::string_view{};
  if (is_made(first, shortest)) return first;
  std::size_t words = 0;
  if (label == Label::sure && !strict && is_phrase(value, 3)) return value;
  if (has_talk(value, words) || words > most_words) return {};
  if (label == Label::key) return is_key(first) ? first : std::string_view{};
  if (strict) return {};
  if (label == Label::sure) return value;
  return words == 1 && first.size() >= shortest ? first : std::string_view{};
}

struct Item {
  bool is = false;  // also where its secret is gone already
  Span secret;
};

Item item_of(std::string_view text, std::string_view line, Label label, bool strict) {
  bool numbered = false;
  line = without_bullet(line, numbered);
  if (line.empty() || line.size() > longest_line) return {};
  if (line.starts_with(redacted_mark)) return {true, {}};
  if (label == Label::account) {
    const auto at = static_cast<std::size_t>(line.data() - text.data());
    const auto secret = account_value(text, at, true);
    return {secret.from < secret.to || line.find(redacted_mark) != line.npos, secret};
  }
  std::string_view secret;
  auto [name, value] = pair_of(line);
  if (value.starts_with(redacted_mark)) return {true, {}};
  if (!value.empty()) {
    std::size_t words = 0;
    if (has_talk(name, words) || words > most_words) return {};
    secret = secret_of(value, label, strict || is_one_of(name, other_fields));
  } else {
    const auto first = token_at(line, 0);
    const auto rest = trimmed(line.substr(first.size()));
    if (rest.empty()) {
      const auto alone = without_tail(first);
      secret = numbered ? secret_of(alone, label, false)
               : label == Label::digits
                   ? (is_pin(alone) ? alone : "")
                   : (is_made(alone, shortest_alone) ? alone : std::string_view{});
    } else if (token_at(rest, 0).size() == rest.size() && !is_talk(first) &&
               first.find_first_of("[](){}<>:") == first.npos &&
               is_made(without_tail(rest), shortest_alone)) {
      secret = without_tail(rest);
    }
  }
  return secret.empty() ? Item{} : Item{true, span_of(text, secret)};
}

// "Tr0ub4dor, hunter2x and Winter2026!"
void take_pieces(std::string_view text, std::string_view rest, Label label, Spans& found) {
  while (!rest.empty()) {
    auto size = rest.size(), skip = std::size_t{0};
    for (const std::string_view sign : {", ", "; ", " and ", " und ", " et ", " en ", " y "})
      if (const auto at = rest.find(sign); at < size) {
        size = at;
        skip = sign.size();
      }
    const auto [is, secret] = item_of(text, trimmed(rest.substr(0, size)), label, true);
    if (!is) return;
    if (secret.from < secret.to) found.push_back(secret);
    rest.remove_prefix(size + skip);
  }
}

// Up to two lines in a row that are none, or one behind an empty line. Gives where it looked last.
std::size_t take_items(std::string_view text, std::size_t at, Label label, bool strict,
                       Spans& found) {
  int misses = 0;
  bool empty = false;
  while (at < text.size() && misses < 2) {
    const auto line = line_from(text, at);
    const bool is_empty = line.text.empty();
    const auto item = is_empty ? Item{} : item_of(text, line.text, label, strict);
    if (item.secret.from < item.secret.to) found.push_back(item.secret);
    if (!item.is && !is_empty && empty) break;
    misses = item.is ? 0 : misses + 1;
    if (!item.is && !is_empty) strict = true;
    empty = is_empty;
    at = line.next;
  }
  return at;
}

// ---- tables ------------------------------------------------------------------------------------

enum class Cells { pipes, tabs, wide, commas, semicolons, words };

std::size_t next_cell(std::string_view line, std::size_t at, Cells cells) {
  constexpr std::string_view signs = "|\t ,; ";
  const char sign = signs[static_cast<std::size_t>(cells)];
  for (; at < line.size(); ++at) {
    if (line[at] != sign) continue;
    if (cells != Cells::wide) return at;
    if (at + 1 < line.size() && line[at + 1] == ' ') return at;
  }
  return at;
}

// The cell of this number; nothing where the line has none.
std::optional<std::string_view> cell_of(std::string_view line, std::size_t number, Cells cells) {
  std::size_t at = 0;
  for (std::size_t i = 0;; ++i) {
    const auto end = next_cell(line, at, cells);
    if (i == number) return trimmed(line.substr(at, end - at));
    if (end >= line.size()) return std::nullopt;
    at = end + 1;
    while (cells == Cells::wide && at < line.size() && line[at] == ' ') ++at;
  }
}

std::size_t count_cells(std::string_view line, Cells cells) {
  std::size_t count = 0;
  while (count <= longest_line && cell_of(line, count, cells)) ++count;
  return count;
}

Cells cells_of(std::string_view line) {
  if (line.find('|') != line.npos) return Cells::pipes;
  if (line.find('\t') != line.npos) return Cells::tabs;
  if (line.find("  ") != line.npos) return Cells::wide;
  if (line.find(' ') == line.npos && line.find(',') != line.npos) return Cells::commas;
  if (line.find(' ') == line.npos && line.find(';') != line.npos) return Cells::semicolons;
  return Cells::words;
}

// A few words without talk or signs: as the head of an HTML table reads.
bool are_heads(std::string_view line) {
  std::size_t words = 0;
  if (has_talk(line, words) || words < 2 || words > most_words) return false;
  return std::all_of(line.begin(), line.end(), [](char c) { return in_word(c) || c == ' '; });
}

struct Column {
  Cells cells = Cells::words;
  std::size_t number = 0, of = 0;
};

// The column that the label is the whole head of.
std::optional<Column> column_under(std::string_view line, std::string_view label) {
  Column column{cells_of(line), 0, 0};
  const auto at = static_cast<std::size_t>(label.data() - line.data());
  for (std::size_t cell = 0;; ++column.number) {
    const auto end = next_cell(line, cell, column.cells);
    if (end >= at || end >= line.size()) break;
    cell = end + 1;
    while (column.cells == Cells::wide && cell < line.size() && line[cell] == ' ') ++cell;
  }
  const auto cell = cell_of(line, column.number, column.cells);
  if (!cell || cell->size() != label.size() || cell->data() != label.data()) return std::nullopt;
  if (column.cells == Cells::words && !are_heads(line)) return std::nullopt;
  if (column.cells == Cells::words || column.cells == Cells::commas ||
      column.cells == Cells::semicolons) {
    column.of = count_cells(line, column.cells);
    for (std::size_t i = 0; i < column.of; ++i)
      if (cell_of(line, i, column.cells)->empty()) return std::nullopt;
  } else if (next_cell(line, 0, column.cells) >= line.size()) {
    return std::nullopt;
  }
  return column;
}

bool is_rule(std::string_view line) {
  return line.find_first_not_of("-=+|:_ \t") == line.npos;
}

std::size_t take_rows(std::string_view text, std::size_t at, Column column, Label label,
                      Spans& found) {
  while (at < text.size()) {
    const auto line = line_from(text, at);
    if (line.text.empty() || line.text.size() > longest_line) break;
    at = line.next;
    if (is_rule(line.text)) continue;
    if (column.of > 0 && count_cells(line.text, column.cells) != column.of) break;
    const auto cell = cell_of(line.text, column.number, column.cells);
    if (!cell) break;
    const bool plain = column.of == 0 && label == Label::sure;
    const auto secret = secret_of(*cell, label, !plain);
    if (!secret.empty() && (column.cells != Cells::words || secret.size() >= shortest_alone))
      found.push_back(span_of(text, secret));
  }
  return at;
}

// ---- labels ------------------------------------------------------------------------------------

std::size_t line_begin(std::string_view text, std::size_t at) {
  const auto least = at - std::min(at, longest_line);
  while (at > least && text[at - 1] != '\n') --at;
  return at == 0 || text[at - 1] == '\n' ? at : text.npos;
}

// Behind "Passwords:", "Passwords for the servers:", "The passwords are as follows", "Passwords".
std::size_t look_below(std::string_view text, std::size_t end, const Line& line, Label label,
                       Spans& found) {
  const auto stop = static_cast<std::size_t>(line.text.data() + line.text.size() - text.data());
  const auto rest = end < stop ? trimmed(text.substr(end, stop - end)) : std::string_view{};
  if (rest.empty() || rest.ends_with(':'))
    return take_items(text, line.next, label, rest.empty(), found);
  const auto joined = join_after(text.substr(0, stop), end);
  if (rest.ends_with("follows") || rest.ends_with("below") || rest.ends_with("below."))
    return take_items(text, line.next, label, false, found);
  if (joined.at == 0 || joined.at >= stop) return end;
  const bool sign = joined.joint == Joint::sign;
  if (!sign && joined.joint != Joint::verb) return end;
  take_pieces(text, trimmed(text.substr(joined.at, stop - joined.at)), label, found);
  return sign ? take_items(text, line.next, label, true, found) : end;
}

}  // namespace

void find_lists(std::string_view text, const std::vector<std::size_t>& labels, Spans& found) {
  std::size_t behind = 0;
  for (const auto at : labels) {
    if (at < behind) continue;
    const auto [end, label, several] = label_at(text.substr(0, at + longest_line), at);
    if (end == 0 || label == Label::terse || label == Label::pair || label == Label::login ||
        label == Label::groups)
      continue;
    const auto from = line_begin(text, at);
    if (from == text.npos) continue;
    const auto line = line_from(text, from);
    if (line.text.size() > longest_line || line.text.data() > text.data() + at) continue;
    if (const auto column = column_under(line.text, text.substr(at, end - at)))
      behind = take_rows(text, line.next, *column, label, found);
    else if (several)
      behind = look_below(text, end, line, label, found);
  }
}

}  // namespace frontdesk::redaction
