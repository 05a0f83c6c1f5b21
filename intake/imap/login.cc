#include "intake/imap/login.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <utility>

#include "intake/imap/folder_name.h"

namespace frontdesk::imap {
namespace {

std::string base64(std::string_view bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');  // and the NUL that is written
  const auto size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                    reinterpret_cast<const unsigned char*>(bytes.data()),
                                    static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

// RFC 5801: a comma and an equals sign have a meaning of their own.
std::string sasl_name(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == ',')
      out += "=2C";
    else if (c == '=')
      out += "=3D";
    else
      out += c;
  }
  return out;
}

bool is_quotable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

// What is not printable ASCII must be a literal, for each of which the server is waited for.
LoginPlan plan_plain_login(const Login& login) {
  LoginPlan plan{.mechanism = Mechanism::login, .lines = {"LOGIN"}, .resign = "*"};
  for (const auto* part : {&login.user, &login.secret}) {
    if (is_quotable(*part)) {
      plan.lines.back() += ' ' + quoted(*part);
    } else {
      plan.lines.back() += " {" + std::to_string(part->size()) + '}';
      plan.lines.push_back(*part);
    }
  }
  return plan;
}

LoginPlan plan_sasl(Mechanism mechanism, std::string_view name, const std::string& message,
                    std::string resign, bool initial_response) {
  LoginPlan plan{.mechanism = mechanism, .lines = {}, .resign = std::move(resign)};
  plan.lines.push_back("AUTHENTICATE " + std::string(name));
  if (initial_response)
    plan.lines.back() += ' ' + base64(message);
  else
    plan.lines.push_back(base64(message));
  return plan;
}

}  // namespace

Result<void> check(const Login& login) {
  constexpr std::size_t bytes_max = 16'384;
  constexpr std::string_view forbidden("\0\r\n\x01", 4);
  for (const auto* part : {&login.user, &login.secret})
    if (part->empty() || part->size() > bytes_max || part->find_first_of(forbidden) != part->npos)
      return problem(ProblemCode::invalid,
                     "user and password or token of a mailbox must be one line each, not empty");
  return {};
}

std::optional<LoginPlan> plan_login(const Login& login, const Capabilities& offered) {
  const bool ir = offered.sasl_ir;
  if (login.bearer && offered.oauthbearer)
    return plan_sasl(Mechanism::oauthbearer, "OAUTHBEARER",
                     "n,a=" + sasl_name(login.user) + ",\x01host=" + login.host +
                         "\x01port=" + std::to_string(login.port) + "\x01" + "auth=Bearer " +
                         login.secret + "\x01\x01",
                     "AQ==", ir);
  if (login.bearer && offered.xoauth2)
    return plan_sasl(Mechanism::xoauth2, "XOAUTH2",
                     "user=" + login.user + "\x01" + "auth=Bearer " + login.secret + "\x01\x01", "",
                     ir);
  if (login.bearer) return {};
  if (offered.plain) {
    const std::string nul(1, '\0');
    return plan_sasl(Mechanism::plain, "PLAIN", nul + login.user + nul + login.secret, "*", ir);
  }
  if (offered.login_disabled) return {};
  return plan_plain_login(login);
}

}  // namespace frontdesk::imap
