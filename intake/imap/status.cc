// Status responses: the code in brackets and the text behind it.
#include <algorithm>
#include <array>
#include <utility>

#include "intake/imap/response.h"
#include "intake/mime/header.h"

namespace frontdesk::imap {
namespace {

constexpr std::array<std::pair<std::string_view, Code>, 21> codes{{
    {"ALERT", Code::alert},
    {"AUTHENTICATIONFAILED", Code::authentication_failed},
    {"AUTHORIZATIONFAILED", Code::authorization_failed},
    {"CAPABILITY", Code::capability},
    {"CONTACTADMIN", Code::contact_admin},
    {"EXPIRED", Code::expired},
    {"EXPUNGEISSUED", Code::expunge_issued},
    {"INUSE", Code::in_use},
    {"LIMIT", Code::limit},
    {"NONEXISTENT", Code::nonexistent},
    {"OVERQUOTA", Code::over_quota},
    {"PRIVACYREQUIRED", Code::privacy_required},
    {"READ-ONLY", Code::read_only},
    {"SERVERBUG", Code::server_bug},
    {"THROTTLED", Code::throttled},
    {"TRYCREATE", Code::try_create},
    {"UIDNEXT", Code::uid_next},
    {"UIDVALIDITY", Code::uid_validity},
    {"UNAVAILABLE", Code::unavailable},
    // As Dovecot and others say for the same.
    {"TEMPFAIL", Code::unavailable},
    {"NOPERM", Code::authorization_failed},
}};

Code code_of(std::string_view name) {
  const auto row = std::find_if(codes.begin(), codes.end(),
                                [&](const auto& one) { return equal_ascii(one.first, name); });
  return row == codes.end() ? Code::other : row->second;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

}  // namespace

Status status_from(Condition condition, std::string text) {
  Status status;
  status.condition = condition;
  const auto close = text.starts_with('[') ? text.find(']') : text.npos;
  if (close == text.npos) {
    status.text = std::move(text);
    return status;
  }
  const auto inside = std::string_view(text).substr(1, close - 1);
  const auto space = std::min(inside.find(' '), inside.size());
  const auto argument = inside.substr(std::min(space + 1, inside.size()));
  status.code = code_of(inside.substr(0, space));
  if (status.code == Code::capability) status.words = words_of(argument);
  if (status.code == Code::uid_next || status.code == Code::uid_validity)
    status.number = number32(argument).value_or(0);
  const auto rest = text.find_first_not_of(' ', close + 1);
  if (rest != text.npos) status.text = text.substr(rest);
  return status;
}

}  // namespace frontdesk::imap
