// What a person is found by, as the directory knows them and as far as whoever asks may go: the
// same for all that is exported and all that is erased.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "router/directory.h"

namespace frontdesk {

struct PersonTraces {
  std::string contact;
  std::string msp;                             // what they sent is of this tenant; "": of any
  std::vector<std::string> addresses, phones;  // phones as E.164
  // Those of the addresses and phones whose mail of no MSP is theirs too.
  std::vector<std::string> sole{};
  bool known = false;      // the directory has their record, and whoever asks may see it
  bool for_admin = false;  // who asks is bound to no tenant
};

// `only_msp` is the tenant of whoever asks, "" for an admin. What came in for no MSP is shown to
// admins alone, and only where no other tenant's record has that address or number: else it may be
// somebody else's. Of a contact that is gone or another's, what was filed under the id.
PersonTraces traces_of(const Directory& directory, std::string_view contact,
                       std::string_view only_msp);

}  // namespace frontdesk
