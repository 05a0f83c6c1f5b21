#include "daemon/token_keeper.h"

#include "daemon/await.h"
#include "storage/records.h"

namespace frontdesk {

TokenKeeper::TokenKeeper(FrontDesk& desk, const Clock& clock, TokenBook book, Told told)
    : desk_(desk), clock_(clock), told_(std::move(told)), book_(std::move(book)) {}

Result<std::unique_ptr<TokenKeeper>> TokenKeeper::open(FrontDesk& desk, const Clock& clock,
                                                       Told told) {
  const auto kept = get_settings(desk.store(), token_settings);
  if (!kept) return kept.error();
  std::vector<TokenRecord> records;
  for (const auto& [name, text] : *kept) {
    auto record = from_json<TokenRecord>(text);
    if (!record)
      return problem(ProblemCode::store_damaged,
                     "the token record " + name + " cannot be read: " + record.error().says);
    // Its MSP was removed by an older program, which left it as it was.
    if (!record->revoked && !record->msp.empty() && !desk.directory()->msp(record->msp)) {
      record->revoked = clock.now();
      desk.put_setting(name, to_json(*record), [](const Result<void>&) {});
    }
    records.push_back(std::move(*record));
  }
  return std::unique_ptr<TokenKeeper>(
      new TokenKeeper(desk, clock, TokenBook(std::move(records)), std::move(told)));
}

Result<Principal> TokenKeeper::check(std::string_view secret) const {
  auto principal = [&] {
    const std::lock_guard lock(mutex_);
    return book_.check(secret, clock_.now());
  }();
  // An MSP that was removed takes its tokens with it, also where its id is somebody's again. In
  // this order: whoever sees it put again sees that they were revoked.
  if (!principal || principal->msp.empty()) return principal;
  const bool there = desk_.directory()->msp(principal->msp);
  if (there && !desk_.revoked_tokens()->contains(principal->token)) return principal;
  return TokenBook().check(secret, clock_.now());
}

std::vector<TokenRecord> TokenKeeper::records() const {
  const std::lock_guard lock(mutex_);
  const auto revoked = desk_.revoked_tokens();
  std::vector<TokenRecord> all;
  for (const auto& [id, record] : book_.records()) {
    all.push_back(record);
    const auto with_msp = revoked->find(id);
    if (with_msp != revoked->end() && !record.revoked) all.back().revoked = with_msp->second;
  }
  return all;
}

boost::asio::awaitable<Result<void>> TokenKeeper::keep(TokenRecord record,
                                                       std::chrono::milliseconds deadline) {
  co_return co_await await_result<void>(
      [this, &record](std::function<void(Result<void>)> done) {
        if (record.msp.empty() || record.revoked)
          desk_.put_setting(std::string(token_settings) + record.id, to_json(record),
                            std::move(done));
        else
          desk_.put_token(record.id, to_json(record), record.msp, std::move(done));
      },
      deadline);
}

boost::asio::awaitable<Result<NewToken>> TokenKeeper::make(TokenWish wish, std::string by,
                                                           std::chrono::milliseconds deadline) {
  auto token = make_token(wish, clock_.now());
  if (!token) co_return token.error();
  // Awaited before it is looked at: g++ 12 lays out frames wrongly for some awaits in conditions.
  const auto kept = co_await keep(token->record, deadline);
  if (!kept) co_return kept.error();
  told_(token->record, by);
  const std::lock_guard lock(mutex_);
  book_.put(token->record);
  co_return std::move(*token);
}

boost::asio::awaitable<Result<void>> TokenKeeper::revoke(std::string id, std::string by,
                                                         std::chrono::milliseconds deadline) {
  Result<TokenRecord> record = [&] {
    const std::lock_guard lock(mutex_);
    return book_.revoke(id, clock_.now());
  }();
  if (!record) co_return record.error();
  told_(*record, by);
  co_return co_await keep(std::move(*record), deadline);
}

}  // namespace frontdesk
