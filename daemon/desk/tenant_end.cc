#include "daemon/desk/tenant_end.h"

#include "daemon/tokens.h"
#include "rules/base/json.h"
#include "storage/erase.h"
#include "storage/records.h"

namespace frontdesk {
Result<RevokedTokens> end_tenant(Transaction& transaction, const std::string& msp, Instant now) {
  const auto tokens = get_settings(transaction, token_settings);
  if (!tokens) return tokens.error();
  RevokedTokens revoked;
  for (const auto& [name, text] : *tokens) {
    auto record = from_json<TokenRecord>(text);
    // One that cannot be read is no token: the next start refuses it.
    if (!record || record->msp != msp || record->revoked) continue;
    record->revoked = now;
    put_setting(transaction, name, to_json(*record));
    revoked.emplace(record->id, now);
  }
  return revoked;
}

Result<void> may_begin_tenant(const Reader& reader, const std::string& msp, bool same_again) {
  if (same_again) return {};
  const auto named = msp_is_named(reader, msp);
  if (!named) return named.error();
  if (!*named) return {};
  return problem(
      ProblemCode::conflict,
      "id: an MSP that was removed had it, and its arrivals and tickets would be the new "
      "one's; take another id, or put it with ?override=true where it is the same MSP");
}

}  // namespace frontdesk
