#include "daemon/mailboxes/mailbox_place.h"

#include <algorithm>

#include "rules/base/json.h"

namespace frontdesk {

void MailboxPlace::advance(const imap::Cursor& cursor) {
  // Another folder under the same name has other mails by the same numbers.
  if (cursor.uid_validity != uid_validity) parked.clear();
  folder = cursor.folder;
  uid_validity = cursor.uid_validity;
  uid = cursor.uid;
  tidied = cursor.tidied;
  auto over = parked.size() > parked_kept ? parked.size() - parked_kept : 0;
  while (over > 0 && parked.front().uid <= tidied) {
    parked.erase(parked.begin());
    --over;
  }
}

void MailboxPlace::park(ParkedMail mail) {
  const auto at = std::lower_bound(
      parked.begin(), parked.end(), mail.uid,
      [](const ParkedMail& known, std::uint32_t sought) { return known.uid < sought; });
  if (at == parked.end() || at->uid != mail.uid) parked.insert(at, std::move(mail));
}

std::vector<imap::Uid> MailboxPlace::untouched() const {
  std::vector<imap::Uid> uids;
  for (const auto& mail : parked)
    if (mail.uid > tidied) uids.push_back(mail.uid);
  return uids;
}

std::string place_setting(std::string_view mailbox, std::string_view folder) {
  return "mailbox/" + std::string(mailbox) + '/' + std::string(folder);
}

Result<MailboxPlace> read_place(const std::optional<std::string>& kept, const std::string& folder) {
  if (!kept) {
    MailboxPlace place;
    place.folder = folder;
    return place;
  }
  auto place = from_json<MailboxPlace>(*kept);
  if (!place)
    return problem(ProblemCode::store_damaged,
                   "where a mailbox was read to cannot be read: " + place.error().says);
  return place;
}

}  // namespace frontdesk
