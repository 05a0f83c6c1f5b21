#include <array>

#include "intake/voice/fields.h"
#include "intake/voice/mac.h"
#include "intake/voice/rows.h"
#include "intake/voice/telnyx_state.h"
#include "rules/base/json_untrusted.h"

namespace frontdesk::voice {

std::string encoded(const TelnyxState& state) {
  return base64(to_json(state));
}

std::optional<TelnyxState> decoded_state(std::string_view client_state) {
  const auto text = from_base64(client_state);
  if (!text || text->empty()) return {};
  auto state = from_untrusted_json<TelnyxState>(*text);
  return state && !state->after.empty() ? std::optional(std::move(*state)) : std::nullopt;
}

namespace {

constexpr std::string_view payload = "data.payload.";

Ending ending_of(std::string_view cause) {
  if (cause == "user_busy" || cause == "call_rejected") return Ending::busy;
  if (cause == "timeout" || cause == "no_answer") return Ending::no_answer;
  if (cause == "originator_cancel") return Ending::canceled;
  return cause == "normal_clearing" || cause == "time_limit" ? Ending::completed : Ending::failed;
}

class Reader {
 public:
  Reader(const Webhook& webhook, const boost::json::object& body)
      : webhook_(webhook), body_(body), state_(decoded_state(text("client_state"))) {}

  Result<CallEvent> read() {
    auto call = id_of(text("call_session_id"));
    auto id = id_of(text_of(body_, "data.id"));
    if (!call) return call.error();
    if (!id) return id.error();
    event_.call = std::move(*call);
    event_.id = std::move(*id);
    event_.at = instant_of(text_of(body_, "data.occurred_at"));
    event_.from = number_of(text("from"));
    event_.to = number_of(text("to"));
    event_.caller_name = bounded(text("caller_id_name"), webhook_limits.name_bytes);
    event_.forwarded_from = diverted();
    event_.control.leg = bounded(text("call_control_id"), webhook_limits.id_bytes);
    dialled_ = waits_for("dial") || text("direction") == "outgoing";
    if (dialled_) event_.leg = bounded(text("call_leg_id"), webhook_limits.id_bytes);
    read_type(text_of(body_, "data.event_type"));
    event_.control.answered = event_.progress != Progress::ringing;
    if (webhook_.to_status) event_.asks = false;
    return std::move(event_);
  }

 private:
  std::string text(std::string_view name) const {
    return text_of(body_, std::string(payload).append(name));
  }

  bool waits_for(std::string_view what) const { return state_ && state_->after == what; }

  std::string diverted() const {
    for (const auto* list : {"sip_headers", "custom_headers"}) {
      const auto* found = member(body_, std::string(payload).append(list));
      const auto* array = found ? found->if_array() : nullptr;
      if (!array) continue;
      for (const auto& each : *array)
        if (const auto* header = each.if_object();
            header && text_of(*header, "name") == "Diversion")
          return diverted_from(text_of(*header, "value"));
    }
    return {};
  }

  void read_type(const std::string& type) {
    if (type == "call.initiated") {
      event_.asks = !dialled_;
      if (dialled_) event_.progress = Progress::answered;
    } else if (type == "call.answered") {
      event_.progress = dialled_ ? Progress::bridged : Progress::answered;
      if (waits_for("answered")) go_on();
    } else if (type == "call.bridged") {
      event_.progress = Progress::bridged;
    } else if (type == "call.hangup") {
      read_hangup();
    } else if (type == "call.recording.saved") {
      read_recording();
    } else {
      read_command_end(type);
    }
  }

  // What was played, asked or pressed.
  void read_command_end(const std::string& type) {
    const auto status = text("status");
    const bool cut_off = status == "call_hangup" || status.starts_with("cancelled");
    if (type == "call.speak.ended" || type == "call.playback.ended") {
      event_.progress = Progress::answered;
      if (!cut_off && waits_for(type == "call.speak.ended" ? "speak" : "playback")) go_on();
    } else if (type == "call.gather.ended") {
      event_.progress = Progress::answered;
      event_.keys = keys_of(text("digits"));
      if (!cut_off && waits_for("gather")) go_on();
    } else if (type == "call.dtmf.received") {
      event_.progress = Progress::answered;
      if (!waits_for("record") || state_->finish.empty() || text("digit") != state_->finish) return;
      event_.control.recording = true;
      go_on();
    }
  }

  void read_hangup() {
    const auto ending = ending_of(text("hangup_cause"));
    const auto begun = instant_of(text("start_time"));
    const auto over = instant_of(text("end_time"));
    const auto end = over ? over : event_.at;
    if (begun && end && *end >= *begun && *end - *begun <= webhook_limits.longest)
      event_.duration = std::chrono::duration_cast<std::chrono::seconds>(*end - *begun);
    if (!dialled_) {
      event_.progress = Progress::ended;
      event_.ending = ending;
      return;
    }
    event_.leg_ending = ending;
    event_.progress = ending == Ending::completed ? Progress::bridged : Progress::answered;
    if (waits_for("dial")) go_on();
  }

  void read_recording() {
    event_.progress = Progress::answered;
    for (const auto* link : {"public_recording_urls.mp3", "public_recording_urls.wav",
                             "recording_urls.mp3", "recording_urls.wav"})
      if (event_.recording.empty()) event_.recording = link_of(text(link));
    const auto from = instant_of(text("recording_started_at"));
    const auto to = instant_of(text("recording_ended_at"));
    if (from && to && *to >= *from && *to - *from <= webhook_limits.longest)
      event_.recording_length = std::chrono::duration_cast<std::chrono::seconds>(*to - *from);
    if (waits_for("record")) go_on();
  }

  // It is the turn of what the state says.
  void go_on() {
    event_.asks = true;
    event_.next = state_->next;
    if (!state_->leg.empty()) event_.control.leg = bounded(state_->leg, webhook_limits.id_bytes);
    auto rest = read_instructions(boost::json::serialize(state_->rest));
    if (!rest || rest->empty()) return;
    if (const auto* redirect = std::get_if<Redirect>(&rest->front()))
      event_.next = redirect->next;
    else
      event_.rest = std::move(*rest);
  }

  const Webhook& webhook_;
  const boost::json::object& body_;
  std::optional<TelnyxState> state_;
  bool dialled_ = false;
  CallEvent event_;
};

}  // namespace

Verdict verify_telnyx(const Webhook& webhook, Secrets secrets) {
  const auto time = webhook.header("telnyx-timestamp");
  const auto at = fresh_time(time, webhook.now);
  const auto signature = from_base64(webhook.header("telnyx-signature-ed25519"));
  if (!at || !signature) return refused();
  const auto text = std::string(time) + '|' + webhook.body;
  const bool holds = any_holds(secrets, [&](std::string_view secret) {
    const auto key = from_base64(secret);
    return key && ed25519_holds(*key, text, *signature);
  });
  if (!holds) return refused();
  auto verdict = accepted(text);
  verdict.signed_at = at;
  return verdict;
}

Result<CallEvent> parse_telnyx(const Webhook& webhook) {
  const auto body = object_of(webhook.body);
  if (!body) return body.error();
  return Reader(webhook, *body).read();
}

}  // namespace frontdesk::voice
