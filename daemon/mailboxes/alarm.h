// What a coroutine of one loop waits on: a time, or whoever rings before. Everything that may wake
// it rings the same bell, so no wait needs a race of several. For one thread.
#pragma once

#include <algorithm>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

namespace frontdesk {

class Alarm {
 public:
  using Time = std::chrono::steady_clock::time_point;
  explicit Alarm(const boost::asio::any_io_executor& on) : timer_(on) {}

  // Also where it rang since the last wait.
  boost::asio::awaitable<void> until(Time time) {
    if (!rung_) {
      timer_.expires_at(time);
      co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
    rung_ = false;
  }
  void ring() {
    rung_ = true;
    timer_.cancel();
  }

 private:
  boost::asio::steady_timer timer_;
  bool rung_ = false;
};

}  // namespace frontdesk
