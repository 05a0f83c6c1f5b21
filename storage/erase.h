// Forgetting. What is personal lives in facts, raw, the directory and some index terms; erasure
// removes those and leaves the journal, which holds ids and decisions only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "storage/lists.h"
#include "storage/transaction.h"

namespace frontdesk {

// Removes an arrival's facts, raw bytes and personal index terms, and marks its record. False where
// there is no such arrival or it was erased before. Raw bytes that another arrival shares stay
// until the last of them is erased.
Result<bool> erase_arrival(Transaction& transaction, std::string_view arrival);

// The arrivals of a contact, oldest first, at most `limit`: those that were recognised as theirs.
// Erased ones are left out, so that erasing page by page ends.
Result<std::vector<std::string>> arrivals_of_contact(const Reader& reader, std::string_view contact,
                                                     std::size_t limit);
// Erases a page of a contact's arrivals; how many there were. Less than `limit`: that was all. The
// contact's own record is the directory's, whose owner removes it.
Result<std::size_t> erase_arrivals_of_contact(Transaction& transaction, std::string_view contact,
                                              std::size_t limit);
// The arrivals of an MSP from before an instant whose facts are still there, oldest first, at most
// `limit`: what its retention wants gone.
Result<std::vector<std::string>> arrivals_before(const Reader& reader, std::string_view msp,
                                                 Instant before, std::size_t limit);

}  // namespace frontdesk
