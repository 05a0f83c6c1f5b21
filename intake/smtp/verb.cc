#include "intake/smtp/verb.h"

#include <algorithm>

#include "intake/smtp/session.h"

namespace frontdesk::smtp {
namespace {

bool same(std::string_view written, std::string_view name) {
  return std::equal(written.begin(), written.end(), name.begin(), name.end(), [](char a, char b) {
    return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b;
  });
}

}  // namespace

const Verb* find_verb(std::string_view name) {
  // BDAT asks for nothing here: its bytes follow whatever the answer, so its handler decides.
  // The last rows are what a browser or a proxy says when it was sent here (cross-protocol
  // attacks).
  static constexpr Verb table[] = {
      {"MAIL", &Session::on_mail, needs_hello},
      {"RCPT", &Session::on_rcpt, needs_hello | needs_mail},
      {"DATA", &Session::on_data, needs_hello | needs_mail | no_argument},
      {"BDAT", &Session::on_bdat, before_tls},
      {"EHLO", &Session::on_ehlo, before_tls | smtp_only},
      {"HELO", &Session::on_hello, before_tls | smtp_only},
      {"LHLO", &Session::on_ehlo, before_tls | lmtp_only},
      {"QUIT", &Session::on_quit, before_tls | no_argument},
      {"STARTTLS", &Session::on_starttls, before_tls | needs_hello | no_argument},
      {"RSET", &Session::on_rset, before_tls | counts_junk | no_argument},
      {"NOOP", &Session::on_noop, before_tls | counts_junk},
      {"HELP", &Session::on_help, before_tls | counts_junk},
      {"VRFY", &Session::on_vrfy, counts_junk},
      {"EXPN", &Session::on_unoffered, counts_junk},
      {"AUTH", &Session::on_unoffered, 0},
      {"ETRN", &Session::on_unoffered, 0},
      {"TURN", &Session::on_unoffered, 0},
      {"GET", &Session::on_web, before_tls},
      {"HEAD", &Session::on_web, before_tls},
      {"POST", &Session::on_web, before_tls},
      {"PUT", &Session::on_web, before_tls},
      {"PATCH", &Session::on_web, before_tls},
      {"DELETE", &Session::on_web, before_tls},
      {"OPTIONS", &Session::on_web, before_tls},
      {"CONNECT", &Session::on_web, before_tls},
      {"PRI", &Session::on_web, before_tls},
  };
  const auto* found = std::find_if(std::begin(table), std::end(table),
                                   [name](const Verb& verb) { return same(name, verb.name); });
  return found == std::end(table) ? nullptr : found;
}

}  // namespace frontdesk::smtp
