// What is understood of a mail, from its raw bytes.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/mime/guard.h"
#include "router/arrival.h"

namespace frontdesk {

struct MailAddress {
  std::string name;     // decoded display name; "" where none
  std::string address;  // addr-spec, lower case; "" where there is none to read
};
BOOST_DESCRIBE_STRUCT(MailAddress, (), (name, address))

struct MailFlags {
  bool auto_submitted = false;  // Auto-Submitted other than "no", or an older sign of the same
  bool bounce = false;          // a delivery report: multipart/report or a DSN in another dress
  bool unparsed = false;        // over a limit or beyond parsing; the top header is still read
  bool tnef = false;            // has a winmail.dat
  bool signed_ = false;         // S/MIME or PGP; kept as it came
  bool encrypted = false;
  bool truncated = false;  // the texts were longer than is kept
};
BOOST_DESCRIBE_STRUCT(MailFlags, (),
                      (auto_submitted, bounce, unparsed, tnef, signed_, encrypted, truncated))

// All texts are UTF-8. Message ids stand without their angle brackets.
struct Mail {
  MailAddress from;                           // of the first From: field, its first address
  std::string from_header;                    // decoded whole: "Mail System <postmaster@x>" (C17)
  std::vector<MailAddress> to, cc, reply_to;  // at most 100 each
  std::string subject;
  std::optional<Instant> date;
  std::string date_header;  // as written
  std::string message_id;   // "" where missing or unusable
  std::string in_reply_to;
  std::vector<std::string> references;  // oldest first; the last 100
  std::string text;                     // of the text parts
  std::string html;                     // of the HTML parts, markup and all
  std::vector<AttachmentFact> attachments;
  MailFlags flags;
  std::string auto_submitted;  // the field's keyword: "", "no", "auto-replied", …
  AuthFacts auth;              // of trusted hosts only
  int hops = 0;
  std::vector<std::string> original_message_ids;  // of a delivery report: the mails it is about
  // Of all bytes below the top header, as they came: texts and lists are cut, and two scans of one
  // size differ only in their bytes. A relay that recodes makes another mail: better two than none.
  std::string body_sha256;
  // What the arrival's key knows the content by: body_sha256, but
  // - of the sender's own header lines, where those are all that tells the mail from another: there
  //   is no body, and no Message-ID or not even an empty line;
  // - of body and header, where the header was not read to its end, names no sender and no
  //   Message-ID, or has one of the fields of the key in it that was not read whole.
  std::string content_sha256;
  std::vector<std::string> diagnostics;  // what was mended or given up, as codes
};
BOOST_DESCRIBE_STRUCT(Mail, (),
                      (from, from_header, to, cc, reply_to, subject, date, date_header, message_id,
                       in_reply_to, references, text, html, attachments, flags, auto_submitted,
                       auth, hops, original_message_ids, body_sha256, content_sha256, diagnostics))

struct ParseOptions {
  MimeLimits limits;
  std::size_t text_bytes = 1'048'576;           // of decoded text kept, text and HTML each
  std::size_t attachments = 200;                // listed
  std::vector<std::string> trusted_auth_hosts;  // authserv-ids that are believed (RFC 8601)
};

// Never fails and never throws: over a limit, or beyond mimetic, the mail is `unparsed` and has
// what its top header tells.
Mail parse_mail(std::string_view raw, const ParseOptions& options = {});

// The body as spam rows see it: the text, then the text of the HTML, so much of each.
inline constexpr std::size_t rows_bytes = 524'288;
std::string body_for_rows(const Mail& mail);

// True for MAILER-DAEMON@ and postmaster@ of any domain.
bool is_mail_system(std::string_view address);

}  // namespace frontdesk
