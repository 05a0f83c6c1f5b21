// What systemd hears from the daemon and hands to it.
#include "daemon/service.h"

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <cstring>
#include <string>

using namespace frontdesk;

namespace {

// The socket that systemd listens on, in the abstract namespace.
class Notified {
 public:
  Notified() : fd_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    const auto name = "@frontdesk-test-" + std::to_string(::getpid());
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    address.sun_path[0] = '\0';
    const auto length = offsetof(sockaddr_un, sun_path) + name.size();
    REQUIRE(::bind(fd_, reinterpret_cast<const sockaddr*>(&address),
                   static_cast<socklen_t>(length)) == 0);
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  ~Notified() {
    ::unsetenv("NOTIFY_SOCKET");
    ::close(fd_);
  }
  Notified(const Notified&) = delete;
  std::string next() const {
    char buffer[512];
    const auto count = ::recv(fd_, buffer, sizeof buffer, MSG_DONTWAIT);
    return count > 0 ? std::string(buffer, static_cast<std::size_t>(count)) : "";
  }

 private:
  int fd_;
};

}  // namespace

TEST_CASE("service: systemd is told of readiness, reloads and the end; a status is one line") {
  const Notified systemd;
  service::tell_ready("25 open\nREADY=0");
  CHECK(systemd.next() == "READY=1\nSTATUS=25 open READY=0");
  service::tell_reloading();
  CHECK(systemd.next().starts_with("RELOADING=1\nMONOTONIC_USEC="));
  service::tell_stopping();
  CHECK(systemd.next().starts_with("STOPPING=1"));
  service::tell_status("well");
  CHECK(systemd.next() == "STATUS=well");
}

TEST_CASE("service: the watchdog is petted while the daemon is alive, and silence is told once") {
  const Notified systemd;
  ::setenv("WATCHDOG_USEC", "2000", 1);
  boost::asio::io_context context;
  int asked = 0, silent = 0;
  boost::asio::co_spawn(context,
                        service::pet_watchdog(
                            [&] {
                              if (++asked == 5) context.stop();
                              return asked < 3;
                            },
                            [&] { ++silent; }),
                        [](std::exception_ptr) {});
  context.run();
  ::unsetenv("WATCHDOG_USEC");
  CHECK(systemd.next() == "WATCHDOG=1");
  CHECK(systemd.next() == "WATCHDOG=1");
  CHECK(systemd.next().empty());
  CHECK(silent == 1);
}

TEST_CASE("service: without a watchdog nothing is waited for") {
  boost::asio::io_context context;
  boost::asio::co_spawn(context, service::pet_watchdog([] { return true; }, {}),
                        [](std::exception_ptr) {});
  CHECK(context.run() > 0);
}

TEST_CASE("service: sockets that systemd opened are found by name, once") {
  const auto child = ::fork();
  if (child == 0) {
    const int listening = ::socket(AF_UNIX, SOCK_STREAM, 0);
    if (listening != 3) ::dup2(listening, 3);
    ::dup2(3, 4);
    ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
    ::setenv("LISTEN_FDS", "2", 1);
    ::setenv("LISTEN_FDNAMES", "smtp:http", 1);
    const auto found = service::adopt_sockets();
    const bool right = found.size() == 2 && found[0].name == "smtp" && found[0].fd == 3 &&
                       found[1].name == "http" && found[1].fd == 4;
    ::_exit(right && service::adopt_sockets().empty() ? 0 : 1);
  }
  int status = -1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
}
