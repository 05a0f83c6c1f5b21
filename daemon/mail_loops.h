// The loops that mail connections live on, each served by one thread of its own. Two threads at one
// loop wake each other with each step of a connection, which took a third of the CPU of a mail that
// comes alone.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <thread>

namespace frontdesk {

class MailLoops {
 public:
  MailLoops() = default;
  ~MailLoops() { stop(); }
  MailLoops(const MailLoops&) = delete;
  MailLoops& operator=(const MailLoops&) = delete;

  // The loop that the next connection shall live on: in turn, but for one that is held up where
  // another is not. From one thread at a time.
  boost::asio::any_io_executor next();

  // Before start: how many connections there are on all of them. One counts before it gets a loop.
  void count(std::function<std::size_t()> connections);
  // True where there is one connection at most.
  bool alone() const { return connections_ && connections_() <= 1; }

  // While it lives, the loop of this thread may wait for something other than its connections, such
  // as the disk for a mail that came alone. On other threads it says nothing. Who begins it for the
  // only connection asks again afterwards whether that is alone: from then on no other comes here.
  class HeldUp {
   public:
    explicit HeldUp(MailLoops& loops);
    ~HeldUp();
    HeldUp(const HeldUp&) = delete;
    HeldUp& operator=(const HeldUp&) = delete;

   private:
    std::atomic<bool>* says_;
  };

  // A loop that has just had work looks for more during `look_on` before it sleeps, where there are
  // fewer connections than cores: to wake up a core that sleeps takes longer than what a dialogue
  // asks of it, and each answer of the peer would wait for that. With more connections than that
  // there is work without waiting, and others want the cores. A loop without work sleeps:
  // connections that say nothing cost nothing. Where another program took the core from a loop that
  // looked, it does not look for a while: who has slept gets the core sooner.
  static constexpr std::chrono::microseconds look_on{100};
  static constexpr std::chrono::milliseconds rest{100};

  void start();
  // What still waits on them stays where it is until they go.
  void stop();

 private:
  using Time = std::chrono::steady_clock;
  static constexpr std::size_t many = 2;
  static constexpr int one_thread = 1;
  struct Loop {
    boost::asio::io_context io{one_thread};
    std::atomic<bool> held_up{false};
    std::thread thread;
  };

  void serve(boost::asio::io_context& loop) const;
  // Until when it rests.
  Time::time_point look_for_more(boost::asio::io_context& loop) const;
  bool few() const { return connections_ && connections_() < cores_; }

  std::array<Loop, many> loops_;
  std::size_t turn_ = 0;
  std::function<std::size_t()> connections_;
  std::size_t cores_ = 0;
};

}  // namespace frontdesk
