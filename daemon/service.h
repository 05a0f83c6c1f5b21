// systemd: readiness, reloads, the watchdog, and sockets that it opened for us. Without systemd all
// of it does nothing.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace frontdesk::service {

// Each with the status line that `systemctl status` shows.
void tell_ready(std::string_view status);
void tell_reloading();  // and tell_ready when it is done
// While starting takes long: the service manager waits at least this much longer from now on.
void tell_starting(std::string_view status, std::chrono::microseconds more);
void tell_stopping();
void tell_status(std::string_view status);

// A socket that systemd handed over, by its FileDescriptorName: "smtp", "smtps", "http".
struct Adopted {
  std::string name;
  int fd = -1;
};
// Taken once: a second call finds none. Whoever takes a descriptor owns it.
std::vector<Adopted> adopt_sockets();

// Pets the watchdog twice in its time, as long as `alive` says so; ends at once where there is no
// watchdog. Silence makes systemd restart the daemon, and `on_silence` is told when it begins.
boost::asio::awaitable<void> pet_watchdog(std::function<bool()> alive,
                                          std::function<void()> on_silence);

}  // namespace frontdesk::service
