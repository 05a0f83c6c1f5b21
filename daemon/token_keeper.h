// The tokens in use: the book, kept in the store, checked from any thread.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "daemon/desk/front_desk.h"
#include "daemon/tokens.h"

namespace frontdesk {

class TokenKeeper {
 public:
  // Told of each token that was made, and of each that was revoked, and by whom: for the log.
  using Told = std::function<void(const TokenRecord&, std::string_view by)>;
  // Reads the book from the store.
  static Result<std::unique_ptr<TokenKeeper>> open(FrontDesk& desk, const Clock& clock, Told told);

  Result<Principal> check(std::string_view secret) const;
  std::vector<TokenRecord> records() const;
  // Good once they are durable.
  boost::asio::awaitable<Result<NewToken>> make(TokenWish wish, std::string by,
                                                std::chrono::milliseconds deadline);
  boost::asio::awaitable<Result<void>> revoke(std::string id, std::string by,
                                              std::chrono::milliseconds deadline);

 private:
  TokenKeeper(FrontDesk& desk, const Clock& clock, TokenBook book, Told told);
  boost::asio::awaitable<Result<void>> keep(TokenRecord record, std::chrono::milliseconds deadline);

  FrontDesk& desk_;
  const Clock& clock_;
  const Told told_;
  mutable std::mutex mutex_;
  TokenBook book_;
};

}  // namespace frontdesk
