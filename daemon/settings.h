// The configuration in the words of the parts that it configures.
#pragma once

#include "daemon/config.h"
#include "daemon/http/server.h"
#include "intake/smtp/server.h"
#include "intake/thread_token.h"
#include "storage/committer.h"

namespace frontdesk {

StoreOptions store_options(const StoreConfig& config);
CommitterOptions committer_options(const StoreConfig& config);
smtp::ServerSettings smtp_settings(const SmtpConfig& config);
// Everything that [smtp] wants to listen on. `*` is every IPv4 and IPv6 address.
Result<std::vector<smtp::Listener>> smtp_listeners(const SmtpConfig& config);
http::ServerLimits http_limits(const HttpConfig& config);

// The key ring from its files, newest first; the id of a key is a digest of its bytes.
Result<ThreadTokens> thread_tokens(const ThreadsConfig& config);

}  // namespace frontdesk
