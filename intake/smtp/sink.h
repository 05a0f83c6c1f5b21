// What the server hands mail to, and who watches it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/smtp/reply.h"
#include "intake/smtp/transaction.h"

namespace frontdesk::smtp {

// Called from many connections at once, each on its own strand.
class MailSink {
 public:
  virtual ~MailSink() = default;

  // Resumes when the mail is durable or is not: one result for each recipient, in their order; the
  // value is the arrival's id. It bounds its own wait, since only it knows what has been written.
  virtual boost::asio::awaitable<std::vector<Result<std::string>>> deliver(Transaction mail) = 0;
  // May this address get mail? "postmaster" comes without a domain (RFC 5321, 4.5.1).
  virtual RcptVerdict check(std::string_view address) const = 0;
  // A problem while no mail can be taken: full, sick, busy.
  virtual std::optional<Problem> refusing() const = 0;
  // While load is shed: who connects is told to come later and sent away at once.
  virtual bool shedding() const { return false; }
};

// For metrics and logs. Called on the connections' strands, at the same time; must not block.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void connected(std::string_view /*peer*/) {}
  virtual void disconnected(std::string_view /*peer*/) {}
  // `reason` is from the table of replies: a handful of words, fit for a metric's label.
  virtual void refused(std::string_view /*peer*/, std::string_view /*reason*/) {}
  // From the last byte of the message to the 250 handed to the kernel.
  virtual void accepted(std::string_view /*peer*/, std::string_view /*arrival*/,
                        std::size_t /*bytes*/, std::chrono::nanoseconds /*took*/) {}
};

}  // namespace frontdesk::smtp
