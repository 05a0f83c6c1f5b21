// OAuth2 access tokens for a mailbox, by client credentials (RFC 6749, 4.4), as Microsoft 365 and
// Google have them for programs. Nothing in here may be logged but a Problem.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/mailboxes/alarm.h"
#include "daemon/mailboxes/mailbox_config.h"
#include "rules/base/result.h"

namespace frontdesk {

struct AccessToken {
  std::string token;
  std::chrono::seconds good_for{0};
};

// What a token endpoint answered. The problem has its status and its error's code, never more: the
// rest may repeat what it was sent.
Result<AccessToken> read_token_answer(long status, std::string_view body);

// `secret` is the client's. `stops` as in CurlTransfer.
boost::asio::awaitable<Result<AccessToken>> fetch_access_token(const MailboxConfig& mailbox,
                                                               std::string secret,
                                                               std::shared_ptr<Alarm> alarm,
                                                               Alarm::Time deadline,
                                                               std::function<bool()> stops);

}  // namespace frontdesk
