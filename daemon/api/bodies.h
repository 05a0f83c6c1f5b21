// What the handlers read of a request's body, all of them: a member that nobody reads is refused
// here. Pure, so that any bytes can be tried on it.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string_view>

#include "daemon/cli/question.h"
#include "daemon/tokens.h"
#include "intake/psa/ticket_request.h"
#include "router/records.h"
#include "router/unknown_members.h"
#include "rules/base/json_untrusted.h"
#include "rules/base/result.h"

namespace frontdesk::api {

// A body that is a T and nothing else: `syntax` where it is none, `invalid` where it has a member
// that a T does not have. What was meant would otherwise be left as if it were not given: a token
// without its expiry, a contact without its name.
template <class T>
Result<T> read_body(std::string_view body) {
  const auto value = parse_untrusted_json(body);
  if (!value) return value.error();
  auto read = from_json_value<T>(*value);
  if (!read) return read;
  if (auto known = refuse_unknown_members<T>(*value); !known) return known.error();
  return read;
}

// The body may name the new contact whom an approval makes: {"contact":{…}}.
struct ReleaseBody {
  std::optional<Contact> contact;
};
BOOST_DESCRIBE_STRUCT(ReleaseBody, (), (contact))

// What POST /v1/interactions answers, with the decision beside it.
struct Brought {
  std::string arrival;
  std::optional<std::string> ticket;
  bool repeated = false;  // it was brought before, with the same Idempotency-Key
};
BOOST_DESCRIBE_STRUCT(Brought, (), (arrival, ticket, repeated))

// Whose head is wanted: ids of queues, the caller's own.
struct NextBody {
  std::vector<std::string> queues;
};
BOOST_DESCRIBE_STRUCT(NextBody, (), (queues))
Result<NextBody> read_next(std::string_view body);

// What a technician writes in a chat.
struct ReplyBody {
  std::string text;
};
BOOST_DESCRIBE_STRUCT(ReplyBody, (), (text))
Result<ReplyBody> read_reply(std::string_view body);

Result<TicketRequest> read_ticket_request(std::string_view body);

// An empty body names nobody.
Result<ReleaseBody> read_release(std::string_view body);

// One record of a kind, whose id is the address's.
Result<DirectoryData> read_record(RecordKind kind, std::string_view body, std::string_view id);

Result<TokenWish> read_token_wish(std::string_view body);

// Without `raw`: over the network nobody names a file.
Result<cli::Question> read_question(std::string_view body);

}  // namespace frontdesk::api
