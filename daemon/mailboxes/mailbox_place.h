// Where the reading of a mailbox's folder stands, as the store keeps it: how far all was taken in,
// and which mails were parked. A value; it is written in one commit with the mails.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/imap/session.h"
#include "rules/base/result.h"

namespace frontdesk {

// A mail that stays where it is because it cannot be taken in.
struct ParkedMail {
  std::uint32_t uid = 0;
  std::string reason;
  std::uint64_t size = 0;
  std::optional<Instant> received;
  bool operator==(const ParkedMail&) const = default;
};
BOOST_DESCRIBE_STRUCT(ParkedMail, (), (uid, reason, size, received))

struct MailboxPlace {
  std::string folder;
  std::uint32_t uid_validity = 0, uid = 0, tidied = 0;
  std::vector<ParkedMail> parked;  // ascending
  bool operator==(const MailboxPlace&) const = default;

  // Of parked mails that nothing depends on any more the last are remembered.
  static constexpr std::size_t parked_kept = 1000;

  imap::Cursor cursor() const { return {folder, uid_validity, uid, tidied}; }
  void advance(const imap::Cursor& cursor);
  void park(ParkedMail mail);
  // What must stay where it is although it lies before the cursor.
  std::vector<imap::Uid> untouched() const;
};
BOOST_DESCRIBE_STRUCT(MailboxPlace, (), (folder, uid_validity, uid, tidied, parked))

// The setting that it is kept in.
std::string place_setting(std::string_view mailbox, std::string_view folder);
// The start where nothing was kept; a problem where what was kept cannot be read: to begin again
// would move what was parked.
Result<MailboxPlace> read_place(const std::optional<std::string>& kept, const std::string& folder);

}  // namespace frontdesk
