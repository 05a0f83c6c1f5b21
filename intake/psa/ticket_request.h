// A ticket from elsewhere: synced from a PSA, raised by an RMM, asked for through a virtual
// assistant (R67, R68, R70). What its JSON says, checked, and the Arrival that it is.
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <string_view>

#include "router/arrival.h"
#include "rules/rule_set.h"

namespace frontdesk {

enum class TicketSource { psa, rmm, assistant };
BOOST_DESCRIBE_ENUM(TicketSource, psa, rmm, assistant)

struct TicketRequest {
  TicketSource source = TicketSource::psa;
  std::string reference;  // the sender's own id of it: "T20260603.0042"
  std::string line;       // id of a line for tickets; "" for none
  std::string msp;        // "" where the line, the site or the token says
  std::string site;
  // Who asks. A ticket without a person (an alert of an RMM) names its site.
  std::string name, email, phone;
  std::string subject, text;
  bool callback = false;  // wants to be called back (R67, R68)
};
BOOST_DESCRIBE_STRUCT(TicketRequest, (),
                      (source, reference, line, msp, site, name, email, phone, subject, text,
                       callback))

inline constexpr std::size_t ticket_subject_bytes = 1'000;
inline constexpr std::size_t ticket_text_bytes = 256 * 1024;
inline constexpr std::size_t ticket_name_bytes = 200;
inline constexpr std::size_t ticket_reference_bytes = 200;

inline constexpr std::string_view no_such_line =
    "line: expected the id of a line for tickets, or nothing";

// Makes it fit to be kept: secrets are taken out of what people wrote (R189), the address is in
// lower case, the number E.164. Refused with `invalid` where something is longer than it may be, is
// no address or number, where a callback has no number, and where neither a person nor a site is
// named.
Result<void> tidy(TicketRequest& request, const RuleSet& rules);

// How it came in, beside what it says.
struct TicketOrigin {
  std::string msp;             // the tenant of whoever brought it; "" for one who serves all
  std::string key;             // its Idempotency-Key; "" where it has none
  std::string content_sha256;  // of its bytes as they came
};

// `request` is tidy.
Arrival distil_ticket(const TicketRequest& request, const TicketOrigin& origin, Instant at,
                      std::string id);

}  // namespace frontdesk
