#include "intake/smtp/listening.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/local/stream_protocol.hpp>

namespace frontdesk::smtp {

namespace asio = boost::asio;
using boost::system::error_code;
using Generic = asio::generic::stream_protocol;

namespace {

constexpr int backlog = 1'024;

bool is_path(const Listener& listener) {
  return listener.address.starts_with('/');
}

Result<void> find_endpoint(const Listener& listener, Generic::endpoint& endpoint) {
  if (is_path(listener)) {
    if (listener.address.size() >= sizeof(sockaddr_un{}.sun_path))
      return problem(ProblemCode::invalid, "a socket's path is too long: " + listener.address);
    endpoint = asio::local::stream_protocol::endpoint(listener.address);
    return {};
  }
  error_code error;
  const auto address = asio::ip::make_address(listener.address, error);
  if (error)
    return problem(ProblemCode::invalid, "not an address to listen on: " + listener.address);
  endpoint = asio::ip::tcp::endpoint(address, listener.port);
  return {};
}

void remove_stale(const std::string& path) {
  struct stat found {};
  if (::lstat(path.c_str(), &found) == 0 && S_ISSOCK(found.st_mode)) ::unlink(path.c_str());
}

std::uint16_t port_of(const Generic::endpoint& endpoint) {
  const auto family = endpoint.protocol().family();
  if (family != AF_INET && family != AF_INET6) return 0;
  // The port stands at the same place in both.
  return ntohs(reinterpret_cast<const sockaddr_in*>(endpoint.data())->sin_port);
}

void open_own(Listening& listening, const Generic::endpoint& endpoint, const Listener& listener,
              error_code& error) {
  auto& acceptor = listening.acceptor;
  if (acceptor.open(endpoint.protocol(), error); error) return;
  if (is_path(listener)) {
    remove_stale(listener.address);
    listening.path = listener.address;
  } else {
    acceptor.set_option(asio::socket_base::reuse_address(true), error);
  }
  if (acceptor.bind(endpoint, error); error) return;
  acceptor.listen(backlog, error);
}

}  // namespace

void Listening::close() {
  error_code ignored;
  acceptor.close(ignored);
  if (!path.empty()) ::unlink(path.c_str());
}

Result<std::shared_ptr<Listening>> open_listening(const asio::any_io_executor& executor,
                                                  const Listener& listener) {
  auto listening = std::make_shared<Listening>(executor);
  error_code error;
  if (listener.adopted >= 0) {
    int family = 0;
    socklen_t size = sizeof family;
    if (::getsockopt(listener.adopted, SOL_SOCKET, SO_DOMAIN, &family, &size) != 0)
      return problem(ProblemCode::io, "what was passed in is no socket");
    listening->acceptor.assign(Generic(family, 0), listener.adopted, error);
  } else {
    Generic::endpoint endpoint;
    if (auto found = find_endpoint(listener, endpoint); !found) return found.error();
    open_own(*listening, endpoint, listener, error);
  }
  if (error)
    return problem(ProblemCode::io,
                   "cannot listen on " + listener.address + ": " + error.message());
  listening->port = port_of(listening->acceptor.local_endpoint(error));
  return listening;
}

}  // namespace frontdesk::smtp
