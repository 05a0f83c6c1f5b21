// What a mailbox is read by: where it stands, what becomes of mails that were taken.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "intake/imap/limits.h"
#include "intake/imap/uid_set.h"
#include "rules/base/result.h"

namespace frontdesk::imap {

// How far a folder was taken in. The driver keeps it in the journal.
struct Cursor {
  std::string folder;              // UTF-8
  std::uint32_t uid_validity = 0;  // 0: never seen
  Uid uid = 0;                     // every mail up to it was taken or parked
  Uid tidied = 0;                  // every mail up to it that was taken was moved or flagged too
  bool operator==(const Cursor&) const = default;
};

// What becomes of a mail on the server once its commit is done. \Seen is never set.
struct Afterwards {
  enum class Kind : std::uint8_t { leave, move, flag };
  Kind kind = Kind::leave;
  std::string to;  // the folder in UTF-8, or the keyword or system flag
};

enum class Security : std::uint8_t {
  tls,       // there before the first byte
  starttls,  // asked for, or the session ends
  none,
};

struct Settings {
  Limits limits;
  Security security = Security::tls;
  std::string folder = "INBOX";  // UTF-8
  Afterwards afterwards;
  // Before the number in each command's tag. By chance for each session: where a server miscounts a
  // mail's bytes, what follows cannot be made to answer our commands.
  std::string tag = "F";
  // Parked mails between the cursor's `tidied` and `uid`, ascending: they stay where they are.
  std::vector<Uid> parked;
  // From Suspect: mails up to this one are fetched alone; that one is parked unfetched.
  Uid alone_until = 0, give_up = 0;
};

// `invalid` with what to correct: a folder's name, a flag that is none or is \Seen or \Deleted, a
// tag.
Result<void> check(const Settings& settings);

}  // namespace frontdesk::imap
