#include "daemon/cli/line_reader.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace frontdesk::cli {
namespace {

constexpr std::size_t block = 256 * 1024;

}  // namespace

LineReader::LineReader(int fd, std::size_t longest, std::function<void()> before_wait)
    : fd_(fd), longest_(longest), before_wait_(std::move(before_wait)) {
  buffer_.resize(block);
}

// More bytes behind what is there; false at the end.
Result<bool> LineReader::fill() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    searched_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) buffer_.resize(buffer_.size() * 2);
  if (before_wait_) before_wait_();
  for (;;) {
    const auto got = ::read(fd_, buffer_.data() + end_, buffer_.size() - end_);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      return problem(ProblemCode::io,
                     std::string("cannot read the lines: ") + std::strerror(errno));
    end_ += static_cast<std::size_t>(got);
    return got > 0;
  }
}

Result<LineReader::Got> LineReader::next(std::string_view& line) {
  for (;;) {
    const std::string_view unread(buffer_.data() + searched_, end_ - searched_);
    const auto feed = unread.find('\n');
    if (feed != std::string_view::npos || (ended_ && (begin_ < end_ || skipping_))) {
      const auto stop = feed == std::string_view::npos ? end_ : searched_ + feed;
      line = {buffer_.data() + begin_, stop - begin_};
      begin_ = searched_ = std::min(stop + 1, end_);
      const bool long_one = skipping_ || line.size() > longest_;
      skipping_ = false;
      return long_one ? Got::too_long : Got::line;
    }
    if (ended_) return Got::end;
    searched_ = end_;
    if (end_ - begin_ > longest_) {
      skipping_ = true;
      begin_ = searched_ = end_ = 0;
    }
    const auto more = fill();
    if (!more) return more.error();
    ended_ = !*more;
  }
}

}  // namespace frontdesk::cli
