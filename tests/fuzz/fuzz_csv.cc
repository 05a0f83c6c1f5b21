// A CSV of any bytes: as rows, which must survive being written again, and as contacts. The first
// byte says how they are imported.
#include <vector>

#include "router/csv.h"
#include "tests/fuzz/import_checks.h"

using namespace frontdesk;
using fuzz::require;

namespace {

using Rows = std::vector<std::vector<std::string>>;

// All rows up to the end or to the first fault, which stays the same.
Rows read_rows(std::string_view text, bool& whole) {
  CsvReader reader(text);
  Rows rows;
  int line = 0;
  for (;;) {
    auto row = reader.next();
    if (!row) {
      const auto again = reader.next();
      require(!again && again.error().says == row.error().says);
      whole = false;
      return rows;
    }
    if (!*row) break;
    require((*row)->line > line && !(*row)->fields.empty() && (*row)->fields.size() <= 100);
    line = (*row)->line;
    rows.push_back(std::move((*row)->fields));
  }
  whole = true;
  return rows;
}

std::string written(const Rows& rows) {
  std::string out;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      out += i > 0 ? ",\"" : "\"";
      for (const char c : row[i]) out.append(c == '"' ? 2 : 1, c);
      out += '"';
    }
    out += "\r\n";
  }
  return out;
}

void check_rows(std::string_view text) {
  bool whole = false;
  const auto rows = read_rows(text, whole);
  for (const auto& row : rows)
    for (const auto& field : row) require(is_utf8(field) && field.size() <= 64 * 1024);
  const auto again = read_rows(written(rows), whole);
  require(whole && again == rows);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto rules = sample::rules();
  fuzz::Input input(data, size);
  const auto options = fuzz::import_options(input.byte());
  const auto text = input.rest();
  check_rows(text);
  const auto now = sample::at("2026-06-03T12:00:00Z");
  fuzz::check_import(
      [&](const Directory& base, const ImportOptions& how) {
        return import_contacts_csv(text, base, rules, how, now);
      },
      rules, options);
  return 0;
}
