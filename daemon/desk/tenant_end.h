// What the end of an MSP takes along, in the commit that removes it, and what its id may be after.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "rules/base/clock.h"
#include "storage/transaction.h"

namespace frontdesk {

// The names of the settings that are tokens: this and their ids.
inline constexpr std::string_view token_settings = "token/";

// When tokens were revoked, by their ids.
using RevokedTokens = std::map<std::string, Instant, std::less<>>;

// An MSP was removed: revokes its tokens, which would live again with its id, and notes the id as
// used up where arrivals or tickets name it: whoever has it would see them.
Result<RevokedTokens> end_tenant(Transaction& transaction, const std::string& msp, Instant now);

// Refused where the id is used up. `same_again` says that it is the same MSP.
Result<void> may_begin_tenant(const Reader& reader, const std::string& msp, bool same_again);
// It has begun: its id is not used up any more.
void begin_tenant(Transaction& transaction, const std::string& msp);

}  // namespace frontdesk
