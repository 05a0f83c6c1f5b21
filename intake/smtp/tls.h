// A certificate and its key, ready to serve.
#pragma once

#include <memory>
#include <string>

#include "rules/base/result.h"

namespace boost::asio::ssl {
class context;
}

namespace frontdesk::smtp {

// TLS 1.2 and up. PEM files: the certificate with its chain, and the key. An `invalid` problem
// where they cannot be read, are malformed, or do not belong together.
Result<std::shared_ptr<boost::asio::ssl::context>> load_tls(const std::string& certificate_file,
                                                            const std::string& key_file);

}  // namespace frontdesk::smtp
