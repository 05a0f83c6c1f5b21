// Message bytes from DATA or BDAT into one string. Both go through the same guard: a CR without LF,
// an LF without CR, or a NUL spoils the message, so that no two servers can disagree where a mail
// ends (SMTP smuggling). With DATA only CRLF.CRLF is the end, and a leading dot is taken off.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace frontdesk::smtp {

class DataReader {
 public:
  enum class Status : std::uint8_t {
    more,  // all bytes used, the end has not come
    done,
    spoiled,
  };
  struct Progress {
    std::size_t used;
    Status status;
  };

  // Forgets all but the limit; `head` stands before the message and does not count.
  void begin(std::string head, std::uint64_t limit, std::size_t expected);

  // DATA: takes bytes up to and including the final dot's line.
  Progress dotted(std::string_view bytes);
  // BDAT: takes all of them. `end` tells whether the message may stop here.
  Status chunk(std::string_view bytes);
  bool at_end() const { return place_ != Place::after_cr; }

  // Beyond the limit bytes are checked and counted but not kept.
  bool too_large() const { return received_ > limit_; }
  std::uint64_t received() const { return received_; }
  // Stops keeping: what was kept is dropped.
  void discard();
  std::size_t held() const { return raw_.capacity(); }
  std::string take();

 private:
  enum class Place : std::uint8_t { line_start, inside, after_cr, after_dot, after_dot_cr };

  void keep(std::string_view bytes);
  bool lines_are_whole(std::string_view bytes);
  std::size_t take_lines(std::string_view bytes, std::size_t at);

  std::string raw_;
  std::uint64_t limit_ = 0, received_ = 0;
  Place place_ = Place::line_start;
  bool discarding_ = false;
};

}  // namespace frontdesk::smtp
