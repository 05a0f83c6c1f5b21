// One connection of the HTTP server: reads requests one after another, asks the route table, checks
// who may, lets the handler answer.
#pragma once

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "daemon/http/codec.h"
#include "daemon/http/server.h"
#include "daemon/http/wire.h"

namespace frontdesk::http {

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  // `executor` is a strand that everything here runs on. `local` is who the peer is by the socket
  // alone: admin on the admin socket, nobody elsewhere.
  Connection(boost::asio::any_io_executor executor, std::shared_ptr<const ServerOptions> options,
             std::shared_ptr<HeldBytes> held, std::unique_ptr<Wire> wire, std::string peer,
             Principal local);

  // Until the peer goes, a limit is passed, or stop() or cut().
  boost::asio::awaitable<void> run();

  // From any thread.
  void stop();  // ends after the request at hand
  void cut();   // ends now

  boost::asio::any_io_executor executor() const { return executor_; }
  boost::asio::cancellation_slot cancellation() { return cancel_.slot(); }

 private:
  using Steady = std::chrono::steady_clock;
  enum class Next { request, close };

  boost::asio::awaitable<RequestReader::State> read(RequestReader::State state,
                                                    HeldBytes::Share* body = nullptr);
  boost::asio::awaitable<Next> serve();
  // The pieces behind the body. False where that is not all: the connection must end then.
  boost::asio::awaitable<bool> write_more(const Response& response, bool chunks,
                                          const Request& request);
  // What is refused before the body is read; nothing where the route may be used.
  std::optional<Response> refuse(const Head& head, const Match& match, Principal& principal) const;
  Result<Principal> authenticate(const Head& head) const;
  boost::asio::awaitable<Response> take(const Head& head, Match match, Request& request,
                                        bool& body_read);
  // Nothing where the connection does not speak HTTP any more.
  boost::asio::awaitable<std::optional<Response>> upgrade(Head& head, const Route& route,
                                                          Request request);
  boost::asio::awaitable<Response> handle(const Route& route, Request& request);
  Response refuse_held(std::string_view what) const;
  boost::asio::awaitable<Next> respond(const Response& response, bool keep_alive, const Head& head,
                                       const Request& request);
  boost::asio::awaitable<bool> write(std::string_view bytes);
  boost::asio::awaitable<void> linger();
  void tell_answered(std::string_view route, std::string_view method, std::string_view who,
                     int status, Steady::time_point began) const;
  void tell_refused(std::string_view reason, std::string_view detail) const;

  void due_at(Steady::time_point when);
  void watch();

  boost::asio::any_io_executor executor_;
  std::shared_ptr<const ServerOptions> options_;
  std::shared_ptr<HeldBytes> held_;
  std::unique_ptr<Wire> wire_;
  std::shared_ptr<Upgraded> upgraded_;
  std::unique_ptr<WebSocket> web_socket_;  // until that has it
  std::string peer_;
  Principal local_;
  RequestReader reader_;
  boost::asio::cancellation_signal cancel_;

  // One timer for all deadlines: when it fires early it is set anew, so moving the deadline costs
  // an assignment.
  boost::asio::steady_timer timer_;
  Steady::time_point due_ = Steady::time_point::max();
  bool ended_ = false;
  bool late_ = false;

  bool waiting_ = false;  // for the first byte of a request
  bool stopping_ = false;
};

}  // namespace frontdesk::http
