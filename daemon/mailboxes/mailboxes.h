// All mailboxes that are read by IMAP, on one thread of their own: what is slow there holds up
// nobody else.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "daemon/mailboxes/mailbox_reader.h"

namespace frontdesk {

class Mailboxes {
 public:
  // All of `services`, `configs` and `limits` outlive it. Problems: a line that the rules do not
  // have, and what the store has of a mailbox and cannot be read.
  static Result<std::unique_ptr<Mailboxes>> open(MailboxServices services,
                                                 const std::vector<MailboxConfig>& configs,
                                                 const imap::Limits& limits);
  ~Mailboxes();

  void start();
  // Sessions end in order, within `patience`. Does not wait; from any thread.
  void end(std::chrono::milliseconds patience);
  // Waits for that. What goes on then is dropped: nothing is lost by it.
  void stop();

  // Brings the gauges up to date; from any thread.
  void show() const;

 private:
  explicit Mailboxes(MailboxServices services) : services_(services) {}

  MailboxServices services_;
  std::vector<std::unique_ptr<MailboxReader>> readers_;
  boost::asio::io_context io_{1};  // goes before the readers: their coroutines live on it
  std::jthread thread_;
  std::future<void> ended_;
  std::atomic<std::chrono::steady_clock::time_point> until_{};
};

}  // namespace frontdesk
