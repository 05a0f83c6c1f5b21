// Where a verb's words go.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string_view>

namespace frontdesk::cli {

struct Io {
  std::ostream& out;
  std::ostream& err;
  bool err_is_terminal = false;
  std::size_t columns = 0;  // of the terminal that `out` is; 0 where it is none
};

// A count on stderr for commands that take long, where a person is looking. Wipes itself.
class Progress {
 public:
  Progress(Io& io, std::string_view what) : io_(io), what_(what) {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  void at(std::uint64_t count);

 private:
  Io& io_;
  std::string_view what_;
  std::chrono::steady_clock::time_point shown_ = std::chrono::steady_clock::now();
  bool visible_ = false;
};

}  // namespace frontdesk::cli
