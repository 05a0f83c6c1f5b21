#include "intake/voice/plivo.h"

#include <algorithm>
#include <array>

#include "intake/voice/fields.h"
#include "intake/voice/mac.h"
#include "intake/voice/rows.h"
#include "rules/base/digest.h"

namespace frontdesk::voice {
namespace {

// Up to the query; an explicit port stays.
std::string_view base_of(std::string_view url) {
  return url.substr(0, url.find_first_of("?#"));
}

std::string joined(Pairs pairs, std::string_view middle, std::string_view between) {
  std::sort(pairs.begin(), pairs.end());
  std::string out;
  for (const auto& [name, value] : pairs) {
    if (!out.empty()) out += between;
    out.append(name).append(middle).append(value);
  }
  return out;
}

// base[?sorted query] for a GET and an empty form; base?[sorted query.]form for any other form.
std::string signed_text_v3(const Webhook& webhook) {
  const auto query = joined(webhook.query, "=", "&");
  std::string text(base_of(webhook.url));
  if (!query.empty() || !webhook.form.empty()) text += '?';
  text += query;
  if (!query.empty() && !webhook.form.empty()) text += '.';
  return text + joined(webhook.form, "", "");
}

bool names_one(std::string_view list, const std::string& expected) {
  bool found = false;
  for (std::size_t count = 0; !list.empty() && count < webhook_limits.signatures; ++count) {
    const auto one = list.substr(0, list.find(','));
    list.remove_prefix(std::min(one.size() + 1, list.size()));
    found |= equal_constant_time(one, expected);
  }
  return found;
}

struct Status {
  std::string_view name;
  Ending ending;
};

// Of a call, of a dialled leg and of what was dialled for, which say it in various words.
constexpr std::array<Status, 9> endings{{
    {"completed", Ending::completed},
    {"hangup", Ending::completed},
    {"busy", Ending::busy},
    {"rejected", Ending::busy},
    {"no-answer", Ending::no_answer},
    {"timeout", Ending::no_answer},
    {"failed", Ending::failed},
    {"cancel", Ending::canceled},
    {"canceled", Ending::canceled},
}};

std::optional<Ending> ending_of(std::string_view name) {
  for (const auto& status : endings)
    if (status.name == name) return status.ending;
  return {};
}

class Reader {
 public:
  explicit Reader(const Webhook& webhook) : webhook_(webhook) {}

  Result<CallEvent> read() {
    const auto parent = field("DialALegUUID");
    auto call = id_of(parent.empty() ? field("CallUUID") : parent);
    if (!call) return call.error();
    event_.call = std::move(*call);
    event_.leg = bounded(field("DialBLegUUID"), webhook_limits.id_bytes);
    event_.from = number_without_plus(field("From"));
    event_.to = number_without_plus(field("To"));
    event_.forwarded_from = number_without_plus(field("ForwardedFrom"));
    event_.caller_name = bounded(field("CallerName"), webhook_limits.name_bytes);
    if (field("Direction") == "outbound") event_.direction = Direction::outbound;
    read_status();
    if (!field("DialAction").empty())
      read_leg();
    else if (!field("DialStatus").empty())
      read_dial();
    event_.keys = keys_of(field("Digits"));
    const auto link = field("RecordUrl");
    event_.recording = link_of(link.empty() ? field("RecordFile") : link);
    event_.recording_length = seconds_of(field("RecordingDuration"));
    event_.asks =
        !webhook_.to_status && field("DialAction").empty() && event_.progress != Progress::ended;
    event_.id = content_id(event_.asks ? "ask" : "tell", webhook_);
    return std::move(event_);
  }

 private:
  std::string_view field(std::string_view name) const { return value_of(webhook_.fields(), name); }

  void read_status() {
    const auto status = field("CallStatus");
    event_.ending = ending_of(status);
    if (!event_.ending && field("Event") == "Hangup") event_.ending = Ending::completed;
    event_.progress = event_.ending             ? Progress::ended
                      : status == "in-progress" ? Progress::answered
                                                : Progress::ringing;
    event_.duration = seconds_of(field("Duration"));
  }

  // The callbacks of a dialled leg; the call itself is only what it was.
  void read_leg() {
    const auto action = field("DialAction");
    event_.ending.reset();
    event_.progress =
        action == "answer" || action == "connected" ? Progress::bridged : Progress::answered;
    if (action == "hangup") event_.leg_ending = leg_ending();
    event_.duration = seconds_of(field("DialBLegDuration"));
  }

  Ending leg_ending() const {
    const auto cause = field("DialBLegHangupCauseName");
    if (cause.find("Busy") != cause.npos) return Ending::busy;
    if (cause.find("No Answer") != cause.npos || cause.find("Timeout") != cause.npos)
      return Ending::no_answer;
    return ending_of(field("DialBLegStatus")).value_or(Ending::completed);
  }

  void read_dial() {
    event_.leg_ending = ending_of(field("DialStatus")).value_or(Ending::failed);
    if (event_.progress == Progress::ended) return;
    event_.progress =
        event_.leg_ending == Ending::completed ? Progress::bridged : Progress::answered;
  }

  const Webhook& webhook_;
  CallEvent event_;
};

}  // namespace

Verdict verify_plivo(const Webhook& webhook, Secrets secrets) {
  const auto nonce = webhook.header("x-plivo-signature-v3-nonce");
  // What is neither query nor form would be signed by nobody.
  if (nonce.empty() || (!webhook.body.empty() && webhook.form.empty())) return refused();
  const auto text = signed_text_v3(webhook) + '.' + std::string(nonce);
  const bool holds = any_holds(secrets, [&](std::string_view secret) {
    const auto expected = base64(hmac_sha256(secret, text));
    return names_one(webhook.header("x-plivo-signature-v3"), expected) |
           names_one(webhook.header("x-plivo-signature-ma-v3"), expected);
  });
  return holds ? accepted(text) : refused();
}

Verdict verify_plivo_message(const Webhook& webhook, Secrets secrets) {
  const auto nonce = webhook.header("x-plivo-signature-v2-nonce");
  if (nonce.empty()) return refused();
  const auto text = std::string(base_of(webhook.url)).append(nonce);
  const bool holds = any_holds(secrets, [&](std::string_view secret) {
    return names_one(webhook.header("x-plivo-signature-v2"), base64(hmac_sha256(secret, text)));
  });
  return holds ? accepted(text) : refused();
}

Result<CallEvent> parse_plivo(const Webhook& webhook) {
  return Reader(webhook).read();
}

}  // namespace frontdesk::voice
