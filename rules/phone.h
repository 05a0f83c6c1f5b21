// Telephone numbers, by libphonenumber. Dear (11 to 17 us a parse), so only when distilling and
// importing; numbers that are already E.164 take a path of a few nanoseconds.
#pragma once

#include <string>
#include <string_view>

#include "rules/base/result.h"

namespace frontdesk {

struct Phone {
  std::string e164;       // "+12125550142"
  std::string extension;  // "" where none
};

// Reads a number as people write it. `country` is the ISO 3166 code used where the text has no
// country code ("US"). Takes the number out of a SIP or tel URI (C15). Accepts 00 and 011 in front
// of international numbers (C26). `invalid` where it cannot be a telephone number; possible but
// unassigned numbers (the 555 ones) are taken.
Result<Phone> parse_phone(std::string_view written, std::string_view country);

// True for "+" and 7 to 15 digits, of which the first is not 0.
bool is_e164(std::string_view text);

// Only the digits of a text: how lines are compared (C26).
std::string digits_of(std::string_view text);

// "+12125550142" -> "+1 212-555-0142", for sentences. Unknown shapes come back as they are.
std::string spoken(std::string_view e164);

}  // namespace frontdesk
