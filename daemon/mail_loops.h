// The loops that mail connections live on, each served by one thread of its own. Two threads at one
// loop wake each other with each step of a connection, which took a third of the CPU of a mail that
// comes alone.
#pragma once

#include <array>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
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
  void start();
  // What still waits on them stays where it is until they go.
  void stop();

 private:
  static constexpr int one_thread = 1;
  std::array<boost::asio::io_context, 2> loops_{boost::asio::io_context(one_thread),
                                                boost::asio::io_context(one_thread)};
  std::vector<std::thread> threads_;
};

}  // namespace frontdesk
