#include <algorithm>

#include "intake/voice/render.h"
#include "intake/voice/rows.h"
#include "rules/base/json.h"

namespace frontdesk::voice {
namespace {

using boost::json::array;
using boost::json::object;

// Vonage writes E.164 without its plus.
std::string digits(std::string_view number) {
  if (number.starts_with('+')) number.remove_prefix(1);
  return std::string(number);
}

class Ncco {
 public:
  explicit Ncco(const CallEvent& event) : event_(event) {}

  std::string text() const { return boost::json::serialize(actions_); }

  void add(const Say& say) { talk(say.text, say.language, false); }
  void add(const Play& play) {
    actions_.push_back(object{{"action", "stream"}, {"streamUrl", array{play.url}}});
  }
  void add(const Pause& pause) {
    actions_.push_back(object{{"action", "wait"}, {"timeout", pause.length.count()}});
  }
  void add(const Ask& ask) {
    talk(ask.text, ask.language, true);
    const object dtmf{{"timeOut", std::clamp<std::int64_t>(ask.patience.count(), 1, 10)},
                      {"maxDigits", std::clamp(ask.keys, 1u, 20u)},
                      {"submitOnHash", true}};
    push({{"action", "input"}, {"type", array{"dtmf"}}, {"dtmf", dtmf}}, ask.next);
  }
  // Synchronous, so that what `next` says when nobody answers takes the place of what follows; what
  // follows is its turn when the two have parted.
  void add(const Dial& dial) {
    if (dial.record)
      push({{"action", "record"}, {"format", "mp3"}, {"split", "conversation"}, {"channels", 2}},
           dial.status.empty() ? dial.next : dial.status);
    object endpoint{{"type", is_sip(dial.target) ? "sip" : "phone"}};
    endpoint[is_sip(dial.target) ? "uri" : "number"] =
        is_sip(dial.target) ? dial.target : digits(dial.target);
    object connect{{"action", "connect"}};
    if (!dial.caller_id.empty()) connect["from"] = digits(dial.caller_id);
    connect["timeout"] = dial.patience.count();
    connect["eventType"] = "synchronous";
    connect["endpoint"] = array{endpoint};
    push(std::move(connect), dial.next);
    add(Redirect{dial.next});
  }
  // With an end of its own the recording is waited for; its link is told to eventUrl.
  void add(const Record& record) {
    object action{{"action", "record"}, {"format", "mp3"}, {"beepStart", true}};
    action["timeOut"] = std::clamp<std::int64_t>(record.longest.count(), 3, 7'200);
    if (!record.finish_key.empty()) action["endOnKey"] = record.finish_key;
    push(std::move(action), record.status.empty() ? record.next : record.status);
    add(Redirect{record.next});
  }
  // What is told then need not name the call: the payload does.
  void add(const Redirect& redirect) {
    push({{"action", "notify"}, {"payload", object{{"call", event_.call}}}}, redirect.next);
  }

 private:
  void talk(const std::string& text, const std::string& language, bool barge_in) {
    if (text.empty()) return;
    object action{{"action", "talk"}, {"text", text}};
    if (!language.empty()) action["language"] = language;
    if (barge_in) action["bargeIn"] = true;
    actions_.push_back(std::move(action));
  }

  void push(object action, const std::string& url) {
    action["eventUrl"] = array{url};
    action["eventMethod"] = "POST";
    actions_.push_back(std::move(action));
  }

  const CallEvent& event_;
  array actions_;
};

bool ends_the_call(const CallInstruction& one) {
  return std::holds_alternative<Reject>(one) || std::holds_alternative<Hangup>(one);
}

}  // namespace

// The call ends where the list does.
Answer render_ncco(Instructions list, const RenderContext& context) {
  if (!context.event.asks) return {};
  Ncco ncco(context.event);
  for (const auto& one : list) {
    if (ends_the_call(one)) break;
    std::visit(
        [&](const auto& instruction) {
          if constexpr (requires { ncco.add(instruction); }) ncco.add(instruction);
        },
        one);
  }
  return {"application/json", ncco.text(), {}};
}

}  // namespace frontdesk::voice
