// Our own dialect, for whoever connects a PBX: GENERIC.md.
#include "intake/voice/fields.h"
#include "intake/voice/rows.h"
#include "intake/voice/signed_header.h"

namespace frontdesk::voice {
namespace {

struct Wire {
  bool asks = false;
  std::string call, leg, id, from, to, forwarded_from, caller_name;
  Direction direction = Direction::inbound;
  Progress progress = Progress::ringing;
  std::optional<Ending> ending, leg_ending;
  std::string keys, recording;
  std::optional<std::int64_t> recording_length, duration;
  std::optional<Instant> at;
};
BOOST_DESCRIBE_STRUCT(Wire, (),
                      (asks, call, leg, id, from, to, forwarded_from, caller_name, direction,
                       progress, ending, leg_ending, keys, recording, recording_length, duration,
                       at))

std::optional<std::chrono::seconds> length_of(std::optional<std::int64_t> count) {
  if (!count || *count < 0 || *count > webhook_limits.longest.count()) return {};
  return std::chrono::seconds(*count);
}

}  // namespace

Verdict verify_generic(const Webhook& webhook, Secrets secrets) {
  return verify_signed_header(webhook, "frontdesk-signature", secrets);
}

Result<CallEvent> parse_generic(const Webhook& webhook) {
  auto body = object_of(webhook.body);
  if (!body) return body.error();
  auto wire = from_json_value<Wire>(std::move(*body));
  if (!wire) return wire.error();
  auto call = id_of(wire->call), id = id_of(wire->id);
  if (!call) return call.error();
  if (!id) return problem(ProblemCode::syntax, "the webhook has no id");
  CallEvent event;
  event.call = std::move(*call);
  event.id = std::move(*id);
  event.leg = bounded(wire->leg, webhook_limits.id_bytes);
  event.from = number_of(wire->from);
  event.to = number_of(wire->to);
  event.forwarded_from = number_of(wire->forwarded_from);
  event.caller_name = bounded(wire->caller_name, webhook_limits.name_bytes);
  event.direction = wire->direction;
  event.progress = wire->progress;
  if (event.progress == Progress::ended) event.ending = wire->ending.value_or(Ending::completed);
  event.leg_ending = wire->leg_ending;
  event.keys = keys_of(wire->keys);
  event.recording = link_of(wire->recording);
  event.recording_length = length_of(wire->recording_length);
  event.duration = length_of(wire->duration);
  event.at = wire->at;
  event.asks = wire->asks && !webhook.to_status && event.progress != Progress::ended;
  return event;
}

Answer render_generic(Instructions list, const RenderContext& context) {
  if (!context.event.asks) return {};
  return {"application/json", "{\"instructions\":" + instructions_json(list) + '}', {}};
}

}  // namespace frontdesk::voice
