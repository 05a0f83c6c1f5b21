// Tables and texts for people. What is printed came from outside: no control character and nothing
// invisible reaches the terminal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/base/clock.h"

namespace frontdesk::cli {

// The text with every character that cannot be seen for what it is (see daemon/shown_text.h), and
// every byte that is not UTF-8, replaced by U+FFFD; new lines and tabs become spaces.
std::string printable(std::string_view text);

// As printable, but new lines and tabs stay.
std::string printable_lines(std::string_view text);

// How many columns a text takes, counting one for each code point.
std::size_t columns_of(std::string_view utf8);

// "3 m", "2 h 5 m", "4 d": a length of time as a person says it.
std::string spoken_age(std::chrono::milliseconds age);

class Table {
 public:
  explicit Table(std::vector<std::string> head);
  // Cells beyond the head's are ignored, missing ones are empty.
  void row(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }
  // Columns padded to their widest cell, two spaces between; cells over 60 columns are cut. With a
  // terminal's `columns` the last of the table is cut to what is left of a line, where something is
  // left. "" for no rows.
  std::string text(std::size_t columns = 0) const;

 private:
  std::vector<std::string> head_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace frontdesk::cli
