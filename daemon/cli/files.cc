#include "daemon/cli/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "rules/base/digest.h"

namespace frontdesk::cli {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ > STDERR_FILENO) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

Problem failed(const std::string& path, const char* what) {
  const auto code = errno == ENOENT ? ProblemCode::not_found : ProblemCode::io;
  return problem(code, path + ": " + what + ": " + std::strerror(errno));
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t limit) {
  const Descriptor file(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return failed(path, "cannot open");
  struct stat about {};
  if (::fstat(file.get(), &about) != 0) return failed(path, "cannot open");
  if (S_ISDIR(about.st_mode)) return problem(ProblemCode::invalid, path + " is a folder");

  std::string bytes;
  std::size_t have = 0;
  const auto hint = S_ISREG(about.st_mode) ? static_cast<std::size_t>(about.st_size) + 1 : 65536;
  bytes.resize(std::min(hint, limit + 1));
  for (;;) {
    if (have == bytes.size()) bytes.resize(std::min(have * 2, limit + 1));
    const auto got = ::read(file.get(), bytes.data() + have, bytes.size() - have);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed(path, "cannot read");
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
    if (have > limit)
      return problem(ProblemCode::too_large,
                     path + " is over " + std::to_string(limit >> 20) + " MiB");
  }
  bytes.resize(have);
  return bytes;
}

Result<void> write_private_file(const std::string& path, std::string_view text) {
  const std::string beside = path + "." + random_hex(6);
  {
    const Descriptor file(
        ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (file.get() < 0) return failed(path, "cannot write");
    for (std::size_t done = 0; done < text.size();) {
      const auto put = ::write(file.get(), text.data() + done, text.size() - done);
      if (put < 0 && errno == EINTR) continue;
      if (put < 0) {
        auto why = failed(path, "cannot write");
        ::unlink(beside.c_str());
        return why;
      }
      done += static_cast<std::size_t>(put);
    }
  }
  if (std::rename(beside.c_str(), path.c_str()) != 0) {
    auto why = failed(path, "cannot write");
    ::unlink(beside.c_str());
    return why;
  }
  return {};
}

}  // namespace frontdesk::cli
