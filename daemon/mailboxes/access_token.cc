#include "daemon/mailboxes/access_token.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <boost/asio/this_coro.hpp>

#include "daemon/mailboxes/curl_transfer.h"
#include "rules/base/json_untrusted.h"

namespace frontdesk {
namespace {

constexpr std::size_t answer_bytes = 65'536;
// Where the endpoint does not say: what RFC 6749 leaves open, most have an hour.
constexpr std::chrono::seconds usual{3600};

std::size_t collect(char* bytes, std::size_t one, std::size_t count, void* into) {
  auto& body = *static_cast<std::string*>(into);
  if (body.size() + one * count > answer_bytes) return 0;  // libcurl ends with an error
  body.append(bytes, one * count);
  return one * count;
}

// "invalid_client": a code of RFC 6749, 5.2; "" for anything else.
std::string error_code(const boost::json::value& answer) {
  const auto* object = answer.if_object();
  const auto* error = object ? object->if_contains("error") : nullptr;
  if (!error || !error->is_string()) return {};
  const std::string_view code(error->get_string().data(), error->get_string().size());
  const bool plain = code.size() <= 40 && std::all_of(code.begin(), code.end(), [](char c) {
                       return (c >= 'a' && c <= 'z') || c == '_';
                     });
  return plain ? std::string(code) : std::string();
}

std::string escaped(CURL* easy, const std::string& text) {
  char* made = curl_easy_escape(easy, text.data(), static_cast<int>(text.size()));
  const std::string out = made ? made : "";
  curl_free(made);
  return out;
}

std::string form_of(CURL* easy, const MailboxConfig& mailbox, const std::string& secret) {
  auto form = "grant_type=client_credentials&client_id=" + escaped(easy, mailbox.client_id) +
              "&client_secret=" + escaped(easy, secret);
  if (!mailbox.scope.empty()) form += "&scope=" + escaped(easy, mailbox.scope);
  return form;
}

}  // namespace

Result<AccessToken> read_token_answer(long status, std::string_view body) {
  const auto answer = parse_untrusted_json(body);
  if (status != 200) {
    const auto code = answer ? error_code(*answer) : std::string();
    return problem(
        ProblemCode::unauthorized,
        "the token endpoint answered " + std::to_string(status) + (code.empty() ? "" : ' ' + code));
  }
  const auto* object = answer ? answer->if_object() : nullptr;
  const auto* token = object ? object->if_contains("access_token") : nullptr;
  if (!token || !token->is_string() || token->get_string().empty())
    return problem(ProblemCode::syntax, "the token endpoint's answer has no access_token");
  AccessToken found{std::string(token->get_string().data(), token->get_string().size()), usual};
  if (const auto* seconds = object->if_contains("expires_in"); seconds && seconds->is_int64())
    found.good_for = std::chrono::seconds{
        std::clamp<std::int64_t>(seconds->get_int64(), 0, std::int64_t{24} * 3600)};
  return found;
}

boost::asio::awaitable<Result<AccessToken>> fetch_access_token(const MailboxConfig& mailbox,
                                                               std::string secret,
                                                               std::shared_ptr<Alarm> alarm,
                                                               Alarm::Time deadline,
                                                               std::function<bool()> stops) {
  std::string body;
  CurlTransfer transfer(co_await boost::asio::this_coro::executor);
  auto form = form_of(transfer.easy(), mailbox, secret);
  OPENSSL_cleanse(secret.data(), secret.size());
  transfer.set(CURLOPT_URL, mailbox.token_url.c_str());
  transfer.set(CURLOPT_PROTOCOLS_STR, "http,https");
  transfer.set(CURLOPT_POSTFIELDSIZE, static_cast<long>(form.size()));
  transfer.set(CURLOPT_POSTFIELDS, form.c_str());
  transfer.set(CURLOPT_WRITEFUNCTION, &collect);
  transfer.set(CURLOPT_WRITEDATA, &body);
  transfer.add_header("Accept: application/json");
  const auto code = co_await transfer.run(alarm, deadline, std::move(stops));
  OPENSSL_cleanse(form.data(), form.size());
  if (code == CURLE_ABORTED_BY_CALLBACK)
    co_return problem(ProblemCode::cancelled, "the mailbox is being closed");
  if (code != CURLE_OK)
    co_return problem(ProblemCode::unavailable,
                      "the token endpoint cannot be asked: " + transfer.says(code));
  long status = 0;
  curl_easy_getinfo(transfer.easy(), CURLINFO_RESPONSE_CODE, &status);
  co_return read_token_answer(status, body);
}

}  // namespace frontdesk
