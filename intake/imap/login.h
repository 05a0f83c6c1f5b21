// How to log in: which mechanism, and what is sent in which order. Nothing in here may be logged
// but the mechanism.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "intake/imap/capabilities.h"
#include "rules/base/result.h"

namespace frontdesk::imap {

struct Login {
  std::string user;
  std::string secret;   // the password, or the OAuth2 access token
  bool bearer = false;  // it is a token
  std::string host;     // the server's name and port, which OAUTHBEARER repeats
  std::uint16_t port = 993;
};

enum class Mechanism : std::uint8_t { login, plain, xoauth2, oauthbearer };

struct LoginPlan {
  Mechanism mechanism = Mechanism::login;
  // The command, its tag left out, then what follows each of the server's continuations. Each ends
  // with CRLF, which is left out too.
  std::vector<std::string> lines;
  // The answer to a continuation beyond those: the server says why it refuses (RFC 7628, 3.2.3).
  std::string resign;
};

// `invalid` where user or secret could not be sent: empty, or with NUL, CR or LF.
Result<void> check(const Login& login);

// Nothing where the server offers no mechanism that fits.
std::optional<LoginPlan> plan_login(const Login& login, const Capabilities& offered);

}  // namespace frontdesk::imap
