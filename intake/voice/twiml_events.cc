#include "intake/voice/twiml_events.h"

#include <array>

#include "intake/mime/header.h"
#include "intake/voice/fields.h"
#include "intake/voice/limits.h"

namespace frontdesk::voice {
namespace {

struct Status {
  std::string_view name;
  Progress progress;
  std::optional<Ending> ending;
};

constexpr std::array<Status, 10> statuses{{
    {"queued", Progress::ringing, {}},
    {"initiated", Progress::ringing, {}},
    {"ringing", Progress::ringing, {}},
    {"in-progress", Progress::answered, {}},
    {"answered", Progress::answered, {}},
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

class Reader {
 public:
  Reader(const Webhook& webhook, const Pairs& fields) : webhook_(webhook), fields_(fields) {}

  Result<CallEvent> read() {
    const auto parent = field("ParentCallSid"), sid = field("CallSid");
    auto call = id_of(parent.empty() ? sid : parent);
    if (!call) return call.error();
    event_.call = std::move(*call);
    if (!parent.empty()) event_.leg = bounded(sid, webhook_limits.id_bytes);
    read_people();
    read_status();
    read_dial();
    read_recording();
    event_.keys = keys_of(field("Digits"));  // "hangup" is said there too, and is none
    event_.at = parse_date(field("Timestamp"));
    event_.asks =
        !webhook_.to_status && !told() && parent.empty() && event_.progress != Progress::ended;
    event_.id = id();
    return std::move(event_);
  }

 private:
  std::string_view field(std::string_view name) const { return value_of(fields_, name); }

  bool told() const {
    return !field("CallbackSource").empty() || !field("SequenceNumber").empty() ||
           !field("RecordingStatus").empty();
  }

  void read_people() {
    event_.from = number_of(field("From"));
    event_.to = number_of(field("To"));
    event_.forwarded_from = number_of(field("ForwardedFrom"));
    event_.caller_name = bounded(field("CallerName"), webhook_limits.name_bytes);
    // The callbacks of a dialled leg tell of that leg's direction, which is always outbound.
    if (event_.leg.empty() && field("Direction").starts_with("outbound"))
      event_.direction = Direction::outbound;
  }

  void read_status() {
    const auto status = status_of(field("CallStatus"));
    const bool over = status.progress == Progress::ended;
    event_.duration = seconds_of(field("CallDuration"));
    if (event_.leg.empty()) {
      event_.progress = status.progress;
      event_.ending = status.ending;
    } else {
      // Only who was answered can be dialled to another.
      event_.progress =
          status.progress == Progress::answered ? Progress::bridged : Progress::answered;
      if (over) event_.leg_ending = status.ending;
      if (over && event_.leg_ending == Ending::completed) event_.progress = Progress::bridged;
    }
  }

  // Asked for behind a Dial: how it went.
  void read_dial() {
    const auto dialled = field("DialCallStatus");
    if (dialled.empty()) return;
    event_.leg = bounded(field("DialCallSid"), webhook_limits.id_bytes);
    event_.leg_ending = status_of(dialled).ending.value_or(Ending::failed);
    if (event_.progress != Progress::ended)
      event_.progress =
          event_.leg_ending == Ending::completed ? Progress::bridged : Progress::answered;
    if (!event_.duration) event_.duration = seconds_of(field("DialCallDuration"));
  }

  void read_recording() {
    // Told of one that is only begun, or that could not be kept, it has no sound yet.
    const auto status = field("RecordingStatus");
    if (!status.empty() && status != "completed") return;
    event_.recording = link_of(field("RecordingUrl"));
    event_.recording_length = seconds_of(field("RecordingDuration"));
  }

  std::string id() const {
    const auto sequence = field("SequenceNumber"), recording = field("RecordingSid");
    std::string out;
    if (!field("RecordingStatus").empty() && !recording.empty())
      out.append("recording/").append(recording).append("/").append(field("RecordingStatus"));
    else if (!sequence.empty())
      out.append(field("CallStatus")).append("/").append(sequence);
    else
      return content_id(event_.asks ? "ask" : "tell", webhook_);
    if (!event_.leg.empty()) out.append("/").append(event_.leg);
    return bounded(out, webhook_limits.id_bytes);
  }

  const Webhook& webhook_;
  const Pairs& fields_;
  CallEvent event_;
};

}  // namespace

Result<CallEvent> parse_twiml_event(const Webhook& webhook, const Pairs& fields) {
  return Reader(webhook, fields).read();
}

}  // namespace frontdesk::voice
