// The telephone numbers in a line of a contacts file.
#pragma once

#include <string>
#include <string_view>

#include "router/records.h"
#include "rules/base/result.h"

namespace frontdesk {

// A cell for one number; null where the file has no such column.
struct PhoneCell {
  const std::string* text = nullptr;
  std::string_view column = {};  // as the file names it
};

struct PhoneCells {
  const std::string* phones = nullptr;  // several: semicolons, commas or line ends between them
  PhoneCell primary, other, mobile;
};

// A cell replaces the contact's numbers of its kind; `phones` those that are primary (its first)
// or other. The mobile number stays what it is, and a number is not other besides. `invalid` where
// several numbers stand in a cell for one. Whether a number is one, the directory says.
Result<void> read_phones(Contact& contact, const PhoneCells& cells, std::string_view country);

}  // namespace frontdesk
