// Mail from the SMTP server to the desk: parsed and distilled on the connection's coroutine, one
// arrival for each distinct line, answered when it is durable.
#pragma once

#include <chrono>
#include <vector>

#include "daemon/desk/front_desk.h"
#include "daemon/distiller.h"
#include "daemon/mail_loops.h"
#include "daemon/shedding.h"
#include "intake/smtp/sink.h"

namespace frontdesk {

class MailIntake final : public smtp::MailSink {
 public:
  // All outlive it.
  MailIntake(FrontDesk& desk, Distiller& distiller, Shedding& shedding,
             std::chrono::milliseconds deadline)
      : desk_(desk), distiller_(distiller), shedding_(shedding), deadline_(deadline) {}

  // Before the first mail. A mail that comes while there is one connection is likely the only one:
  // its own loop commits it, which spares two changes of threads, and is held up meanwhile.
  void serve_alone(MailLoops& loops) { loops_ = &loops; }

  boost::asio::awaitable<std::vector<Result<std::string>>> deliver(smtp::Transaction mail) override;
  smtp::RcptVerdict check(std::string_view address) const override;
  std::optional<Problem> refusing() const override;
  bool shedding() const override;

 private:
  std::vector<Incoming> distil(const smtp::Transaction& mail, std::vector<std::size_t>& slots);

  FrontDesk& desk_;
  Distiller& distiller_;
  Shedding& shedding_;
  const std::chrono::milliseconds deadline_;
  MailLoops* loops_ = nullptr;
};

}  // namespace frontdesk
