#include "intake/imap/capabilities.h"

#include <array>
#include <utility>

#include "intake/mime/header.h"

namespace frontdesk::imap {
namespace {

constexpr std::array<std::pair<std::string_view, bool Capabilities::*>, 10> names{{
    {"STARTTLS", &Capabilities::starttls},
    {"LOGINDISABLED", &Capabilities::login_disabled},
    {"SASL-IR", &Capabilities::sasl_ir},
    {"AUTH=PLAIN", &Capabilities::plain},
    {"AUTH=XOAUTH2", &Capabilities::xoauth2},
    {"AUTH=OAUTHBEARER", &Capabilities::oauthbearer},
    {"IDLE", &Capabilities::idle},
    {"MOVE", &Capabilities::move},
    {"UIDPLUS", &Capabilities::uidplus},
    {"ESEARCH", &Capabilities::esearch},
}};

}  // namespace

Capabilities Capabilities::from(const std::vector<std::string>& words) {
  Capabilities found;
  for (const auto& word : words)
    for (const auto& [name, member] : names)
      if (equal_ascii(word, name)) found.*member = true;
  return found;
}

}  // namespace frontdesk::imap
