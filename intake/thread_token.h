// Thread tokens of ours: a ticket's number and a signature, short enough for the local part of an
// address or Message-ID. Nobody without the key can make one, so it is better evidence of a thread
// than a number in a subject.
//
//   t1042.k1.mzxw6ytboi2dgnbvgy3tqojqhe     helpdesk+t1042.k1.….@desk.example
//                                           <t1042.k1.….8f3a@desk.example>
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace frontdesk {

struct TokenKey {
  std::string id;      // 1 to 8 of a-z 0-9
  std::string secret;  // bytes; at least 16
};

struct TokenVerdict {
  bool present = false;  // something of our form is there
  std::string ticket;    // "T-1042" where its signature holds, else ""
  bool bad() const { return present && ticket.empty(); }
};

class ThreadTokens {
 public:
  ThreadTokens() = default;  // no keys: signs nothing, believes nothing
  // The newest key first: it signs, all of them verify. Unusable keys are left out.
  explicit ThreadTokens(std::vector<TokenKey> newest_first);

  // The token of "T-1042"; "" without a key or for a text that is no ticket number.
  std::string sign(std::string_view ticket) const;

  // Judges one token, alone and whole, in either case.
  TokenVerdict verify(std::string_view token) const;

  // Looks for a token in an address: `helpdesk+TOKEN@…` or a message id `TOKEN.anything@…`.
  TokenVerdict find(std::string_view address_or_message_id) const;

  // A Message-ID of ours, with its angle brackets: `<TOKEN.unique@domain>`.
  std::string message_id(std::string_view ticket, std::string_view unique,
                         std::string_view domain) const;

  // `helpdesk@desk.example` -> `helpdesk+TOKEN@desk.example`.
  std::string plus_address(std::string_view ticket, std::string_view address) const;

 private:
  std::string signature(const TokenKey& key, std::string_view digits) const;
  std::vector<TokenKey> keys_;
};

// The ticket number of our form in a subject, "[T-1042]" in either case, at most 12 digits; the
// first one; "" where there is none.
std::string ticket_in_subject(std::string_view subject);

}  // namespace frontdesk
