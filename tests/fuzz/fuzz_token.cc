// The check of bearer tokens and of thread tokens. Only what was issued is good, only while it is,
// and nothing that is one byte different.
//
// The first byte chooses; then a token's text, which also changes a good one at a place.
#include <string>

#include "daemon/tokens.h"
#include "intake/thread_token.h"
#include "rules/base/digest.h"
#include "rules/base/json.h"
#include "tests/fuzz/fuzz.h"

using namespace frontdesk;
using fuzz::require;

namespace {

const std::string good = "fd_" + std::string(43, 'A');
const std::string revoked = "fd_" + std::string(43, 'B');
const std::string expiring = "fd_" + std::string(43, 'C');
const Instant now{std::chrono::milliseconds{1'780'489'800'000}};

TokenRecord record_of(std::string id, const std::string& secret) {
  TokenRecord record;
  record.id = std::move(id);
  record.sha256 = sha256_hex(secret);
  record.role = Role::msp;
  record.msp = "northwind";
  record.name = record.id;
  return record;
}

TokenBook book() {
  auto late = record_of("t-3", expiring);
  late.expires = now;
  auto gone = record_of("t-2", revoked);
  gone.revoked = now - std::chrono::hours{1};
  return TokenBook({record_of("t-1", good), std::move(gone), std::move(late)});
}

void check_bearer(std::string_view secret) {
  static const auto tokens = book();
  const auto who = tokens.check(secret, now);
  require(who.has_value() == (secret == good));
  if (who) require(who->token == "t-1" && who->msp == "northwind" && who->role == Role::msp);
  const auto earlier = tokens.check(secret, now - std::chrono::milliseconds{1});
  require(earlier.has_value() == (secret == good || secret == expiring));
  if (!who) require(who.error().says == tokens.check("", now).error().says);  // in the same words
}

// A record as it stands in a store, damaged perhaps, must not break the book.
void check_kept(std::string_view text) {
  const auto record = from_json<TokenRecord>(text);
  if (!record) return;
  const auto written = to_json(*record);
  const auto again = from_json<TokenRecord>(written);  // `nobody` has no name
  require(record->role == Role::nobody ? !again : to_json(*again) == written);
  TokenBook tokens({*record});
  tokens.put(record_of("t-1", good));
  const auto who = tokens.check(good, now);
  require(who && who->token == "t-1");
  require(tokens.revoke("t-1", now).has_value() && !tokens.check(good, now));
  if (auto wish = from_json<TokenWish>(text))
    if (const auto made = make_token(*wish, now))
      require(made->record.name.size() <= 100 && made->record.role != Role::nobody);
}

void check_thread(std::string_view text) {
  static const ThreadTokens tokens({{"k2", std::string(32, 'n')}, {"k1", std::string(32, 'o')}});
  static const ThreadTokens older({{"k1", std::string(32, 'o')}});
  for (const auto& verdict : {tokens.verify(text), tokens.find(text)}) {
    require(verdict.present || verdict.ticket.empty());
    // Whatever holds was signed by one of the keys.
    if (!verdict.ticket.empty())
      require(!tokens.sign(verdict.ticket).empty() && !older.sign(verdict.ticket).empty());
  }
  const auto verdict = tokens.verify(text);
  if (!verdict.ticket.empty()) {
    std::string lower(text);
    for (auto& c : lower)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    require(lower == tokens.sign(verdict.ticket) || lower == older.sign(verdict.ticket));
  }
  const auto ticket = ticket_in_subject(text);
  if (ticket.empty()) return;
  require(ticket_in_subject("Re: [" + ticket + "] hello") == ticket);
  const auto signed_ = tokens.sign(ticket);
  require(tokens.verify(signed_).ticket == ticket);
  require(tokens.find(tokens.plus_address(ticket, "help@desk.example")).ticket == ticket);
  require(tokens.find(tokens.message_id(ticket, "x", "desk.example")).ticket == ticket);
}

std::string changed(std::string text, std::size_t place, std::string_view by) {
  place %= text.size() + 1;
  return text.replace(place, std::min(by.size(), text.size() - place), by);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto choice = input.below(8);
  if (choice == 0) check_bearer(input.rest());
  if (choice == 1 || choice == 2) {
    const auto place = input.byte();
    check_bearer(changed(choice == 1 ? good : expiring, place, input.rest()));
  }
  if (choice == 3) check_kept(input.rest());
  if (choice == 4 || choice == 5) check_thread(input.rest());
  if (choice == 6) {
    static const ThreadTokens tokens({{"k2", std::string(32, 'n')}});
    const auto place = input.byte();
    check_thread(changed(tokens.sign("T-1042"), place, input.rest()));
  }
  return 0;
}
