#include "daemon/http/sockets.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace frontdesk::http {
namespace {

constexpr int backlog = 512;

Problem failed(const std::string& what, int error) {
  const auto code = error == EADDRINUSE ? ProblemCode::in_use : ProblemCode::io;
  return problem(code, "cannot listen on " + what + ": " + std::strerror(error));
}

// sockaddr_storage and its kin may be read as each other's prefix; memcpy keeps that defined.
template <class T>
T as(const sockaddr_storage& from) {
  T to{};
  std::memcpy(&to, &from, sizeof to);
  return to;
}

std::string shown(int family, const void* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  return inet_ntop(family, address, text.data(), text.size()) ? text.data() : "";
}

// An address of IPv4 that IPv6 carries is one of IPv4. "" where it is no network's.
std::string host_text(const sockaddr_storage& address) {
  if (address.ss_family == AF_INET) {
    const auto v4 = as<sockaddr_in>(address).sin_addr;
    return shown(AF_INET, &v4);
  }
  if (address.ss_family != AF_INET6) return {};
  const auto v6 = as<sockaddr_in6>(address).sin6_addr;
  return IN6_IS_ADDR_V4MAPPED(&v6) ? shown(AF_INET, &v6.s6_addr[12]) : shown(AF_INET6, &v6);
}

// Of no family where there is none.
sockaddr_storage local_of(int fd) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) return {};
  return address;
}

Result<OwnedFd> bound(OwnedFd fd, const sockaddr_storage& address, socklen_t length,
                      const std::string& what) {
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), length) != 0)
    return failed(what, errno);
  return fd;
}

bool answers(const sockaddr_storage& address, socklen_t length) {
  const OwnedFd probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  return ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), length) == 0 ||
         errno == EAGAIN;
}

}  // namespace

OwnedFd& OwnedFd::operator=(OwnedFd&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = other.release();
  }
  return *this;
}

OwnedFd::~OwnedFd() {
  if (fd_ >= 0) ::close(fd_);
}

Result<OwnedFd> bind_tcp(const std::string& host, std::uint16_t port) {
  const auto what = host + ':' + std::to_string(port);
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  sockaddr_storage address{};
  socklen_t length = sizeof v6;
  if (host == "*" || inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&address, &v6, sizeof v6);
  } else if (inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&address, &v4, sizeof v4);
    length = sizeof v4;
  } else {
    return problem(ProblemCode::invalid, "cannot listen on " + what + ": not an IP address");
  }
  OwnedFd fd(::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (fd.get() < 0 && host == "*" && errno == EAFNOSUPPORT) return bind_tcp("0.0.0.0", port);
  if (fd.get() < 0) return failed(what, errno);
  const int on = 1, only_v6 = host == "*" ? 0 : 1;
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (address.ss_family == AF_INET6)
    ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, &only_v6, sizeof only_v6);
  auto ready = bound(std::move(fd), address, length, what);
  if (ready && ::listen(ready->get(), backlog) != 0) return failed(what, errno);
  return ready;
}

Result<OwnedFd> bind_unix(const std::filesystem::path& path) {
  sockaddr_un local{};
  local.sun_family = AF_UNIX;
  if (path.native().size() >= sizeof local.sun_path)
    return problem(ProblemCode::invalid, "cannot listen on " + path.string() +
                                             ": a socket's path has at most 107 characters");
  std::memcpy(local.sun_path, path.c_str(), path.native().size());
  sockaddr_storage address{};
  std::memcpy(&address, &local, sizeof local);

  OwnedFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (fd.get() < 0) return failed(path.string(), errno);
  struct stat there {};
  if (::lstat(path.c_str(), &there) == 0) {
    if (!S_ISSOCK(there.st_mode)) return failed(path.string(), EEXIST);
    if (answers(address, sizeof local)) return failed(path.string(), EADDRINUSE);
    ::unlink(path.c_str());
  }
  auto ready = bound(std::move(fd), address, sizeof local, path.string());
  if (!ready) return ready;
  // Nobody can connect before listen, so the mode is right from the first moment.
  if (::chmod(path.c_str(), 0660) != 0 || ::listen(ready->get(), backlog) != 0)
    return failed(path.string(), errno);
  return ready;
}

int family_of(int fd) {
  return local_of(fd).ss_family;
}

std::uint16_t port_of(int fd) {
  const auto address = local_of(fd);
  if (address.ss_family == AF_INET) return ntohs(as<sockaddr_in>(address).sin_port);
  if (address.ss_family == AF_INET6) return ntohs(as<sockaddr_in6>(address).sin6_port);
  return 0;
}

std::string host_of(int fd) {
  return host_text(local_of(fd));
}

bool is_listening(int fd) {
  int listening = 0;
  socklen_t length = sizeof listening;
  return ::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &length) == 0 && listening != 0;
}

Peer peer_of(int fd) {
  sockaddr_storage address{};
  socklen_t length = sizeof address;
  if (::getpeername(fd, reinterpret_cast<sockaddr*>(&address), &length) != 0) return {"gone", ""};
  const auto host = host_text(address);
  if (host.empty()) return {"unix", ""};
  if (host.find(':') == std::string::npos) return {host, host};
  auto v6 = as<sockaddr_in6>(address);
  std::memset(&v6.sin6_addr.s6_addr[8], 0, 8);  // who has one address of a /64 has them all
  return {host, shown(AF_INET6, &v6.sin6_addr)};
}

void show_progress_early(int fd) {
  // A quarter of a minute's worth at 500 bytes a second.
  constexpr int unsent = 8 * 1024;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
  // An answer goes out in small pieces: the last one must not wait until the others are
  // acknowledged, which readers put off by 40 ms.
  constexpr int at_once = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  if (family_of(fd) == AF_UNIX) ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &unsent, sizeof unsent);
}

Result<unsigned> peer_uid(int fd) {
  ucred credentials{};
  socklen_t length = sizeof credentials;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &credentials, &length) != 0)
    return problem(ProblemCode::io, std::string("no peer credentials: ") + std::strerror(errno));
  return static_cast<unsigned>(credentials.uid);
}

}  // namespace frontdesk::http
