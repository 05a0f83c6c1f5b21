#include <array>

#include "intake/voice/fields.h"
#include "intake/voice/jwt.h"
#include "intake/voice/mac.h"
#include "intake/voice/rows.h"
#include "rules/base/digest.h"

namespace frontdesk::voice {
namespace {

struct Status {
  std::string_view name;
  Progress progress;
  std::optional<Ending> ending;
};

constexpr std::array<Status, 12> statuses{{
    {"started", Progress::ringing, {}},
    {"ringing", Progress::ringing, {}},
    {"answered", Progress::answered, {}},
    {"human", Progress::answered, {}},
    {"machine", Progress::answered, {}},
    {"completed", Progress::ended, Ending::completed},
    {"busy", Progress::ended, Ending::busy},
    {"rejected", Progress::ended, Ending::busy},
    {"unanswered", Progress::ended, Ending::no_answer},
    {"timeout", Progress::ended, Ending::no_answer},
    {"failed", Progress::ended, Ending::failed},
    {"cancelled", Progress::ended, Ending::canceled},
}};

Status status_of(std::string_view name) {
  for (const auto& status : statuses)
    if (status.name == name) return status;
  return {name, Progress::ringing, {}};
}

boost::json::object query_object(const Webhook& webhook) {
  boost::json::object object;
  for (const auto& [name, value] : webhook.query) object.emplace(name, value);
  return object;
}

// What `payload_hash` is the SHA-256 of.
std::string payload(const Webhook& webhook) {
  return webhook.method == "GET" ? boost::json::serialize(query_object(webhook)) : webhook.body;
}

class Reader {
 public:
  Reader(const Webhook& webhook, const boost::json::object& body)
      : webhook_(webhook), body_(body) {}

  Result<CallEvent> read() {
    // Both legs, recordings and what we ask to be told of have the conversation in common.
    auto name = text("conversation_uuid");
    if (name.empty()) name = text("payload.call");
    if (name.empty()) name = text("uuid");
    auto call = id_of(name);
    if (!call) return call.error();
    event_.call = std::move(*call);
    if (text("direction") == "outbound")
      event_.leg = bounded(text("uuid"), webhook_limits.id_bytes);
    event_.from = number_without_plus(text("from"));
    event_.to = number_without_plus(text("to"));
    event_.at = instant_of(text("timestamp"));
    read_kind();
    if (webhook_.to_status) event_.asks = false;
    return std::move(event_);
  }

 private:
  std::string text(std::string_view path) const { return text_of(body_, path); }

  void read_kind() {
    if (!text("status").empty()) return read_status();
    event_.asks = true;
    event_.progress = Progress::answered;
    event_.id = content_id("ask", webhook_);
    if (!text("recording_url").empty()) return read_recording();
    if (body_.contains("dtmf")) {
      const auto digits = text("dtmf.digits");
      event_.keys = keys_of(digits.empty() ? text("dtmf") : digits);
    } else if (!body_.contains("payload")) {
      event_.progress = Progress::ringing;  // the call itself
    }
  }

  void read_recording() {
    event_.asks = false;
    event_.recording = link_of(text("recording_url"));
    const auto from = instant_of(text("start_time")), to = instant_of(text("end_time"));
    if (from && to && *to >= *from && *to - *from <= webhook_limits.longest)
      event_.recording_length = std::chrono::duration_cast<std::chrono::seconds>(*to - *from);
    if (const auto id = text("recording_uuid"); !id.empty())
      event_.id = bounded("recording/" + id, webhook_limits.id_bytes);
  }

  void read_status() {
    const auto name = text("status");
    const auto status = status_of(name);
    const bool over = status.progress == Progress::ended;
    event_.duration = over ? seconds_of(text("duration")) : std::nullopt;
    // Each leg has each of its states once.
    event_.id = bounded(name + '/' + text("uuid"), webhook_limits.id_bytes);
    if (event_.leg.empty()) {
      event_.progress = status.progress;
      event_.ending = status.ending;
      return;
    }
    event_.progress =
        status.progress == Progress::answered ? Progress::bridged : Progress::answered;
    if (!over) return;
    event_.leg_ending = status.ending;
    // Where two have talked, the call's own list goes on, and asks then.
    if (event_.leg_ending == Ending::completed)
      event_.progress = Progress::bridged;
    else
      event_.asks = true;
  }

  const Webhook& webhook_;
  const boost::json::object& body_;
  CallEvent event_;
};

}  // namespace

Verdict verify_vonage(const Webhook& webhook, Secrets secrets) {
  auto token = webhook.header("authorization");
  // Vonage's own fault, rarely: it signs when it comes again.
  if (token.empty()) return {Verdict::Kind::retry, {}, {}};
  if (!token.starts_with("Bearer ")) return refused();
  token.remove_prefix(7);
  const auto claims = hs256_claims(token, secrets, webhook.now);
  if (!claims) return refused();
  const auto hash = text_of(*claims, "payload_hash");
  if (!equal_constant_time(hash, sha256_hex(payload(webhook)))) return refused();
  auto verdict = accepted(token.substr(0, token.rfind('.')));
  verdict.signed_at = time_claim(*claims, "iat");
  return verdict;
}

Result<CallEvent> parse_vonage(const Webhook& webhook) {
  if (webhook.method == "GET") {
    const auto query = query_object(webhook);
    return Reader(webhook, query).read();
  }
  const auto body = object_of(webhook.body);
  if (!body) return body.error();
  return Reader(webhook, *body).read();
}

}  // namespace frontdesk::voice
