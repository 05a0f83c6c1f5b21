// What a server says, typed. Only what reading a mailbox takes has a type of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "intake/imap/uid_set.h"
#include "intake/imap/value.h"
#include "rules/base/clock.h"

namespace frontdesk::imap {

enum class Condition : std::uint8_t { ok, no, bad, bye, preauth };

// The code in brackets of a status response (RFC 3501, 7.1; RFC 5530).
enum class Code : std::uint8_t {
  none,
  alert,
  authentication_failed,
  authorization_failed,
  capability,
  contact_admin,
  expired,
  expunge_issued,
  in_use,
  limit,
  nonexistent,
  over_quota,
  privacy_required,
  read_only,
  server_bug,
  throttled,  // Gmail's own
  try_create,
  uid_next,
  uid_validity,
  unavailable,
  other,
};

// `text` is for recognising what servers say without a code. It may repeat anything that we or a
// mail said, so it is never logged.
struct Status {
  Condition condition = Condition::ok;
  Code code = Code::none;
  std::uint32_t number = 0;        // of uid_next and uid_validity
  std::vector<std::string> words;  // of capability
  std::string text;
};
struct Continuation {
  std::string text;
};
struct Capability {
  std::vector<std::string> words;
};
struct Exists {
  std::uint32_t count = 0;
};
struct Expunge {
  std::uint32_t number = 0;
};
struct Search {  // SEARCH and ESEARCH
  Uids found;
};
struct Fetch {
  std::optional<Uid> uid;
  std::optional<std::uint64_t> size;
  std::optional<Instant> received;  // INTERNALDATE
  std::optional<std::string> body;  // BODY[]; not for NIL
  bool body_skipped = false;        // it was too large to keep
};
struct Listed {  // LIST and LSUB
  std::vector<std::string> attributes;
  std::string delimiter;  // "" for NIL
  std::string name;       // modified UTF-7
};
struct FolderStatus {  // STATUS
  std::string name;
  std::optional<std::uint32_t> uid_validity, uid_next;
  std::optional<std::uint32_t> messages;
};
struct Other {  // FLAGS, RECENT, ID, ENABLED, ...
  std::string word;
};

struct Response {
  std::string tag;  // "" for an untagged one and a continuation
  std::variant<Other, Status, Continuation, Capability, Exists, Expunge, Search, Fetch, Listed,
               FolderStatus>
      data;
};

using Untagged = decltype(Response::data);

// An untagged response from its values, the star left out. Nothing where a response that we rely on
// is not what its name says; what we do not rely on is Other.
std::optional<Untagged> untagged_from(std::vector<Value> values, std::size_t uids_at_most);

// What follows OK, NO, BAD, BYE, PREAUTH.
Status status_from(Condition condition, std::string text);

// "17-Jul-1996 02:44:25 -0700"
std::optional<Instant> parse_internal_date(std::string text);

}  // namespace frontdesk::imap
