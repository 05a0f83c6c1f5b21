// The column below "Password" in a table.
#include <algorithm>

#include "rules/redact/lists.h"

namespace frontdesk::redaction {
namespace {

constexpr std::size_t shortest_word = 6;  // where nothing but a blank parts the cells

std::size_t cell_end(std::string_view line, std::size_t at, Cells by) {
  constexpr std::string_view signs = "|\t ,; ";
  const auto end =
      by == Cells::wide ? line.find("  ", at) : line.find(signs[static_cast<std::size_t>(by)], at);
  return std::min(end, line.size());
}

void split(std::string_view line, Cells by, std::vector<std::string_view>& cells) {
  cells.clear();
  for (std::size_t at = 0;;) {
    const auto end = cell_end(line, at, by);
    cells.push_back(unwrapped(line.substr(at, end - at)));
    if (end == line.size()) return;
    at = end + 1;
    while (by == Cells::wide && at < line.size() && line[at] == ' ') ++at;
  }
}

Cells cells_of(std::string_view line) {
  if (line.find('|') != line.npos) return Cells::pipes;
  if (line.find('\t') != line.npos) return Cells::tabs;
  if (line.find("  ") != line.npos) return Cells::wide;
  if (line.find(' ') == line.npos && line.find(',') != line.npos) return Cells::commas;
  if (line.find(' ') == line.npos && line.find(';') != line.npos) return Cells::semicolons;
  return Cells::words;
}

// Nothing but the signs between them tells that there are cells: so each row has as many.
bool are_counted(Cells by) {
  return by == Cells::words || by == Cells::commas || by == Cells::semicolons;
}

// A few words without talk or signs: as the head of an HTML table reads.
bool are_heads(std::string_view line) {
  const auto words = count_words(line, most_words + 1);
  return words.talk == 0 && words.all >= 2 && words.all <= most_words &&
         std::all_of(line.begin(), line.end(), [](char c) { return in_word(c) || c == ' '; });
}

bool is_rule(std::string_view line) {
  return line.find_first_not_of("-=+|:_ \t") == line.npos;
}

}  // namespace

void Heads::read(std::string_view line) {
  cells_.clear();
  by_ = cells_of(line);
  if (by_ == Cells::words && !are_heads(line)) return;
  split(line, by_, cells_);
  const bool none = are_counted(by_)
                        ? std::any_of(cells_.begin(), cells_.end(),
                                      [](std::string_view cell) { return cell.empty(); })
                        : cells_.size() < 2;
  if (none) cells_.clear();
}

std::optional<Column> Heads::column_under(std::string_view label) const {
  const auto cell =
      std::lower_bound(cells_.begin(), cells_.end(), label.data(),
                       [](std::string_view one, const char* begin) { return one.data() < begin; });
  if (cell == cells_.end() || cell->data() != label.data() || cell->size() != label.size())
    return std::nullopt;
  return Column{by_, static_cast<std::size_t>(cell - cells_.begin()),
                are_counted(by_) ? cells_.size() : 0};
}

std::size_t take_rows(std::string_view text, std::size_t at, Column column, Label label,
                      Spans& found) {
  std::vector<std::string_view> cells;
  while (at < text.size()) {
    const auto line = line_from(text, at);
    if (line.text.empty() || line.text.size() > longest_line) break;
    at = line.next;
    if (is_rule(line.text)) continue;
    split(line.text, column.cells, cells);
    if (column.number >= cells.size() || (column.of > 0 && cells.size() != column.of)) break;
    const bool plain = column.of == 0 && label == Label::sure;
    const auto secret = secret_of(cells[column.number], label, !plain);
    if (!secret.empty() && (column.cells != Cells::words || secret.size() >= shortest_word))
      found.push_back(span_of(text, secret));
  }
  return at;
}

}  // namespace frontdesk::redaction
