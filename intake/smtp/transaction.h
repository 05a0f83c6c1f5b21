// One mail as it came in: the envelope and the raw bytes. And what may be said to a recipient.
#pragma once

#include <string>
#include <vector>

#include "rules/base/clock.h"
#include "rules/base/result.h"

namespace frontdesk::smtp {

struct Recipient {
  std::string address;  // as the client wrote it, without brackets and source route
  std::string line;     // id of the line that takes it
};

struct Transaction {
  std::string mail_from;     // "" where null
  bool null_sender = false;  // MAIL FROM:<>
  std::vector<Recipient> recipients;
  std::string raw;   // a Received line of ours, then the message with its dots unstuffed
  std::string peer;  // IP address as text; "local" on a unix socket
  std::string helo;
  Instant at{};  // when the message began to come in
  bool tls = false;
  bool smtputf8 = false;
};

// The answer to RCPT. `why` is read where it is refused: `not_found` is 550 5.1.1, every other
// problem has the same reply as a failed delivery (problem_reply).
struct RcptVerdict {
  bool accept = false;
  std::string line;
  ProblemCode why = ProblemCode::not_found;

  static RcptVerdict yes(std::string line_id) { return {true, std::move(line_id), {}}; }
  static RcptVerdict no(ProblemCode code) { return {false, {}, code}; }
};

}  // namespace frontdesk::smtp
