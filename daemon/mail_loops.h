// The loops that mail connections live on, each served by one thread of its own. Two threads at one
// loop wake each other with each step of a connection, which took a third of the CPU of a mail that
// comes alone.
#pragma once

#include <array>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <thread>
#include <vector>

namespace frontdesk {

class MailLoops {
 public:
  MailLoops() = default;
  ~MailLoops() { stop(); }
  MailLoops(const MailLoops&) = delete;
  MailLoops& operator=(const MailLoops&) = delete;

  std::vector<boost::asio::any_io_executor> executors();

  // Before start. A loop that has just had work looks for more during `look_on` before it sleeps,
  // where there are fewer connections than cores: to wake up a core that sleeps takes longer than
  // what a dialogue asks of it, and each answer of the peer would wait for that. With more
  // connections than that there is work without waiting, and others want the cores. A loop without
  // work sleeps: connections that say nothing cost nothing. Where another program took the core
  // from a loop that looked, it does not look for a while: who has slept gets the core sooner.
  void look_on_while_few(std::function<std::size_t()> connections);
  static constexpr std::chrono::microseconds look_on{100};
  static constexpr std::chrono::milliseconds rest{100};

  void start();
  // What still waits on them stays where it is until they go.
  void stop();

 private:
  using Time = std::chrono::steady_clock;

  void serve(boost::asio::io_context& loop) const;
  // Until when it rests.
  Time::time_point look_for_more(boost::asio::io_context& loop) const;
  bool few() const { return connections_ && connections_() < cores_; }

  static constexpr int one_thread = 1;
  std::array<boost::asio::io_context, 2> loops_{boost::asio::io_context(one_thread),
                                                boost::asio::io_context(one_thread)};
  std::function<std::size_t()> connections_;
  std::size_t cores_ = 0;
  std::vector<std::thread> threads_;
};

}  // namespace frontdesk
