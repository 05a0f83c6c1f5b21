#include "daemon/cli/table.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <cstdint>

#include "daemon/shown_text.h"

namespace frontdesk::cli {
namespace {

constexpr std::size_t widest_cell = 60;
constexpr std::size_t narrowest_end = 8;  // of a cut last column
constexpr std::string_view replacement = "\xEF\xBF\xBD";

std::string cleaned(std::string_view text, bool keep_lines) {
  std::string out;
  out.reserve(text.size());
  const auto* data = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto length = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < length;) {
    const auto begin = i;
    UChar32 c = 0;
    U8_NEXT(data, i, length, c);
    const bool blank = c == '\n' || c == '\t' || c == '\r';
    if (blank) {
      if (keep_lines && c != '\r')
        out += static_cast<char>(c);
      else if (!keep_lines)
        out += ' ';
    } else if (c < 0 || is_unseen(static_cast<char32_t>(c))) {
      out += replacement;
    } else {
      out.append(text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(i - begin)));
    }
  }
  return out;
}

std::size_t bytes_of_columns(std::string_view utf8, std::size_t columns) {
  std::size_t at = 0;
  for (; at < utf8.size(); ++at) {
    const bool starts = (static_cast<unsigned char>(utf8[at]) & 0xC0) != 0x80;
    if (starts && columns-- == 0) break;
  }
  return at;
}

std::string cut(std::string text, std::size_t columns) {
  if (columns_of(text) <= columns) return text;
  text.resize(bytes_of_columns(text, columns - 1));
  return text + "…";
}

}  // namespace

std::string printable(std::string_view text) {
  return cleaned(text, false);
}

std::string printable_lines(std::string_view text) {
  return cleaned(text, true);
}

std::size_t columns_of(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string spoken_age(std::chrono::milliseconds age) {
  using namespace std::chrono;
  const auto all = std::max<std::int64_t>(0, duration_cast<seconds>(age).count());
  const auto text = [](std::int64_t n, const char* unit) { return std::to_string(n) + unit; };
  if (all < 60) return text(all, " s");
  if (all < 3600) return text(all / 60, " m");
  if (all < 86400) return text(all / 3600, " h ") + text(all / 60 % 60, " m");
  return text(all / 86400, " d");
}

Table::Table(std::vector<std::string> head) : head_(std::move(head)) {}

void Table::row(std::vector<std::string> cells) {
  cells.resize(head_.size());
  for (auto& cell : cells) cell = cut(printable(cell), widest_cell);
  rows_.push_back(std::move(cells));
}

std::string Table::text(std::size_t columns) const {
  if (rows_.empty()) return {};
  std::vector<std::size_t> widths;
  for (const auto& title : head_) widths.push_back(columns_of(title));
  for (const auto& cells : rows_)
    for (std::size_t i = 0; i < cells.size(); ++i)
      widths[i] = std::max(widths[i], columns_of(cells[i]));

  std::size_t before = 0;
  for (std::size_t i = 0; i + 1 < widths.size(); ++i) before += widths[i] + 2;
  const auto room = columns >= before + narrowest_end ? columns - before : widest_cell;

  std::string out;
  const auto line = [&](const std::vector<std::string>& cells) {
    const auto begin = out.size();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const bool last = i + 1 == cells.size();
      out += last ? cut(cells[i], room) : cells[i];
      if (!last) out.append(widths[i] - columns_of(cells[i]) + 2, ' ');
    }
    const auto end = out.find_last_not_of(' ');
    out.resize(end == std::string::npos || end < begin ? begin : end + 1);
    out += '\n';
  };
  line(head_);
  for (const auto& cells : rows_) line(cells);
  return out;
}

}  // namespace frontdesk::cli
