#include "daemon/service.h"

#include <systemd/sd-daemon.h>
#include <time.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstdlib>
#include <memory>

namespace frontdesk::service {
namespace {

// A newline would begin another assignment.
std::string one_line(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return out;
}

struct Free {
  void operator()(char** names) const {
    for (char** each = names; each && *each; ++each) std::free(*each);
    std::free(names);
  }
};

}  // namespace

void tell_ready(std::string_view status) {
  sd_notify(0, ("READY=1\nSTATUS=" + one_line(status)).c_str());
}

void tell_reloading() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  const auto usec = static_cast<long long>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1000;
  sd_notify(0, ("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(usec)).c_str());
}

void tell_starting(std::string_view status, std::chrono::microseconds more) {
  sd_notify(0,
            ("EXTEND_TIMEOUT_USEC=" + std::to_string(more.count()) + "\nSTATUS=" + one_line(status))
                .c_str());
}

void tell_stopping() {
  sd_notify(0, "STOPPING=1\nSTATUS=ending open work");
}

void tell_status(std::string_view status) {
  sd_notify(0, ("STATUS=" + one_line(status)).c_str());
}

std::vector<Adopted> adopt_sockets() {
  char** raw = nullptr;
  const int count = sd_listen_fds_with_names(1, &raw);
  const std::unique_ptr<char*, Free> names(raw);
  std::vector<Adopted> all;
  for (int i = 0; i < count; ++i)
    all.push_back({raw && raw[i] ? raw[i] : "", SD_LISTEN_FDS_START + i});
  return all;
}

boost::asio::awaitable<void> pet_watchdog(std::function<bool()> alive,
                                          std::function<void()> on_silence) {
  namespace asio = boost::asio;
  std::uint64_t usec = 0;
  if (sd_watchdog_enabled(0, &usec) <= 0) co_return;
  asio::steady_timer timer(co_await asio::this_coro::executor);
  bool was_alive = true;
  for (;;) {
    const bool is_alive = alive();
    if (is_alive) sd_notify(0, "WATCHDOG=1");
    if (!is_alive && was_alive && on_silence) on_silence();
    was_alive = is_alive;
    timer.expires_after(std::chrono::microseconds(usec / 2));
    const auto [error] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    if (error) co_return;
  }
}

}  // namespace frontdesk::service
