// Forgetting. What is personal lives in facts, raw, the directory and some index terms; erasure
// removes those and leaves the journal, which holds ids and decisions only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "storage/lists.h"
#include "storage/traces.h"
#include "storage/transaction.h"

namespace frontdesk {

// Removes an arrival's facts, raw bytes and personal index terms. Its record is marked by the
// journal's line (facts_erased). False where there is no such arrival or it is marked. Raw bytes
// that another arrival shares stay until the last of them is erased.
Result<bool> erase_arrival(Transaction& transaction, std::string_view arrival);

// True where an arrival whose facts are still there came with these raw bytes.
Result<bool> raw_is_used(const Reader& reader, std::string_view raw);

struct PersonPage {
  std::vector<std::string> arrivals;
  std::string next;  // where to go on; "" where that was all
};

// A page of what a person sent and what is still kept of it: what was filed under the contact, and
// what came from their addresses and numbers and was filed under nobody (before the contact was
// known, ambiguous, locked out), of their MSP; of no MSP as far as `sole` says. What another
// contact with the same address sent is theirs. At most `limit` arrivals; a page may be short, even
// empty, and not the last, and an arrival may come twice.
Result<PersonPage> arrivals_of_person(const Reader& reader, const PersonTraces& person,
                                      std::string_view place, std::size_t limit);
// The arrivals of an MSP from before an instant whose facts are still there, oldest first, at most
// `limit`: what its retention wants gone.
Result<std::vector<std::string>> arrivals_before(const Reader& reader, std::string_view msp,
                                                 Instant before, std::size_t limit);
// The MSPs with arrivals whose facts are still there; "" for no MSP. Two seeks for each.
Result<std::vector<std::string>> msps_with_facts(const Reader& reader);
// True where an arrival or a ticket names the MSP, erased ones among them.
Result<bool> msp_is_named(const Reader& reader, std::string_view msp);

}  // namespace frontdesk
