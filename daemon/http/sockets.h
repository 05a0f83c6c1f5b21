// Listening sockets and peers, straight from the system.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

#include "rules/base/result.h"

namespace frontdesk::http {

class OwnedFd {
 public:
  explicit OwnedFd(int fd = -1) : fd_(fd) {}
  OwnedFd(OwnedFd&& other) noexcept : fd_(other.release()) {}
  OwnedFd& operator=(OwnedFd&& other) noexcept;
  ~OwnedFd();
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

Result<OwnedFd> bind_tcp(const std::string& host, std::uint16_t port);
// Mode 0660; see HttpServer::listen_unix.
Result<OwnedFd> bind_unix(const std::filesystem::path& path);
// The port of a listening socket; 0 where it has none.
std::uint16_t port_of(int fd);
bool is_listening(int fd);
// The address that a socket of a network is bound to, "127.0.0.1"; "" where it has none.
std::string host_of(int fd);
int family_of(int fd);

// Has the kernel keep little that it has not sent: what a slow reader takes is seen soon, and a
// connection holds little beside the answer. What is on its way is not bounded by it. Nothing waits
// for an acknowledgement of what went before.
void show_progress_early(int fd);

struct Peer {
  std::string shown;    // "192.0.2.7", "2001:db8::1", "unix"
  std::string counted;  // what the limit per address counts: "" for no limit
};
Peer peer_of(int fd);
// The user at the other end of a socket in the file system.
Result<unsigned> peer_uid(int fd);

}  // namespace frontdesk::http
