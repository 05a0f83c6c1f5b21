#include "intake/voice/webhook.h"

#include <algorithm>

#include "intake/voice/form.h"

namespace frontdesk::voice {
namespace {

void make_lower(std::string& text) {
  for (auto& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
}

Problem too_large(const char* says) {
  return problem(ProblemCode::too_large, says);
}

}  // namespace

std::string_view value_of(const Pairs& pairs, std::string_view name) {
  const auto found = std::find_if(pairs.begin(), pairs.end(),
                                  [&](const auto& pair) { return pair.first == name; });
  return found == pairs.end() ? std::string_view() : std::string_view(found->second);
}

std::string_view Webhook::header(std::string_view name) const {
  return value_of(headers, name);
}

bool Webhook::is_form() const {
  std::string type(header("content-type"));
  make_lower(type);
  type.resize(std::min(type.find_first_of("; \t"), type.size()));
  return type == "application/x-www-form-urlencoded";
}

Result<Webhook> make_webhook(std::string method, std::string url, Headers headers, std::string body,
                             Instant now) {
  if (method != "GET" && method != "POST")
    return problem(ProblemCode::invalid, "a webhook is a GET or a POST");
  if (url.size() > webhook_limits.url_bytes) return too_large("the webhook's URL is too long");
  if (body.size() > webhook_limits.body_bytes) return too_large("the webhook's body is too large");
  for (auto& [name, value] : headers) {
    if (name.size() + value.size() > webhook_limits.header_bytes)
      return too_large("a header of the webhook is too long");
    make_lower(name);
  }
  auto query = decode_form(query_of(url));
  if (!query) return query.error();
  Webhook webhook;
  webhook.method = std::move(method);
  webhook.url = std::move(url);
  webhook.query = std::move(*query);
  webhook.headers = std::move(headers);
  webhook.body = std::move(body);
  webhook.now = now;
  if (webhook.method == "POST" && webhook.is_form()) {
    auto form = decode_form(webhook.body);
    if (!form) return form.error();
    webhook.form = std::move(*form);
  }
  return webhook;
}

}  // namespace frontdesk::voice
