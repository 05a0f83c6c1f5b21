#include "intake/imap/suspect.h"

namespace frontdesk::imap {

void Suspect::session_ended(Fetching fetching) {
  // A session that ended for another reason says nothing about the mail.
  if (fetching.first == 0) return;
  const bool alone = fetching.first == fetching.last;
  if (fetching.first != first_) times_ = 0;
  times_ = alone ? times_ + 1 : 0;
  first_ = fetching.first;
  last_ = fetching.last;
}

}  // namespace frontdesk::imap
