#include "daemon/mail_loops.h"

#include <sched.h>

#include <boost/asio/executor_work_guard.hpp>
#include <utility>

namespace frontdesk {
namespace {

// Those that this process may use: fewer than the machine has where somebody said so.
std::size_t usable_cores() {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  if (::sched_getaffinity(0, sizeof cores, &cores) != 0) return 1;
  return static_cast<std::size_t>(CPU_COUNT(&cores));
}

}  // namespace

std::vector<boost::asio::any_io_executor> MailLoops::executors() {
  std::vector<boost::asio::any_io_executor> all;
  for (auto& loop : loops_) all.emplace_back(loop.get_executor());
  return all;
}

void MailLoops::look_on_while_few(std::function<std::size_t()> connections) {
  connections_ = std::move(connections);
  cores_ = usable_cores();
}

void MailLoops::start() {
  for (auto& loop : loops_) threads_.emplace_back([this, &loop] { serve(loop); });
}

void MailLoops::serve(boost::asio::io_context& loop) const {
  const auto stays = boost::asio::make_work_guard(loop);
  Time::time_point rests_until{};
  while (loop.run_one() > 0)
    if (few() && Time::now() >= rests_until) rests_until = look_for_more(loop);
}

MailLoops::Time::time_point MailLoops::look_for_more(boost::asio::io_context& loop) const {
  auto now = Time::now();
  for (auto until = now + look_on; now < until && few();) {
    const bool worked = loop.poll() > 0;
    const auto before = std::exchange(now, Time::now());
    if (worked)
      until = now + look_on;
    else if (now - before > look_on)
      return now + rest;
  }
  return now;
}

void MailLoops::stop() {
  for (auto& loop : loops_) loop.stop();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace frontdesk
