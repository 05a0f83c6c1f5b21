// The arguments of MAIL and RCPT (RFC 5321, 4.1.2): a path in angle brackets and parameters.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace frontdesk::smtp {

enum class PathError : std::uint8_t { none, syntax, bad_parameter, bad_value };

struct Path {
  PathError error = PathError::none;
  std::string address;     // local@domain without source route; "" for <>
  bool utf8 = false;       // has bytes beyond ASCII (well-formed UTF-8)
  std::uint64_t size = 0;  // SIZE=, 0 where not given
  bool smtputf8 = false;
};

// `FROM:<…> …`; takes SIZE, BODY=7BIT|8BITMIME and SMTPUTF8.
Path parse_mail(std::string_view arguments);
// `TO:<…>`; takes no parameter, since none is offered. `<postmaster>` may stand without a domain.
Path parse_rcpt(std::string_view arguments);

// The argument of HELO, EHLO, LHLO: a host name or an address literal, at most 255 bytes. It goes
// into a header, so nothing else may pass.
bool is_host(std::string_view text);

}  // namespace frontdesk::smtp
