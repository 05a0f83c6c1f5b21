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

boost::asio::any_io_executor MailLoops::next() {
  for (std::size_t tried = 0; tried < many; ++tried) {
    auto& loop = loops_[turn_++ % many];
    if (!loop.held_up) return loop.io.get_executor();
  }
  return loops_[turn_++ % many].io.get_executor();
}

MailLoops::HeldUp::HeldUp(MailLoops& loops) : says_(nullptr) {
  for (auto& loop : loops.loops_)
    if (loop.io.get_executor().running_in_this_thread()) says_ = &loop.held_up;
  if (says_) *says_ = true;
}

MailLoops::HeldUp::~HeldUp() {
  if (says_) *says_ = false;
}

void MailLoops::count(std::function<std::size_t()> connections) {
  connections_ = std::move(connections);
  cores_ = usable_cores();
}

void MailLoops::start() {
  for (auto& loop : loops_) loop.thread = std::thread([this, &loop] { serve(loop.io); });
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
  for (auto& loop : loops_) loop.io.stop();
  for (auto& loop : loops_)
    if (loop.thread.joinable()) loop.thread.join();
}

}  // namespace frontdesk
