// What the handlers read of a request's body, all of them: a member that nobody reads is refused
// here. Pure, so that any bytes can be tried on it.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string_view>

#include "daemon/cli/question.h"
#include "daemon/tokens.h"
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

// An empty body names nobody.
Result<ReleaseBody> read_release(std::string_view body);

// One record of a kind, whose id is the address's.
Result<DirectoryData> read_record(RecordKind kind, std::string_view body, std::string_view id);

Result<TokenWish> read_token_wish(std::string_view body);

// Without `raw`: over the network nobody names a file.
Result<cli::Question> read_question(std::string_view body);

}  // namespace frontdesk::api
