// Lines of text whose ends may be CRLF, LF or CR, each found in one linear pass.
#pragma once

#include <string_view>

namespace frontdesk {

class LineReader {
 public:
  explicit LineReader(std::string_view text) : text_(text) {}

  bool done() const { return at_ >= text_.size(); }
  std::size_t position() const { return at_; }  // where the next line begins

  // The next line without its end.
  std::string_view next() {
    if (lf_ < at_ || lf_ == 0) lf_ = find('\n');
    if (cr_ < at_ || cr_ == 0) cr_ = find('\r');
    const std::size_t start = at_;
    const std::size_t end = lf_ < cr_ ? lf_ : cr_;
    at_ = end >= text_.size() ? text_.size() : end + 1;
    if (end == cr_ && lf_ == cr_ + 1) at_ = lf_ + 1;
    return text_.substr(start, end - start);
  }

 private:
  std::size_t find(char c) const {
    const auto found = text_.find(c, at_);
    return found == std::string_view::npos ? text_.size() : found;
  }

  std::string_view text_;
  std::size_t at_ = 0, lf_ = 0, cr_ = 0;
};

}  // namespace frontdesk
