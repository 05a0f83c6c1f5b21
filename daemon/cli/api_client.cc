#include "daemon/cli/api_client.h"

#include <curl/curl.h>

#include <cerrno>

#include "daemon/config.h"

namespace frontdesk::cli {
namespace {

constexpr std::size_t largest_answer = std::size_t{512} << 20;

struct Answer {
  std::string body;
  bool too_large = false;
};

std::size_t take(char* bytes, std::size_t, std::size_t count, void* to) {
  auto& answer = *static_cast<Answer*>(to);
  if (answer.body.size() + count > largest_answer) {
    answer.too_large = true;
    return 0;
  }
  answer.body.append(bytes, count);
  return count;
}

struct FreeEasy {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Easy = std::unique_ptr<CURL, FreeEasy>;
using Headers = std::unique_ptr<curl_slist, FreeList>;

void add(Headers& headers, const std::string& line) {
  auto* grown = curl_slist_append(headers.get(), line.c_str());
  if (!grown) throw std::bad_alloc();
  (void)headers.release();
  headers.reset(grown);
}

// As curl_easy_setopt, for one type at a time: what it refuses is a bug of ours.
template <class T>
void set(const Easy& easy, CURLoption option, T value) {
  if (curl_easy_setopt(easy.get(), option, value) != CURLE_OK)
    throw std::logic_error("libcurl refuses an option");
}

}  // namespace

struct ApiClient::Connection {
  Easy easy{curl_easy_init()};
  std::string base = "http://frontdesk";
  std::string where;   // for people
  std::string socket;  // "" over a URL
  std::string token;
  long timeout_seconds = 30;

  Problem failed(CURLcode code, const Answer& answer) const;
  std::string address(const std::string& path, const ApiQuery& query) const;
};

Problem ApiClient::Connection::failed(CURLcode code, const Answer& answer) const {
  if (answer.too_large) return problem(ProblemCode::too_large, "the answer is over 512 MiB");
  if (code == CURLE_OPERATION_TIMEDOUT)
    return problem(ProblemCode::timeout,
                   "no answer from " + where + " within " + std::to_string(timeout_seconds) + " s");
  long system_error = 0;
  curl_easy_getinfo(easy.get(), CURLINFO_OS_ERRNO, &system_error);
  const std::string other = where == Options{}.socket
                                ? " Another socket is named with --socket or FRONTDESK_SOCKET."
                                : "";
  if (system_error == EACCES)
    return problem(ProblemCode::forbidden,
                   "you may not open " + where + (other.empty() ? "" : "." + other));
  return problem(ProblemCode::unavailable, "the daemon does not answer at " + where + ": " +
                                               curl_easy_strerror(code) +
                                               "; is frontdeskd running?" + other);
}

std::string ApiClient::Connection::address(const std::string& path, const ApiQuery& query) const {
  std::string out = base + path;
  char separator = '?';
  for (const auto& [name, value] : query) {
    out += separator + encoded(name) + '=' + encoded(value);
    separator = '&';
  }
  return out;
}

ApiClient::ApiClient(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
ApiClient::ApiClient(ApiClient&&) noexcept = default;
ApiClient::~ApiClient() = default;

Result<ApiClient> ApiClient::of(const Options& options) {
  auto connection = std::make_unique<Connection>();
  if (!connection->easy) return problem(ProblemCode::internal, "libcurl does not start");
  connection->timeout_seconds = options.timeout_seconds;
  if (options.url.empty()) {
    connection->socket = connection->where = options.socket;
    return ApiClient(std::move(connection));
  }
  const auto& url = options.url;
  if (!url.starts_with("http://") && !url.starts_with("https://"))
    return problem(ProblemCode::invalid, "--url: expected http://… or https://…");
  connection->base = url.ends_with('/') ? url.substr(0, url.size() - 1) : url;
  connection->where = connection->base;
  if (options.token_file.empty()) return ApiClient(std::move(connection));
  auto token = read_secret(options.token_file);
  if (!token) return token.error();
  if (token->find_first_of("\r\n") != std::string::npos)
    return problem(ProblemCode::invalid, options.token_file + ": a token is one line");
  connection->token = std::move(*token);
  return ApiClient(std::move(connection));
}

Result<ApiReply> ApiClient::call(std::string_view method, const std::string& path,
                                 const ApiQuery& query, std::string_view body,
                                 std::string_view content_type) {
  const auto& easy = connection_->easy;
  curl_easy_reset(easy.get());
  Answer answer;
  Headers headers;
  const auto address = connection_->address(path, query);
  const std::string verb(method);
  set(easy, CURLOPT_URL, address.c_str());
  set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy, CURLOPT_NOSIGNAL, 1L);
  set(easy, CURLOPT_CONNECTTIMEOUT, 5L);
  set(easy, CURLOPT_TIMEOUT, connection_->timeout_seconds);
  set(easy, CURLOPT_USERAGENT, "frontdesk/" FRONTDESK_VERSION);
  set(easy, CURLOPT_WRITEFUNCTION, &take);
  set(easy, CURLOPT_WRITEDATA, static_cast<void*>(&answer));
  if (!connection_->socket.empty()) {
    set(easy, CURLOPT_UNIX_SOCKET_PATH, connection_->socket.c_str());
    set(easy, CURLOPT_PROXY, "");
  }
  if (!connection_->token.empty()) add(headers, "Authorization: Bearer " + connection_->token);
  set(easy, CURLOPT_CUSTOMREQUEST, verb.c_str());
  if (method == "POST" || method == "PUT") {
    set(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    set(easy, CURLOPT_POSTFIELDS, body.empty() ? "" : body.data());
    add(headers, "Content-Type: " + std::string(content_type));
    add(headers, "Expect:");
  }
  add(headers, "Accept: application/json");
  set(easy, CURLOPT_HTTPHEADER, headers.get());

  const auto code = curl_easy_perform(easy.get());
  if (code != CURLE_OK) return connection_->failed(code, answer);
  ApiReply reply;
  curl_easy_getinfo(easy.get(), CURLINFO_RESPONSE_CODE, &reply.status);
  reply.body = std::move(answer.body);
  return reply;
}

}  // namespace frontdesk::cli
