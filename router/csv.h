// Comma-separated values as RFC 4180 writes them: nothing in it knows what the columns mean.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/base/result.h"

namespace frontdesk {

struct CsvRow {
  int line = 1;  // where it begins
  std::vector<std::string> fields;
};

// Hands out row after row, so that a file costs no more memory than its longest row: a field of a
// parsed row is 32 bytes, a bare comma one.
//
// Lines end in CRLF or LF, the last one may end without; empty lines are left out, and so is a byte
// order mark. Fields in quotes may hold commas, line ends and doubled quotes. `syntax`, with the
// line, for a quote where none may be, one that is never closed, a lone CR, bytes that are not
// UTF-8; `too_large` over 100 fields in a row, 64 KiB in a field or a million rows below the first.
class CsvReader {
 public:
  // The text may not go before the reader does.
  explicit CsvReader(std::string_view text);

  // The next row; nothing at the end. After a problem, the same problem again.
  Result<std::optional<CsvRow>> next();

 private:
  Problem wrong(ProblemCode code, std::string_view what) const;
  bool at(char c) const { return at_ < text_.size() && text_[at_] == c; }
  Result<void> read_row(std::vector<std::string>& fields);
  Result<void> read_plain(std::string& field);
  Result<void> read_quoted(std::string& field);
  Result<void> end_line();

  std::string_view text_;
  std::size_t at_ = 0, rows_ = 0;
  int line_ = 1;
  std::optional<Problem> broken_;
};

}  // namespace frontdesk
