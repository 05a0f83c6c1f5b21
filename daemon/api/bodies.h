// What the handlers read of a request's body. Pure, so that any bytes can be tried on it.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string_view>

#include "daemon/cli/question.h"
#include "daemon/tokens.h"
#include "router/records.h"
#include "rules/base/result.h"

namespace frontdesk::api {

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
