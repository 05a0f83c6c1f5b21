// The steps of parse_mail.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intake/mime/header.h"
#include "intake/mime/mail.h"
#include "intake/mime/structure.h"

namespace frontdesk::mime {

// Who, to whom, what about, when, in which thread: all that the top header tells.
void read_top(Mail& mail, const std::vector<HeaderField>& fields, const ParseOptions& options);

// What is kept of a decoded field: on one line and not endless.
std::string read_text(std::string_view decoded_words);

// SHA-256 over the fields that the sender wrote, without what relays and filters add on the way, so
// that a mail that comes by two ways gives the same. Of a header over `read_bytes` every byte below
// the relays' counts.
std::string own_header_sha256(std::string_view header, std::size_t read_bytes);

// The From, Date, Subject and Message-ID fields that say more than was read of them, as they came:
// cut, with bytes that are no text, ids that are none, a second of a name. "" for most mails.
std::string untold_fields(const std::vector<HeaderField>& fields);

// SPF, DKIM and DMARC as a trusted host found them (RFC 8601). Only the topmost block of its fields
// counts: what a sender forged stands below it.
AuthFacts read_auth(const std::vector<HeaderField>& fields,
                    const std::vector<std::string>& trusted);

// Texts, attachments and what the parts say of the mail's kind.
void read_body(Mail& mail, const MailParts& parts, const ParseOptions& options);

}  // namespace frontdesk::mime
