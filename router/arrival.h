// An arrival: the raw fact that something came in, distilled. Everything dear and everything that
// needs no state is already done: decoding, folding, row hits, E.164, the verdict on a thread
// token.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "rules/base/clock.h"
#include "rules/channel.h"
#include "rules/spam.h"

namespace frontdesk {

// What a trusted host said of SPF, DKIM and DMARC (C14); "" where nothing.
struct AuthFacts {
  std::string spf, dkim, dmarc;
};
BOOST_DESCRIBE_STRUCT(AuthFacts, (), (spf, dkim, dmarc))

struct AttachmentFact {
  std::string name, type;
  std::uint64_t size = 0;
};
BOOST_DESCRIBE_STRUCT(AttachmentFact, (), (name, type, size))

// What was written. All but subject, text and attachments only mail has.
struct MailFacts {
  std::string subject, message_id, in_reply_to;
  std::vector<std::string> references;  // as in the header: oldest first
  std::vector<std::string> to, cc;      // addr-specs, lower case, at most 100
  std::string token_ticket;    // the ticket of a thread token of ours whose signature holds
  bool token_bad = false;      // there was one, and it does not hold
  std::string subject_ticket;  // a ticket number of our form in the subject
  RowHits hits;
  std::string hits_rules;      // hash of the rule set that `hits` were made with
  std::string auto_submitted;  // "", "no", "auto-generated", "auto-replied", …
  bool null_return_path = false;
  bool delivery_report = false;   // multipart/report or a DSN in another dress
  bool from_own_address = false;  // From is one of our own lines
  bool unparsed = false;          // over a limit or beyond parsing: stored, ticketed, marked
  int hops = 0;                   // Received lines
  AuthFacts auth;
  std::vector<AttachmentFact> attachments;
  std::string text_preview;  // the first 2,000 bytes of the text, on a character boundary
  // Whose mail this is, where it was forwarded by hand; "" where it was not.
  std::string forwarded_from;
};
BOOST_DESCRIBE_STRUCT(MailFacts, (),
                      (subject, message_id, in_reply_to, references, to, cc, token_ticket,
                       token_bad, subject_ticket, hits, hits_rules, auto_submitted,
                       null_return_path, delivery_report, from_own_address, unparsed, hops, auth,
                       attachments, text_preview, forwarded_from))

struct Arrival {
  std::string id;  // "a-…", see new_arrival_id
  Channel channel = Channel::email;
  std::string line;         // id of the line it came in by
  Instant at{};             // receipt: SMTP acceptance, socket open, first webhook
  std::string external_id;  // Message-ID, call id, PSA reference
  std::string
      key;  // SHA-256 over channel, line, external id and, for mail, From, Date, Subject, body
  std::string from_phone;    // E.164; "" where none
  bool withheld = false;     // caller id withheld, or not a number
  std::string from_address;  // addr-spec, lower case
  std::string from_name;
  std::string return_path;            // envelope sender; "" for null
  std::string recipient;              // envelope recipient, or the dialled number
  std::string endpoint_token_sha256;  // a chat from an agent (R65)
  std::string msp;     // PSA and RMM tickets: the tenant of whoever brought it, "" where unsaid
  std::string site;    // and their site
  std::string source;  // and what it comes from: psa | rmm | assistant
  std::string content_sha256;   // and of its bytes: a copy by its key must have the same
  bool wants_callback = false;  // asks to be called back (R67, R68)
  bool by_machine = false;      // a ticket without a person: recognition is not_applicable
  std::string raw;              // id under which the raw bytes are stored; "" where none
  std::vector<std::string> recordings;  // of a call: links to what was said
  MailFacts mail;
};
BOOST_DESCRIBE_STRUCT(Arrival, (),
                      (id, channel, line, at, external_id, key, from_phone, withheld, from_address,
                       from_name, return_path, recipient, endpoint_token_sha256, msp, site, source,
                       content_sha256, wants_callback, by_machine, raw, recordings, mail))

}  // namespace frontdesk
