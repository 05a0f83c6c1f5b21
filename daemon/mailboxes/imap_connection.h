// The connection to an IMAP server. libcurl makes it: names, proxies, TLS with the server's name
// checked, STARTTLS. It is told no user, so it stops before the login: the session logs in, which
// knows what a refusal means.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "daemon/mailboxes/curl_transfer.h"
#include "daemon/mailboxes/mailbox_config.h"

namespace frontdesk {

class ImapConnection {
 public:
  explicit ImapConnection(const boost::asio::any_io_executor& on) : on_(on), transfer_(on) {}
  ~ImapConnection();
  ImapConnection(const ImapConnection&) = delete;
  ImapConnection& operator=(const ImapConnection&) = delete;

  // Once: until greeting and, where it is wanted, TLS are done. `stops` as in CurlTransfer.
  boost::asio::awaitable<CURLcode> open(const MailboxConfig& mailbox, std::shared_ptr<Alarm> alarm,
                                        Alarm::Time deadline, std::function<bool()> stops);
  std::string says(CURLcode code) const { return transfer_.says(code); }

  // The server's first line with its CRLF, "" where there was none. Before STARTTLS anybody may
  // have said it.
  const std::string& greeting() const { return heard_.greeting; }
  bool offered_starttls() const { return heard_.starttls; }

  enum class Moved : std::uint8_t { some, none, closed };
  // `none`: not before `when_readable` rings.
  Moved read(std::string& into);
  // Takes what was sent off `bytes`.
  Moved write(std::string& bytes);
  void when_readable(const std::shared_ptr<Alarm>& alarm);
  void when_writable(const std::shared_ptr<Alarm>& alarm);

 private:
  struct Heard {
    std::string greeting;
    bool starttls = false;
  };
  static std::size_t hear(char* bytes, std::size_t one, std::size_t count, void* heard);
  bool name_server(const MailboxConfig& mailbox);

  boost::asio::any_io_executor on_;
  Heard heard_;  // while the transfer lives, it is written to
  CurlTransfer transfer_;
  std::unique_ptr<WatchedSocket> socket_;
};

}  // namespace frontdesk
