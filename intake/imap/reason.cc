#include "intake/imap/reason.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "intake/mime/header.h"

namespace frontdesk::imap {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds none{0}, minute{60}, minutes_5{300};

// In the order of the enumeration.
constexpr std::array<ReasonInfo, 28> table{{
    {Reason::stopped, "stopped", Remedy::none, none, "the mailbox was closed as asked"},
    {Reason::lost, "lost", Remedy::again, none, "the connection was lost; it is tried again"},
    {Reason::server_ended, "server_ended", Remedy::again, none,
     "the server ended the session; it is tried again"},
    {Reason::timeout, "timeout", Remedy::again, none,
     "the server did not answer in time; it is tried again"},
    {Reason::protocol, "protocol", Remedy::again, minute,
     "the server said what is not IMAP; see that host and port are those of an IMAP server"},
    {Reason::response_too_large, "response_too_large", Remedy::again, minute,
     "the server's answer was larger than [imap.limits] allow"},
    {Reason::greeting_refused, "greeting_refused", Remedy::wait, none,
     "the server refused the connection; it is tried again"},
    {Reason::preauth, "preauth", Remedy::operator_, minutes_5,
     "the server says that we are logged in before there is TLS: somebody may stand between; use "
     "TLS "
     "from the start"},
    {Reason::no_starttls, "no_starttls", Remedy::operator_, minutes_5,
     "the server offers no STARTTLS; use TLS from the start"},
    {Reason::tls_refused, "tls_refused", Remedy::again, minute,
     "the server offers STARTTLS and then refuses it"},
    {Reason::no_mechanism, "no_mechanism", Remedy::operator_, minutes_5,
     "the server offers no way to log in that fits: a password where it wants OAuth2, or the "
     "reverse"},
    {Reason::login_failed, "login_failed", Remedy::operator_, minutes_5,
     "the server refused user or password; correct them"},
    {Reason::login_expired, "login_expired", Remedy::operator_, minutes_5,
     "the password has expired; set a new one"},
    {Reason::token_refused, "token_refused", Remedy::new_token, none,
     "the server refused the OAuth2 token; a new one is fetched"},
    {Reason::folder_gone, "folder_gone", Remedy::operator_, minute,
     "there is no such folder; make it, or correct its name"},
    {Reason::folder_refused, "folder_refused", Remedy::operator_, minute,
     "the server does not open the folder; see that the user may read it"},
    {Reason::no_uidvalidity, "no_uidvalidity", Remedy::operator_, minutes_5,
     "the server names no UIDVALIDITY, so nobody could say which mails were taken in; use another "
     "folder or server"},
    {Reason::search_refused, "search_refused", Remedy::again, minute,
     "the server refused to say which mails there are; it is tried again"},
    {Reason::throttled, "throttled", Remedy::wait, minute,
     "the server asks for patience; it is tried again later"},
    {Reason::over_quota, "over_quota", Remedy::wait, minutes_5,
     "the account is over its quota; make room or wait"},
    {Reason::unavailable, "unavailable", Remedy::wait, none,
     "the server says that it cannot serve for now; it is tried again"},
    {Reason::too_large, "too_large", Remedy::none, none,
     "the mail is larger than message_bytes of [imap.limits] allow"},
    {Reason::fetch_refused, "fetch_refused", Remedy::none, none,
     "the server refuses to hand out this mail"},
    {Reason::fetch_missing, "fetch_missing", Remedy::none, none,
     "the server names this mail and does not hand it out"},
    {Reason::ends_sessions, "ends_sessions", Remedy::none, none,
     "each time that this mail was asked for the session broke off"},
    {Reason::target_gone, "target_gone", Remedy::operator_, none,
     "the folder to move mails to is not there; make it"},
    {Reason::read_only, "read_only", Remedy::operator_, none,
     "the folder may only be read, so mails that were taken stay in it"},
    {Reason::move_refused, "move_refused", Remedy::operator_, none,
     "the server refused to move or flag mails that were taken; they stay where they are"},
}};

// What servers say without a code, in their own words.
constexpr std::array<std::pair<std::string_view, Reason>, 10> phrases{{
    {"throttled", Reason::throttled},                          // Exchange
    {"too many simultaneous connections", Reason::throttled},  // Gmail
    {"maximum number of connections", Reason::throttled},      // Dovecot
    {"bandwidth limit", Reason::throttled},                    // Gmail
    {"too many requests", Reason::throttled},
    {"rate limit", Reason::throttled},
    {"server unavailable", Reason::unavailable},               // Exchange
    {"authenticated but not connected", Reason::unavailable},  // Exchange
    {"temporarily unavailable", Reason::unavailable},
    {"system error", Reason::unavailable},  // Gmail
}};

bool has(const std::string& lower, std::string_view phrase) {
  return lower.find(phrase) != lower.npos;
}

}  // namespace

const ReasonInfo& info(Reason reason) {
  return table[static_cast<std::size_t>(reason)];
}

std::optional<Reason> trouble_of(const Status& status) {
  switch (status.code) {
    case Code::limit:
    case Code::throttled:
      return Reason::throttled;
    case Code::over_quota:
      return Reason::over_quota;
    case Code::unavailable:
    case Code::in_use:
      return Reason::unavailable;
    default:
      break;
  }
  const auto lower = lower_ascii(status.text);
  for (const auto& [phrase, reason] : phrases)
    if (has(lower, phrase)) return reason;
  return {};
}

Reason login_reason(const Status& status, bool bearer) {
  if (status.code == Code::server_bug) return Reason::unavailable;
  if (bearer) return Reason::token_refused;
  return status.code == Code::expired ? Reason::login_expired : Reason::login_failed;
}

Reason folder_reason(const Status& status) {
  if (status.code == Code::server_bug) return Reason::unavailable;
  if (status.code == Code::nonexistent || status.code == Code::try_create)
    return Reason::folder_gone;
  const auto lower = lower_ascii(status.text);
  const bool gone = has(lower, "doesn't exist") || has(lower, "does not exist") ||
                    has(lower, "unknown mailbox") || has(lower, "not found");
  return gone ? Reason::folder_gone : Reason::folder_refused;
}

Reason fault_reason(Fault fault) {
  return fault == Fault::syntax ? Reason::protocol : Reason::response_too_large;
}

milliseconds asked_wait(const Status& status) {
  constexpr std::string_view before = "suggested backoff time: ";
  const auto lower = lower_ascii(status.text);
  const auto at = lower.find(before);
  if (at == lower.npos) return milliseconds{0};
  std::uint64_t count = 0;
  const char* const end = lower.data() + lower.size();
  const auto [stop, error] = std::from_chars(lower.data() + at + before.size(), end, count);
  if (error != std::errc{} || !std::string_view(stop, end).starts_with(" milliseconds"))
    return milliseconds{0};
  constexpr auto most = std::chrono::duration_cast<milliseconds>(hours{1});
  return std::min(most, milliseconds{std::min<std::uint64_t>(count, 3'600'000)});
}

}  // namespace frontdesk::imap
