// What the lines under "Passwords:" (items.cc), the columns under "Password" (tables.cc) and the
// search for both (lists.cc) have in common.
#pragma once

#include <optional>
#include <set>
#include <utility>

#include "rules/redact/parts.h"

namespace frontdesk::redaction {

inline constexpr std::size_t longest_line = 512;  // longer ones are no item, no row and no head
inline constexpr std::size_t most_words = 6;      // of a name, of a value and of a head

struct Line {
  std::size_t from = 0, next = 0;
  std::string_view text;  // without what quotes it and without blanks around it
};
Line line_from(std::string_view text, std::size_t from);

// Without blanks, asterisks and quotation marks around it.
std::string_view unwrapped(std::string_view text);

// What a value is that has its place for it: `strict`, only what looks made.
std::string_view secret_of(std::string_view value, Label label, bool strict);

// Each line that is an item, up to two in a row that are none, or one behind an empty line. Gives
// where it looked last.
std::size_t take_items(std::string_view text, std::size_t at, Label label, bool strict,
                       Spans& found);

// "Tr0ub4dor, hunter2x and Winter2026!" in one line. What parts the pieces is looked for once, and
// each piece is looked at once under a label, whatever labels of the line come to it.
class Pieces {
 public:
  void read(std::string_view line);
  // From the line's part `rest` on, up to the first piece that is no item.
  void take(std::string_view text, std::string_view rest, Label label, Spans& found);

 private:
  std::string_view parting_in(std::string_view rest);  // the first; empty at its end where none is

  std::string_view line_;
  std::optional<std::vector<std::string_view>> partings_;  // nothing before it is asked for
  std::set<std::pair<const char*, Label>> taken_;          // where such a piece begins
};

enum class Cells { pipes, tabs, wide, commas, semicolons, words };

struct Column {
  Cells cells = Cells::words;
  std::size_t number = 0;
  std::size_t of = 0;  // cells that each row has; 0 where it may have any number
};

// A line as the head of a table: split into its cells once, whatever labels stand in it.
class Heads {
 public:
  void read(std::string_view line);
  // The column that the label is the whole head of.
  std::optional<Column> column_under(std::string_view label) const;

 private:
  Cells by_ = Cells::words;
  std::vector<std::string_view> cells_;  // none where the line cannot be a head
};

// The cells of that column in the rows from here on. Gives where the table ends.
std::size_t take_rows(std::string_view text, std::size_t at, Column column, Label label,
                      Spans& found);

}  // namespace frontdesk::redaction
