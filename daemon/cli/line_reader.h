// Lines of a file or a pipe, read in big blocks.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "rules/base/result.h"

namespace frontdesk::cli {

class LineReader {
 public:
  // Reads from the descriptor, which stays the caller's. `before_wait` is called before each read,
  // so that whoever writes to us line by line gets each answer.
  LineReader(int fd, std::size_t longest, std::function<void()> before_wait = {});

  enum class Got { line, too_long, end };
  // The next line without its line feed, valid until the next call. A line that is longer than
  // `longest` is passed over and said to be too long. A last line needs no line feed.
  Result<Got> next(std::string_view& line);

 private:
  Result<bool> fill();

  int fd_;
  std::size_t longest_;
  std::function<void()> before_wait_;
  std::string buffer_;
  std::size_t begin_ = 0, end_ = 0, searched_ = 0;
  bool ended_ = false, skipping_ = false;
};

}  // namespace frontdesk::cli
