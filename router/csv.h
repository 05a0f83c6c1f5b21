// Comma-separated values as RFC 4180 writes them: nothing in it knows what the columns mean.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/base/result.h"

namespace frontdesk {

struct CsvRow {
  int line = 1;  // where it begins
  std::vector<std::string> fields;
};

// Lines end in CRLF or LF, the last one may end without; empty lines are left out, and so is a byte
// order mark. Fields in quotes may hold commas, line ends and doubled quotes. `syntax`, with the
// line, for a quote where none may be, one that is never closed, a lone CR, bytes that are not
// UTF-8; `too_large` over 100 fields in a row, 64 KiB in a field or a million rows below the first.
Result<std::vector<CsvRow>> parse_csv(std::string_view text);

}  // namespace frontdesk
