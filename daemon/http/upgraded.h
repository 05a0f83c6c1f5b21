// What a connection becomes once it does not speak HTTP any more.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <variant>

#include "daemon/http/message.h"
#include "daemon/http/web_socket.h"

namespace frontdesk::http {

// All is called on the connection's executor.
class Upgraded {
 public:
  virtual ~Upgraded() = default;
  // Has the connection until it ends.
  virtual boost::asio::awaitable<void> run(std::unique_ptr<WebSocket> socket) = 0;
  virtual void stop() = 0;  // ends soon: the daemon does
  virtual void cut() = 0;   // ends now
};

// Or why it does not become one.
using Upgrade = std::variant<Response, std::shared_ptr<Upgraded>>;

}  // namespace frontdesk::http
