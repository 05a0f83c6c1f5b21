#include "daemon/mailboxes/trouble.h"

#include <array>

#include "daemon/mailboxes/imap_connection.h"

namespace frontdesk {
namespace {

using imap::Reason;
using imap::Remedy;
using std::chrono::seconds;

struct ConnectRow {
  CURLcode code;
  std::string_view reason;
  Remedy remedy;
  seconds at_least;
  std::string_view says;
};

constexpr std::array connect_rows{
    ConnectRow{CURLE_URL_MALFORMAT, "no_such_host", Remedy::operator_, seconds{300},
               "the host is not a name or an address; correct it"},
    ConnectRow{CURLE_COULDNT_RESOLVE_HOST, "no_such_host", Remedy::again, seconds{0},
               "the host's name is not known to the DNS; correct it, or see that the DNS answers"},
    ConnectRow{CURLE_COULDNT_RESOLVE_PROXY, "no_such_host", Remedy::again, seconds{0},
               "the proxy's name is not known to the DNS"},
    ConnectRow{CURLE_COULDNT_CONNECT, "unreachable", Remedy::again, seconds{0},
               "nobody takes the connection; see that host and port are right and the server runs"},
    ConnectRow{CURLE_OPERATION_TIMEDOUT, "connect_timeout", Remedy::again, seconds{0},
               "there was no connection in time; it is tried again"},
    ConnectRow{CURLE_PEER_FAILED_VERIFICATION, "certificate", Remedy::operator_, seconds{60},
               "the server's certificate is not trusted, expired, or for another name; correct it, "
               "or name who signed it in ca_file"},
    ConnectRow{CURLE_SSL_CACERT_BADFILE, "certificate", Remedy::operator_, seconds{60},
               "ca_file cannot be read, or has no certificate in it"},
    ConnectRow{CURLE_SSL_CONNECT_ERROR, "tls", Remedy::again, seconds{60},
               "TLS could not be agreed on; see that the port is one with TLS from the start"},
};

Trouble of(Reason reason) {
  return trouble_of(
      imap::Ended{.why = reason, .at_least = imap::info(reason).at_least, .fetching = {}});
}

}  // namespace

Trouble trouble_of(const imap::Ended& ended) {
  const auto& row = imap::info(ended.why);
  return {row.name, std::string(row.says), row.remedy, ended.at_least, ended.fetching};
}

Trouble trouble_of(CURLcode code, const ImapConnection& connection,
                   const imap::Settings& settings) {
  for (const auto& row : connect_rows)
    if (row.code == code) return {row.reason, std::string(row.says), row.remedy, row.at_least, {}};
  if (!connection.greeting().empty()) {
    imap::Session session(settings, {}, {});
    session.start(imap::Begin::connected, {});
    session.feed(connection.greeting(), {});
    for (const auto& event : session.take_events())
      if (const auto* ended = std::get_if<imap::Ended>(&event)) return trouble_of(*ended);
  }
  if (code == CURLE_USE_SSL_FAILED)
    return of(connection.offered_starttls() ? Reason::tls_refused : Reason::no_starttls);
  // libcurl refuses what comes in one piece with the answer to STARTTLS.
  if (code == CURLE_WEIRD_SERVER_REPLY) return of(Reason::protocol);
  return of(Reason::lost);
}

Trouble no_secret(std::string says) {
  return {"no_secret", std::move(says), Remedy::operator_, seconds{60}, {}};
}

Trouble no_access_token(std::string says) {
  return {"token_endpoint", std::move(says), Remedy::again, seconds{0}, {}};
}

Trouble own_fault() {
  return {"internal",
          "a fault of the daemon; report it with this line",
          Remedy::again,
          seconds{60},
          {}};
}

Trouble no_line(std::string_view line) {
  return {"no_line",
          "the rules have no email line \"" + std::string(line) +
              "\" any more; its mails wait in the mailbox until they have",
          Remedy::operator_,
          seconds{0},
          {}};
}

}  // namespace frontdesk
