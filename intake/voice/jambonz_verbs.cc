#include "intake/voice/render.h"
#include "intake/voice/rows.h"
#include "rules/base/json.h"

namespace frontdesk::voice {
namespace {

using boost::json::array;
using boost::json::object;

object say(const std::string& text, const std::string& language) {
  object verb{{"text", text}};
  // The application's own vendor, in another language.
  if (!language.empty())
    verb["synthesizer"] = object{{"vendor", "default"}, {"language", language}};
  return verb;
}

object verb_of(const Ask& ask) {
  object verb{{"verb", "gather"},      {"actionHook", ask.next}, {"input", array{"digits"}},
              {"maxDigits", ask.keys}, {"finishOnKey", "#"},     {"timeout", ask.patience.count()}};
  if (!ask.text.empty()) verb["say"] = say(ask.text, ask.language);
  return verb;
}

object verb_of(const Dial& dial) {
  const bool sip = is_sip(dial.target);
  object target{{"type", sip ? "sip" : "phone"}, {sip ? "sipUri" : "number", dial.target}};
  object verb{{"verb", "dial"}, {"actionHook", dial.next}};
  if (!dial.caller_id.empty()) verb["callerId"] = dial.caller_id;
  verb["timeout"] = dial.patience.count();
  verb["target"] = array{target};
  return verb;
}

object redirect(const std::string& next) {
  return {{"verb", "redirect"}, {"actionHook", next}};
}

}  // namespace

// A recording is made by the account or by a server of one's own, not by a verb: a message cannot
// be taken, and `next` is asked at once.
Answer render_jambonz(Instructions list, const RenderContext& context) {
  if (!context.event.asks) return {};
  array verbs;
  const Kinds kinds{
      [&](const Say& one) {
        if (one.text.empty()) return;
        auto verb = say(one.text, one.language);
        verb["verb"] = "say";
        verbs.push_back(std::move(verb));
      },
      [&](const Play& one) {
        verbs.push_back(object{{"verb", "play"}, {"url", one.url}});
      },
      [&](const Pause& one) {
        verbs.push_back(object{{"verb", "pause"}, {"length", one.length.count()}});
      },
      [&](const Ask& one) { verbs.push_back(verb_of(one)); },
      [&](const Dial& one) { verbs.push_back(verb_of(one)); },
      [&](const Record& one) { verbs.push_back(redirect(one.next)); },
      [&](const Redirect& one) { verbs.push_back(redirect(one.next)); },
      [&](const Reject&) {
        verbs.push_back(object{{"verb", "sip:decline"}, {"status", 603}});
      },
      [&](const Hangup&) {
        verbs.push_back(object{{"verb", "hangup"}});
      },
  };
  for (const auto& one : list) std::visit(kinds, one);
  return {"application/json", boost::json::serialize(verbs), {}};
}

}  // namespace frontdesk::voice
