// The certificate of the daemon, loaded whole or not at all; a new one serves the next handshake.
#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "daemon/config.h"
#include "rules/base/clock.h"

namespace frontdesk {

struct Certificate {
  std::shared_ptr<boost::asio::ssl::context> context;
  Instant expires{};
};

// A problem names the file and what is wrong with it; the key's contents never
// appear.
Result<Certificate> load_certificate(const TlsConfig& config);

}  // namespace frontdesk
