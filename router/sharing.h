// How many people of one MSP may have the same number or address. A decision looks at everybody who
// has what was shown: without a bound, one MSP could make every mail from an address cost what it
// likes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "router/directory.h"

namespace frontdesk {

// What a record is found by.
struct Reach {
  std::vector<std::string> numbers, addresses;
  bool of_company = false;
};
Reach reach_of(const Contact& contact);
Reach reach_of(const Staff& staff);
Reach reach_of(const Company& company);

// Refuses with `invalid` where 1,000 people and companies of the MSP have a number or an address
// that the record gets. What it had before it may keep. Only its own MSP's count: what others have
// on file must neither hinder an MSP nor be told to it.
Result<void> check_sharers(const Directory& directory, std::string_view msp, const Reach& before,
                           const Reach& after);
template <class Record>
Result<void> check_sharers(const Directory& directory, std::string_view msp, const Record* before,
                           const Record& after) {
  return check_sharers(directory, msp, before ? reach_of(*before) : Reach(), reach_of(after));
}

}  // namespace frontdesk
