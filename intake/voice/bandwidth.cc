#include "intake/voice/fields.h"
#include "intake/voice/mac.h"
#include "intake/voice/rows.h"
#include "rules/base/digest.h"

namespace frontdesk::voice {
namespace {

Ending ending_of(std::string_view cause) {
  if (cause == "hangup") return Ending::completed;
  if (cause == "busy" || cause == "rejected") return Ending::busy;
  if (cause == "timeout") return Ending::no_answer;
  return cause == "cancel" ? Ending::canceled : Ending::failed;
}

// "PT1H2M13.67S" of ISO 8601.
std::optional<std::chrono::seconds> period(std::string_view text) {
  if (!text.starts_with("PT")) return {};
  text.remove_prefix(2);
  std::chrono::seconds sum{0};
  while (!text.empty()) {
    const auto end = text.find_first_of("HMS");
    if (end == text.npos) return {};
    const auto count = seconds_of(text.substr(0, end));
    if (!count) return {};
    sum += *count * (text[end] == 'H' ? 3'600 : text[end] == 'M' ? 60 : 1);
    if (sum > webhook_limits.longest) return {};
    text.remove_prefix(end + 1);
  }
  return sum;
}

class Reader {
 public:
  Reader(const Webhook& webhook, const boost::json::object& body)
      : webhook_(webhook), body_(body), type_(text("eventType")) {}

  Result<CallEvent> read() {
    const auto parent = text("parentCallId"), own = text("callId");
    auto call = id_of(parent.empty() ? own : parent);
    if (!call) return call.error();
    event_.call = std::move(*call);
    if (!parent.empty()) event_.leg = bounded(own, webhook_limits.id_bytes);
    event_.from = number_of(text("from"));
    event_.to = number_of(text("to"));
    event_.forwarded_from = number_of(text("diversion.origTo"));
    event_.caller_name = bounded(text("displayName"), webhook_limits.name_bytes);
    if (text("direction") == "outbound" && parent.empty()) event_.direction = Direction::outbound;
    event_.progress = type_ == "initiate" ? Progress::ringing : Progress::answered;
    event_.asks = !webhook_.to_status && event_.leg.empty() && asks_by_type();
    event_.at = instant_of(text("eventTime"));
    event_.id = bounded(type_ + '/' + text("eventTime") + '/' + own, webhook_limits.id_bytes);
    event_.keys = type_ == "gather" ? keys_of(text("digits")) : "";
    event_.recording = link_of(text("mediaUrl"));
    if (!event_.recording.empty()) event_.recording_length = period(text("duration"));
    read_legs();
    return std::move(event_);
  }

 private:
  std::string text(std::string_view path) const { return text_of(body_, path); }

  bool asks_by_type() const {
    return type_ == "initiate" || type_ == "answer" || type_ == "gather" || type_ == "redirect" ||
           type_ == "recordComplete" || type_ == "transferComplete";
  }

  void read_legs() {
    if (type_ == "transferAnswer") event_.progress = Progress::bridged;
    if (type_ == "transferComplete" || type_ == "transferDisconnect") {
      event_.leg_ending = ending_of(text("cause"));
      if (event_.leg_ending == Ending::completed && !text("answerTime").empty())
        event_.progress = Progress::bridged;
    }
    if (type_ != "disconnect") return;
    event_.duration = between(text("answerTime").empty() ? "startTime" : "answerTime", "endTime");
    if (!event_.leg.empty()) {
      event_.leg_ending = ending_of(text("cause"));
    } else {
      event_.progress = Progress::ended;
      event_.ending = ending_of(text("cause"));
    }
  }

  std::optional<std::chrono::seconds> between(std::string_view first, std::string_view last) const {
    const auto from = instant_of(text(first)), to = instant_of(text(last));
    if (!from || !to || *to < *from || *to - *from > webhook_limits.longest) return {};
    return std::chrono::duration_cast<std::chrono::seconds>(*to - *from);
  }

  const Webhook& webhook_;
  const boost::json::object& body_;
  std::string type_;
  CallEvent event_;
};

}  // namespace

Verdict verify_bandwidth(const Webhook& webhook, Secrets secrets) {
  auto given = webhook.header("authorization");
  if (given.empty()) return {Verdict::Kind::challenge, {}, {}};
  const auto scheme = given.substr(0, given.find(' '));
  if (scheme != "Basic" && scheme != "basic") return refused();
  given.remove_prefix(std::min(scheme.size() + 1, given.size()));
  const auto credentials = from_base64(given);
  if (!credentials) return refused();
  // The digests: as long as each other, whatever was guessed.
  const auto digest = sha256_hex(*credentials);
  const bool holds = any_holds(secrets, [&](std::string_view secret) {
    return equal_constant_time(digest, sha256_hex(secret));
  });
  return holds ? accepted(webhook.url + '\n' + webhook.body) : refused();
}

Result<CallEvent> parse_bandwidth(const Webhook& webhook) {
  const auto body = object_of(webhook.body);
  if (!body) return body.error();
  return Reader(webhook, *body).read();
}

}  // namespace frontdesk::voice
