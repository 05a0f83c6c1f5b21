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

// An MSP was removed: revokes its tokens, which would live again with its id.
Result<RevokedTokens> end_tenant(Transaction& transaction, const std::string& msp, Instant now);

// Of an MSP that the directory does not have: refused where arrivals or tickets name its id, for
// whoever gets it would see them. `same_again` says that it is the same MSP.
Result<void> may_begin_tenant(const Reader& reader, const std::string& msp, bool same_again);

}  // namespace frontdesk
