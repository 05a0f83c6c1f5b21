// What a server offers, as far as it matters here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace frontdesk::imap {

struct Capabilities {
  bool starttls = false, login_disabled = false, sasl_ir = false;
  bool plain = false, xoauth2 = false, oauthbearer = false;
  bool idle = false, move = false, uidplus = false, esearch = false;

  static Capabilities from(const std::vector<std::string>& words);
};

}  // namespace frontdesk::imap
