#include <array>

#include "intake/voice/fields.h"
#include "intake/voice/rows.h"
#include "intake/voice/signed_header.h"

namespace frontdesk::voice {
namespace {

struct Status {
  std::string_view name;
  Progress progress;
  std::optional<Ending> ending;
};

constexpr std::array<Status, 9> statuses{{
    {"trying", Progress::ringing, {}},
    {"ringing", Progress::ringing, {}},
    {"early-media", Progress::ringing, {}},
    {"in-progress", Progress::answered, {}},
    {"completed", Progress::ended, Ending::completed},
    {"busy", Progress::ended, Ending::busy},
    {"no-answer", Progress::ended, Ending::no_answer},
    {"failed", Progress::ended, Ending::failed},
    {"canceled", Progress::ended, Ending::canceled},
}};

Status status_of(std::string_view name) {
  for (const auto& status : statuses)
    if (status.name == name) return status;
  return {name, Progress::ringing, {}};
}

CallEvent read(const boost::json::object& body, std::string call) {
  const auto text = [&](std::string_view path) { return text_of(body, path); };
  CallEvent event;
  event.call = std::move(call);
  const auto parent = text("parent_call_sid");
  if (!parent.empty()) event.leg = bounded(text("call_sid"), webhook_limits.id_bytes);
  event.from = number_of(text("from"));
  event.to = number_of(text("to"));
  event.caller_name = bounded(text("caller_name"), webhook_limits.name_bytes);
  for (const auto* header : {"sip.headers.diversion", "sip.headers.Diversion"})
    if (event.forwarded_from.empty()) event.forwarded_from = diverted_from(text(header));
  if (text("direction") == "outbound" && parent.empty()) event.direction = Direction::outbound;
  const auto status = status_of(text("call_status"));
  const bool over = status.progress == Progress::ended;
  if (over) event.duration = seconds_of(text("duration"));
  if (event.leg.empty()) {
    event.progress = status.progress;
    event.ending = status.ending;
  } else {
    event.progress = status.progress == Progress::answered || status.ending == Ending::completed
                         ? Progress::bridged
                         : Progress::answered;
    if (over) event.leg_ending = status.ending;
  }
  event.keys = keys_of(text("digits"));
  return event;
}

// Asked for behind a dial.
void read_dial(CallEvent& event, const boost::json::object& body) {
  const auto dialled = text_of(body, "dial_call_status");
  if (dialled.empty()) return;
  event.leg = bounded(text_of(body, "dial_call_sid"), webhook_limits.id_bytes);
  event.leg_ending = status_of(dialled).ending.value_or(Ending::failed);
  if (event.progress != Progress::ended)
    event.progress = event.leg_ending == Ending::completed ? Progress::bridged : Progress::answered;
}

}  // namespace

Verdict verify_jambonz(const Webhook& webhook, Secrets secrets) {
  return verify_signed_header(webhook, "jambonz-signature", secrets);
}

// The words of a new call and of its state are the same: only the URL tells whether it is asked.
Result<CallEvent> parse_jambonz(const Webhook& webhook) {
  const auto body = object_of(webhook.body);
  if (!body) return body.error();
  const auto parent = text_of(*body, "parent_call_sid");
  auto call = id_of(parent.empty() ? text_of(*body, "call_sid") : parent);
  if (!call) return call.error();
  auto event = read(*body, std::move(*call));
  event.asks = !webhook.to_status && event.leg.empty() && event.progress != Progress::ended;
  read_dial(event, *body);
  event.id = content_id(event.asks ? "ask" : "tell", webhook);
  return event;
}

}  // namespace frontdesk::voice
