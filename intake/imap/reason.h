// Why a session ended, why a mail was parked, why one could not be moved: one table with the name
// that metrics and logs use and with what helps.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "intake/imap/lexer.h"
#include "intake/imap/response.h"

namespace frontdesk::imap {

enum class Reason : std::uint8_t {
  // Ends of a session.
  stopped,
  lost,  // the connection, as the driver saw it
  server_ended,
  timeout,
  protocol,
  response_too_large,
  greeting_refused,
  preauth,
  no_starttls,
  tls_refused,
  no_mechanism,
  login_failed,
  login_expired,
  token_refused,
  folder_gone,
  folder_refused,
  no_uidvalidity,
  search_refused,
  throttled,
  over_quota,
  unavailable,
  // Mails that are parked.
  too_large,
  fetch_refused,
  fetch_missing,
  ends_sessions,
  // Mails that stay where they are after they were taken.
  target_gone,
  read_only,
  move_refused,
};

enum class Remedy : std::uint8_t {
  none,       // all is well, or only this mail is concerned
  again,      // connect again after the usual back-off
  wait,       // the server wants to be left alone for a while
  new_token,  // fetch a new token, then connect again; where there is none, as `operator_`
  operator_,  // somebody must change something; trying again often would only lock the account
};

struct ReasonInfo {
  Reason reason;
  std::string_view name;  // the metric's label
  Remedy remedy;
  std::chrono::seconds at_least;  // before the next try
  std::string_view says;          // what is wrong and what to do
};

const ReasonInfo& info(Reason reason);

// What a refusal means whatever was asked: the server is busy, full or away. Nothing where it
// speaks of what was asked.
std::optional<Reason> trouble_of(const Status& status);
// What the refusal of a login means, and that of a folder, where it is no such trouble.
Reason login_reason(const Status& status, bool bearer);
Reason folder_reason(const Status& status);
Reason fault_reason(Fault fault);

// "Suggested Backoff Time: 299959 milliseconds", as Exchange says; an hour at most, 0 where it says
// nothing.
std::chrono::milliseconds asked_wait(const Status& status);

}  // namespace frontdesk::imap
