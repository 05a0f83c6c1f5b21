// A mail that ends every session in which it is asked for must not stop those behind it. The driver
// keeps one of these beside its back-off, tells it how each session ended, and gives what it says
// to the next.
#pragma once

#include "intake/imap/uid_set.h"

namespace frontdesk::imap {

// The mails that were asked for and had not come; 0 and 0 where there were none.
struct Fetching {
  Uid first = 0, last = 0;
  bool operator==(const Fetching&) const = default;
};

class Suspect {
 public:
  // A mail is given up that ended this many sessions when it alone was asked for.
  static constexpr unsigned sessions_max = 3;

  void session_ended(Fetching fetching);

  // For Settings: up to it mails are fetched alone, so that the next end tells which one it was.
  Uid alone_until() const { return last_; }
  // For Settings: parked unfetched. 0 for none.
  Uid give_up() const { return times_ >= sessions_max ? first_ : 0; }

 private:
  Uid first_ = 0, last_ = 0;
  unsigned times_ = 0;
};

}  // namespace frontdesk::imap
