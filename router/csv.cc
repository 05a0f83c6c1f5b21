#include "router/csv.h"

#include <algorithm>

#include "rules/base/fold.h"

namespace frontdesk {
namespace {

constexpr std::size_t fields_at_most = 100;
constexpr std::size_t field_bytes_at_most = 64 * 1024;
constexpr std::size_t rows_at_most = 1'000'001;  // with the one that names the columns

class CsvReader {
 public:
  explicit CsvReader(std::string_view text) : text_(text) {}

  Result<std::vector<CsvRow>> read() {
    while (at_ < text_.size()) {
      CsvRow row{line_, {}};
      if (auto ok = read_row(row.fields); !ok) return ok.error();
      const bool blank = row.fields.size() == 1 && row.fields[0].empty();
      if (!blank) rows_.push_back(std::move(row));
      if (rows_.size() > rows_at_most)
        return problem(ProblemCode::too_large, "more than 1000000 rows");
    }
    return std::move(rows_);
  }

 private:
  Problem wrong(ProblemCode code, std::string_view what) const {
    return problem(code, "line " + std::to_string(line_) + ": " + std::string(what));
  }

  bool at(char c) const { return at_ < text_.size() && text_[at_] == c; }

  Result<void> read_row(std::vector<std::string>& fields) {
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

  Result<void> end_line() {
    if (at_ == text_.size()) return {};
    if (at('\r')) ++at_;
    if (!at('\n')) return wrong(ProblemCode::syntax, "expected a comma or the end of the line");
    ++at_;
    ++line_;
    return {};
  }

  Result<void> read_plain(std::string& field) {
    const auto end = std::min(text_.find_first_of(",\r\n\"", at_), text_.size());
    if (end - at_ > field_bytes_at_most)
      return wrong(ProblemCode::too_large, "a field over 64 KiB");
    field = text_.substr(at_, end - at_);
    at_ = end;
    if (at('"'))
      return wrong(ProblemCode::syntax, "a quote inside a field that has none around it");
    return {};
  }

  Result<void> read_quoted(std::string& field) {
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

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  std::vector<CsvRow> rows_;
};

}  // namespace

Result<std::vector<CsvRow>> parse_csv(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  if (!is_utf8(text)) return problem(ProblemCode::syntax, "not UTF-8");
  return CsvReader(text).read();
}

}  // namespace frontdesk
