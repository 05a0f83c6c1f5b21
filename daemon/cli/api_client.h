// The daemon's API from the command line: over the admin socket, or over HTTP(S) with a token.
#pragma once

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/cli/options.h"
#include "rules/base/result.h"

namespace frontdesk::cli {

using ApiQuery = std::vector<std::pair<std::string, std::string>>;

struct ApiReply {
  long status = 0;
  std::string body;
  bool good() const { return status >= 200 && status < 300; }
};

struct Listed {
  boost::json::array items;
  std::string next;  // the cursor of what comes after; "" where nothing does
};

// What a refusal says, as a Problem: the code by its name in problem+json, else by the status.
Problem problem_of(const ApiReply& reply);

// A path or query part with everything but unreserved characters percent-encoded.
std::string encoded(std::string_view text);

class ApiClient {
 public:
  // Over --url with the token of --token-file, else over --socket. `invalid` for a URL that is
  // neither http nor https, or a token file that cannot be used.
  static Result<ApiClient> of(const Options& options);
  ApiClient(ApiClient&&) noexcept;
  ~ApiClient();

  // One request with its answer, whatever its status. `unavailable` where nobody answers,
  // `forbidden` where the socket may not be opened, `timeout`, `too_large` over 512 MiB.
  Result<ApiReply> call(std::string_view method, const std::string& path,
                        const ApiQuery& query = {}, std::string_view body = {},
                        std::string_view content_type = "application/json");

  // The same for an answer in JSON; a refusal is its Problem.
  Result<boost::json::value> json(std::string_view method, const std::string& path,
                                  const ApiQuery& query = {}, std::string_view body = {});

  // The items of a list from `cursor` on ("": the start), until there are `limit` (0: all).
  Result<Listed> list(const std::string& path, const ApiQuery& query, std::string cursor,
                      int limit);

 private:
  struct Connection;
  explicit ApiClient(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

}  // namespace frontdesk::cli
