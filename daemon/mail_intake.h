// Mail from the SMTP server to the desk: parsed and distilled on the connection's coroutine, one
// arrival for each distinct line, answered when it is durable.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

#include "daemon/desk/front_desk.h"
#include "daemon/desk/published.h"
#include "daemon/mail_loops.h"
#include "daemon/metrics.h"
#include "daemon/shedding.h"
#include "intake/mime/mail.h"
#include "intake/smtp/sink.h"
#include "intake/thread_token.h"

namespace frontdesk {

class MailIntake final : public smtp::MailSink {
 public:
  // All outlive it. `tokens` may be replaced while it runs: keys rotate.
  MailIntake(FrontDesk& desk, const Clock& clock, const Published<const ThreadTokens>& tokens,
             ParseOptions parsing, Metrics& metrics, Shedding& shedding,
             std::chrono::milliseconds deadline);

  // Before the first mail. A mail that comes while there is one connection is likely the only one:
  // its own loop commits it, which spares two changes of threads, and is held up meanwhile.
  void serve_alone(MailLoops& loops) { loops_ = &loops; }

  boost::asio::awaitable<std::vector<Result<std::string>>> deliver(smtp::Transaction mail) override;
  smtp::RcptVerdict check(std::string_view address) const override;
  std::optional<Problem> refusing() const override;
  bool shedding() const override;

 private:
  // A matcher for the length of one mail. They are dear to make and not shared between threads.
  class Lent;
  std::unique_ptr<Matcher> borrow();
  void give_back(std::unique_ptr<Matcher> matcher);
  std::vector<Incoming> distil(const smtp::Transaction& mail, std::vector<std::size_t>& slots);

  FrontDesk& desk_;
  const Clock& clock_;
  const Published<const ThreadTokens>& tokens_;
  const ParseOptions parsing_;
  Metrics& metrics_;
  Shedding& shedding_;
  const std::chrono::milliseconds deadline_;
  MailLoops* loops_ = nullptr;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Matcher>> idle_;
};

}  // namespace frontdesk
