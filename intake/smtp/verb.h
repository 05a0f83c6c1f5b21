// The commands: one table of name, handler and what must hold before the handler is asked.
#pragma once

#include <cstdint>
#include <string_view>

namespace frontdesk::smtp {

class Session;

enum VerbFlag : std::uint16_t {
  before_tls = 1,   // allowed where TLS is required and not there yet
  needs_hello = 2,  // EHLO, HELO or LHLO first
  needs_mail = 4,   // an open transaction
  smtp_only = 8,
  lmtp_only = 16,
  counts_junk = 32,  // leads nowhere
  no_argument = 64,
};

struct Verb {
  std::string_view name;
  void (Session::*proceed)(std::string_view argument);
  std::uint16_t flags;
};

// Null where there is no such verb; letter case does not matter.
const Verb* find_verb(std::string_view name);

}  // namespace frontdesk::smtp
