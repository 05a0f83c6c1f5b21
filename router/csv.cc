#include "router/csv.h"

#include <algorithm>

#include "rules/base/fold.h"

namespace frontdesk {
namespace {

constexpr std::size_t fields_at_most = 100;
constexpr std::size_t field_bytes_at_most = 64 * 1024;
constexpr std::size_t rows_at_most = 1'000'001;  // with the one that names the columns

}  // namespace

CsvReader::CsvReader(std::string_view text) : text_(text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
  if (!is_utf8(text_)) broken_ = problem(ProblemCode::syntax, "not UTF-8");
}

Result<std::optional<CsvRow>> CsvReader::next() {
  while (!broken_ && at_ < text_.size()) {
    CsvRow row{line_, {}};
    if (auto ok = read_row(row.fields); !ok) {
      broken_ = ok.error();
      break;
    }
    const bool blank = row.fields.size() == 1 && row.fields[0].empty();
    if (blank) continue;
    if (++rows_ > rows_at_most) {
      broken_ = problem(ProblemCode::too_large, "more than 1000000 rows");
      break;
    }
    return std::optional(std::move(row));
  }
  if (broken_) return *broken_;
  return std::optional<CsvRow>();
}

Problem CsvReader::wrong(ProblemCode code, std::string_view what) const {
  return problem(code, "line " + std::to_string(line_) + ": " + std::string(what));
}

Result<void> CsvReader::read_row(std::vector<std::string>& fields) {
  for (;;) {
    std::string field;
    if (auto ok = at('"') ? read_quoted(field) : read_plain(field); !ok) return ok;
    fields.push_back(std::move(field));
    if (fields.size() > fields_at_most)
      return wrong(ProblemCode::too_large, "more than 100 fields");
    if (!at(',')) break;
    ++at_;
  }
  return end_line();
}

Result<void> CsvReader::end_line() {
  if (at_ == text_.size()) return {};
  if (at('\r')) ++at_;
  if (!at('\n')) return wrong(ProblemCode::syntax, "expected a comma or the end of the line");
  ++at_;
  ++line_;
  return {};
}

Result<void> CsvReader::read_plain(std::string& field) {
  const auto end = std::min(text_.find_first_of(",\r\n\"", at_), text_.size());
  if (end - at_ > field_bytes_at_most) return wrong(ProblemCode::too_large, "a field over 64 KiB");
  field = text_.substr(at_, end - at_);
  at_ = end;
  if (at('"')) return wrong(ProblemCode::syntax, "a quote inside a field that has none around it");
  return {};
}

Result<void> CsvReader::read_quoted(std::string& field) {
  const int began = line_;
  ++at_;
  for (;;) {
    const auto quote = text_.find('"', at_);
    if (quote == std::string_view::npos) {
      line_ = began;
      return wrong(ProblemCode::syntax, "a quote is never closed");
    }
    const auto part = text_.substr(at_, quote - at_);
    if (field.size() + part.size() > field_bytes_at_most)
      return wrong(ProblemCode::too_large, "a field over 64 KiB");
    for (const char c : part) line_ += c == '\n';
    field += part;
    at_ = quote + 1;
    if (!at('"')) return {};
    field += '"';
    if (field.size() > field_bytes_at_most)
      return wrong(ProblemCode::too_large, "a field over 64 KiB");
    ++at_;
  }
}

}  // namespace frontdesk
