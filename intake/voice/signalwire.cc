#include "intake/voice/fields.h"
#include "intake/voice/form_signature.h"
#include "intake/voice/mac.h"
#include "intake/voice/rows.h"
#include "intake/voice/twiml_events.h"
#include "rules/base/digest.h"

namespace frontdesk::voice {
namespace {

// A JSON body is signed as it stands, in hex. Only such a one: what is signed as a form would read
// as other text here.
Verdict verify_raw(const Webhook& webhook, std::string_view given, Secrets secrets) {
  for (const auto& url : port_variants(webhook.url)) {
    const bool holds = any_holds(secrets, [&](std::string_view secret) {
      return equal_constant_time(given, to_hex(hmac_sha1(secret, url + webhook.body)));
    });
    if (holds) return accepted(webhook.url + webhook.body);
  }
  return refused();
}

Progress progress_of(std::string_view state) {
  if (state == "answered") return Progress::answered;
  return state == "ending" || state == "ended" ? Progress::ended : Progress::ringing;
}

Ending ending_of(std::string_view reason) {
  if (reason == "busy") return Ending::busy;
  if (reason == "noAnswer") return Ending::no_answer;
  if (reason == "cancel") return Ending::canceled;
  return reason == "error" || reason == "decline" ? Ending::failed : Ending::completed;
}

}  // namespace

Verdict verify_signalwire(const Webhook& webhook, Secrets secrets) {
  auto given = webhook.header("x-signalwire-signature");
  if (given.empty()) given = webhook.header("x-twilio-signature");
  const bool json = webhook.method == "POST" && !webhook.is_form() && webhook.body.starts_with('{');
  if (json && value_of(webhook.query, "bodySHA256").empty())
    return verify_raw(webhook, given, secrets);
  return verify_form_signature(webhook, given, secrets);
}

// A JSON webhook (of SWML or Relay) tells of a call's state; its answer would have to be in another
// language than LaML, so it never asks.
Result<CallEvent> parse_signalwire(const Webhook& webhook) {
  if (webhook.method == "GET" || webhook.is_form())
    return parse_twiml_event(webhook, webhook.fields());
  const auto body = object_of(webhook.body);
  if (!body) return body.error();
  std::string at;
  for (const auto* prefix : {"call.", "params.", "params.call."})
    if (at.empty() && !text_of(*body, prefix + std::string("call_id")).empty()) at = prefix;
  const auto text = [&](const char* name) { return text_of(*body, at + name); };
  auto call = id_of(text("call_id"));
  if (!call) return call.error();
  CallEvent event;
  event.call = std::move(*call);
  event.from = number_of(text("from"));
  event.to = number_of(text("to"));
  event.direction = text("direction") == "outbound" ? Direction::outbound : Direction::inbound;
  const auto state = text("call_state").empty() ? text("state") : text("call_state");
  event.progress = progress_of(state);
  if (event.progress == Progress::ended) event.ending = ending_of(text("end_reason"));
  event.id = content_id("state", webhook);
  return event;
}

}  // namespace frontdesk::voice
