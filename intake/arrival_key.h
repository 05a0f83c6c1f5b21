// The key by which copies of one arrival are known: SHA-256 over channel, line, external id and,
// for mail, From, Date, Subject, body and sometimes the hour, each with its length in front. Per
// line, so that one mail to two lines is two arrivals.
//
// A mail without Message-ID is a copy only within the hour of its receipt. UPSs, fax machines and
// network drives send each alert with the same bytes, and with no Date, or with that of a clock
// that stands still in 1970, 2000 or last week: by content alone the first alert would swallow all
// later ones. So no Date is believed to tell two sendings apart or to make them one. A retry within
// the hour is still the same mail; one across the hour makes a second record, and doubling beats
// losing. Senders that queue and retry for longer give their mails a Message-ID.
//
// Where a mail has no body, its sender's own header lines stand for it; where a header has more to
// say than was read of it, they count beside the body (Mail::content_sha256). Two mails that share
// a key say the same to whoever reads them.
#pragma once

#include <string>
#include <string_view>

#include "rules/channel.h"

namespace frontdesk {

// What a copy of a mail has in common with the mail. `content_sha256` is a Mail's; `hour` is the
// hour of receipt where there is no Message-ID, else "".
std::string content_digest(std::string_view from, std::string_view date, std::string_view subject,
                           std::string_view content_sha256, std::string_view hour);

// `content` is a mail's content_digest; "" for other channels.
std::string arrival_key(Channel channel, std::string_view line, std::string_view external_id,
                        std::string_view content);

}  // namespace frontdesk
