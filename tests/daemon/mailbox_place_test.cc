// Where the reading of a mailbox stands.
#include "daemon/mailboxes/mailbox_place.h"

#include <doctest/doctest.h>

#include "rules/base/json.h"

using namespace frontdesk;

namespace {

ParkedMail parked(std::uint32_t uid) {
  return {uid, "too_large", 1000, *parse_instant("2026-06-03T14:00:00Z")};
}

}  // namespace

TEST_CASE("mailbox place: it is kept as it is, and begins at the start where nothing was kept") {
  MailboxPlace place;
  place.advance({"Störungen", 7, 40, 30});
  place.park(parked(35));
  place.park(parked(33));
  place.park(parked(35));
  CHECK(place.untouched() == std::vector<imap::Uid>{33, 35});
  CHECK(read_place(to_json(place), "Störungen").value() == place);
  CHECK(read_place({}, "INBOX").value().cursor() == imap::Cursor{"INBOX", 0, 0, 0});
  CHECK(read_place("{", "INBOX").error().code == ProblemCode::store_damaged);
  CHECK(place_setting("north", "A/B") == "mailbox/north/A/B");
}

TEST_CASE("mailbox place: another folder under the same name has none of the parked mails") {
  MailboxPlace place;
  place.advance({"INBOX", 7, 40, 30});
  place.park(parked(35));
  place.advance({"INBOX", 8, 0, 0});
  CHECK(place.parked.empty());
  CHECK(place.cursor() == imap::Cursor{"INBOX", 8, 0, 0});
}

TEST_CASE("mailbox place: parked mails are forgotten only where nothing depends on them") {
  MailboxPlace place;
  place.advance({"INBOX", 7, 1, 1});
  const auto many = static_cast<std::uint32_t>(MailboxPlace::parked_kept) + 10;
  for (std::uint32_t uid = 2; uid < many + 2; ++uid) place.park(parked(uid));
  place.advance({"INBOX", 7, many + 2, 4});
  CHECK(place.parked.size() == many - 3);  // 2, 3 and 4 are behind what was tidied
  CHECK(place.untouched().size() == many - 3);
  place.advance({"INBOX", 7, many + 2, many + 2});
  CHECK(place.parked.size() == MailboxPlace::parked_kept);
  CHECK(place.parked.back().uid == many + 1);
  CHECK(place.untouched().empty());
}
