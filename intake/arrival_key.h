// The key by which copies of one arrival are known: SHA-256 over channel, line, external id and,
// for mail, From, Date, Subject, body and sometimes the hour, each with its length in front. Per
// line, so that one mail to two lines is two arrivals.
#pragma once

#include <string>
#include <string_view>

#include "rules/channel.h"

namespace frontdesk {

// What a copy of a mail has in common with the mail. `hour` is the hour of receipt where nothing
// else tells this sending from the next, else "".
std::string content_digest(std::string_view from, std::string_view date, std::string_view subject,
                           std::string_view body_sha256, std::string_view hour);

// `content` is a mail's content_digest; "" for other channels.
std::string arrival_key(Channel channel, std::string_view line, std::string_view external_id,
                        std::string_view content);

}  // namespace frontdesk
