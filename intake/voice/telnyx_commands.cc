#include <algorithm>

#include "intake/voice/fields.h"
#include "intake/voice/render.h"
#include "intake/voice/rows.h"
#include "intake/voice/telnyx_state.h"
#include "intake/voice/xml_writer.h"
#include "rules/base/digest.h"

namespace frontdesk::voice {
namespace {

using boost::json::object;

constexpr std::size_t speech_bytes = 3'000;        // what Telnyx takes at once
constexpr std::chrono::seconds longest_break{10};  // of SSML

// The same for the same webhook, in the form of a UUID.
std::string command_id(const std::string& event, std::size_t index) {
  auto hex = sha256_hex(event + '/' + std::to_string(index)).substr(0, 32);
  for (const std::size_t at : {8, 13, 18, 23}) hex.insert(at, 1, '-');
  return hex;
}

// An id as a segment of a path.
std::string segment(std::string_view id) {
  constexpr std::string_view hex = "0123456789ABCDEF", plain = "-._~:";
  std::string out;
  for (const char c : id) {
    const auto byte = static_cast<unsigned char>(c);
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
        plain.find(c) != plain.npos)
      out += c;
    else
      out.append(1, '%').append(1, hex[byte >> 4]).append(1, hex[byte & 15]);
  }
  return out;
}

std::int64_t millis(std::chrono::seconds length) {
  return std::chrono::milliseconds(length).count();
}

class Commands {
 public:
  explicit Commands(const RenderContext& context) : event_(context.event) {}

  std::vector<Command> take() { return std::move(commands_); }

  void write(Instructions list) {
    if (!event_.control.answered) return begin(list);
    if (event_.control.recording) send("record_stop", {});
    while (!list.empty() && is_silent(list.front())) list = list.subspan(1);
    if (list.empty()) return send("hangup", {});
    std::visit(
        Kinds{
            [&](const Say&) { speak(list); },
            [&](const Pause&) { speak(list); },
            [&](const Play& one) { play(one, list.subspan(1)); },
            [&](const Ask& one) { ask(one); },
            [&](const Dial& one) { dial(one); },
            [&](const Record& one) { record(one); },
            // Nothing is called back without a command: a second's silence is one.
            [&](const Redirect&) { say("<speak><break time=\"1s\"/></speak>", true, "", list); },
            [&](const Reject&) { send("hangup", {}); },
            [&](const Hangup&) { send("hangup", {}); },
        },
        list.front());
  }

 private:
  static bool is_silent(const CallInstruction& one) {
    const auto* text = std::get_if<Say>(&one);
    return text && text->text.empty();
  }

  void send(std::string_view action, object body) {
    body["command_id"] = command_id(event_.id, commands_.size());
    std::string path = "/v2/calls/" + segment(event_.control.leg) + "/actions/";
    commands_.push_back({path.append(action), boost::json::serialize(body)});
  }

  // Before the call is answered nothing can be said.
  void begin(Instructions list) {
    if (list.empty() || std::holds_alternative<Hangup>(list.front())) return send("hangup", {});
    if (std::holds_alternative<Reject>(list.front()))
      return send("reject", {{"cause", "CALL_REJECTED"}});
    send("answer", {{"client_state", state("answered", list)}});
  }

  // What is waited for, and what is done then: at a list's end the call's.
  std::string state(std::string_view after, Instructions rest) const {
    TelnyxState state;
    state.after = after;
    state.leg = event_.control.leg;
    static const CallInstruction last[] = {Hangup{}};
    state.rest = boost::json::parse(instructions_json(rest.empty() ? Instructions(last) : rest));
    return encoded(state);
  }

  std::string asking(std::string_view after, const std::string& next,
                     const std::string& finish = {}) const {
    TelnyxState state;
    state.after = after;
    state.leg = event_.control.leg;
    state.next = next;
    state.finish = finish;
    return encoded(state);
  }

  // As many texts and pauses as one command can have.
  void speak(Instructions list) {
    std::string text, language;
    bool pauses = false;
    Xml xml("speak");
    std::size_t count = 0;
    for (; count < list.size(); ++count) {
      if (const auto* one = std::get_if<Say>(&list[count])) {
        if ((!language.empty() && one->language != language) ||
            (!text.empty() && text.size() + one->text.size() >= speech_bytes))
          break;
        language = one->language;
        const auto piece = bounded(one->text, speech_bytes);
        text += (text.empty() ? "" : " ") + piece;
        xml.content(piece + ' ');
      } else if (const auto* pause = std::get_if<Pause>(&list[count])) {
        pauses = true;
        for (auto left = pause->length; left.count() > 0; left -= std::min(left, longest_break))
          xml.open("break").attribute("time", whole(std::min(left, longest_break)) + "s").close();
      } else {
        break;
      }
    }
    auto ssml = xml.text();
    ssml.erase(0, ssml.find("<speak"));
    say(pauses ? ssml : text, pauses, language, list.subspan(count));
  }

  void say(const std::string& text, bool ssml, const std::string& language, Instructions rest) {
    send("speak", {{"payload", text},
                   {"payload_type", ssml ? "ssml" : "text"},
                   {"voice", "female"},
                   {"language", language.empty() ? "en-US" : language},
                   {"client_state", state("speak", rest)}});
  }

  void play(const Play& play, Instructions rest) {
    send("playback_start", {{"audio_url", play.url}, {"client_state", state("playback", rest)}});
  }

  void ask(const Ask& ask) {
    object body{{"minimum_digits", 1},
                {"maximum_digits", ask.keys},
                {"timeout_millis", millis(ask.patience)},
                {"terminating_digit", "#"},
                {"client_state", asking("gather", ask.next)}};
    if (ask.text.empty()) return send("gather", std::move(body));
    body["payload"] = bounded(ask.text, speech_bytes);
    body["voice"] = "female";
    body["language"] = ask.language.empty() ? "en-US" : ask.language;
    body["maximum_tries"] = 1;
    send("gather_using_speak", std::move(body));
  }

  // The caller is kept when the other leg ends.
  void dial(const Dial& dial) {
    object body{{"to", dial.target},
                {"timeout_secs", std::clamp<std::int64_t>(dial.patience.count(), 5, 600)},
                {"park_after_unbridge", "self"},
                {"target_leg_client_state", asking("dial", dial.next)}};
    if (!dial.caller_id.empty()) body["from"] = dial.caller_id;
    if (dial.record) {
      body["record"] = "record-from-answer";
      body["record_channels"] = "dual";
      body["record_format"] = "mp3";
    }
    send("transfer", std::move(body));
  }

  void record(const Record& record) {
    send("record_start", {{"format", "mp3"},
                          {"channels", "single"},
                          {"recording_track", "inbound"},
                          {"play_beep", true},
                          {"max_length", record.longest.count()},
                          {"client_state", asking("record", record.next, record.finish_key)}});
  }

  const CallEvent& event_;
  std::vector<Command> commands_;
};

}  // namespace

Answer render_telnyx(Instructions list, const RenderContext& context) {
  if (!context.event.asks || context.event.control.leg.empty()) return {};
  Commands commands(context);
  commands.write(list);
  return {"", "", commands.take()};
}

}  // namespace frontdesk::voice
