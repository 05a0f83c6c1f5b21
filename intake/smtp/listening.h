// A socket that listens: TCP or unix, opened here or passed in.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <memory>
#include <string>

#include "intake/smtp/server.h"

namespace frontdesk::smtp {

struct Door;

struct Listening {
  explicit Listening(const boost::asio::any_io_executor& executor) : acceptor(executor) {}
  // Accepts no more; a unix socket of ours goes from the file system.
  void close();

  boost::asio::basic_socket_acceptor<boost::asio::generic::stream_protocol> acceptor;
  std::uint16_t port = 0;
  std::string path;  // "" where there is none or it is not ours
  std::shared_ptr<const Door> door;
};

// A stale unix socket at the path is replaced; anything else there is not.
Result<std::shared_ptr<Listening>> open_listening(const boost::asio::any_io_executor& executor,
                                                  const Listener& listener);

}  // namespace frontdesk::smtp
