#include "intake/voice/script.h"

#include <algorithm>

#include "rules/base/names.h"

namespace frontdesk::voice {
namespace {

constexpr std::chrono::seconds to_choose{8};

class Script {
 public:
  Script(const Situation& now, const CallRules& rules, const Places& places)
      : now_(now), rules_(rules), places_(places) {
    const auto msp = now.decision && now.decision->msp ? now.decision->msp->str() : std::string();
    own_ = rules.of(msp);
    language_ = own_ && !own_->language.empty() ? own_->language : rules.language;
    name_ = own_ && !own_->name.empty() ? own_->name : now.msp_name;
  }

  Scene run() {
    switch (now_.turn) {
      case Turn::arrive:
        arrive();
        break;
      case Turn::wait:
        wait();
        break;
      case Turn::parted:
        parted();
        break;
      case Turn::chosen:
        chosen();
        break;
      case Turn::recorded:
        over(CallText::message_taken, CallStep::voicemail);
        break;
    }
    return std::move(scene_);
  }

 private:
  // ---- turns ------------------------------------------------------------------------------------

  void arrive() {
    if (!now_.decision) return over(CallText::not_served, CallStep::told);
    const auto& d = *now_.decision;
    if (now_.redial)
      say(CallText::welcome_back);
    else
      say(name_.empty() ? CallText::neutral_greeting : CallText::greeting);
    if (own_ && own_->recording ? *own_->recording : rules_.recording) say(CallText::recording);
    if (now_.redial) return go_on();
    switch (d.outcome) {
      case Outcome::queued:
      case Outcome::appended:
        return go_on();
      case Outcome::partner:
        return partner();
      case Outcome::pending_approval:
        return over(CallText::pending, CallStep::told);
      case Outcome::msp:
      case Outcome::held:
        return outside(d);
      default:
        return over(CallText::not_served, CallStep::told);
    }
  }

  void wait() {
    if (is_over(now_.state)) return hang_up();
    go_on();
  }

  // Both have parted, or nobody was there: then the caller is not lost.
  void parted() {
    if (now_.state == CallState::answered || is_over(now_.state)) return hang_up();
    nobody_there();
  }

  void chosen() {
    if (now_.keys == "1") return over(CallText::callback_taken, CallStep::callback);
    take_message();
  }

  // ---- what they are made of --------------------------------------------------------------------

  void go_on() {
    if (now_.waited >= rules_.longest_wait) return nobody_there();
    auto queue = now_.queue;
    if (queue.empty() && now_.decision && now_.decision->queue) queue = now_.decision->queue->str();
    const auto target =
        now_.technician.empty() ? std::string(rules_.target_of(queue)) : now_.technician;
    if (!target.empty()) return put_through(target);
    hold();
  }

  void hold() {
    if (now_.round > 0 || now_.position > 0) place_in_line();
    say(CallText::hold);
    scene_.say.emplace_back(Pause{rules_.round});
    scene_.say.emplace_back(Redirect{places_.next(Turn::wait, now_.round + 1)});
    step(CallStep::waits);
  }

  void place_in_line() {
    if (now_.position == 0) return;
    auto text = words(CallText::position);
    fill(text, "{position}", std::to_string(now_.position));
    scene_.say.emplace_back(Say{std::move(text), language_});
  }

  void put_through(const std::string& target) {
    // Back to where the call comes from it would go round for ever.
    if (target == now_.caller) return nobody_there();
    step(CallStep::waits);
    Dial dial;
    dial.target = target;
    dial.caller_id = now_.caller_id;
    dial.patience = rules_.ring;
    dial.record = own_ && own_->recording ? *own_->recording : rules_.recording;
    dial.status = places_.status;
    dial.next = places_.next(Turn::parted, now_.round);
    scene_.say.emplace_back(std::move(dial));
  }

  void nobody_there() {
    if (rules_.nobody == NobodyChoice::callback || !now_.can_record) return offer_callback();
    take_message();
  }

  void offer_callback() {
    scene_.say.emplace_back(Ask{words(CallText::callback_offer), language_, 1, to_choose,
                                places_.next(Turn::chosen, now_.round)});
  }

  void take_message() {
    if (!now_.can_record) return hang_up();
    say(CallText::voicemail);
    scene_.say.emplace_back(Record{rules_.longest_message, "#",
                                   places_.next(Turn::recorded, now_.round), places_.status});
  }

  // The choices of C9, as the decision says them. Whoever is not served at all hears so.
  void outside(const Decision& d) {
    const auto chose = [&](std::string_view code) {
      return std::any_of(d.steps.begin(), d.steps.end(), [&](const Step& one) {
        return one.step == StepKind::cover && one.code == code;
      });
    };
    const bool closed = std::any_of(d.reasons.begin(), d.reasons.end(), [](const auto& reason) {
      return reason == "out_of_coverage" || reason == "hourly_out_of_hours";
    });
    if (!closed) return over(CallText::not_served, CallStep::told);
    if (chose("outside_forward") && !now_.forward_to.empty()) return put_through(now_.forward_to);
    say(CallText::outside);
    if (chose("outside_voicemail")) return take_message();
    if (chose("outside_callback")) return offer_callback();
    hang_up();
    scene_.step = CallStep::told;
  }

  void partner() {
    const auto target = rules_.target_of("partner");
    if (!target.empty()) return put_through(std::string(target));
    over(CallText::partner, CallStep::told);
  }

  void over(CallText last_words, std::optional<CallStep> left) {
    say(last_words);
    hang_up();
    scene_.step = left;
  }

  void hang_up() { scene_.say.emplace_back(Hangup{}); }

  // Told once: a call that waits already goes on waiting.
  void step(CallStep next) {
    if (next == CallStep::waits && now_.state != CallState::ringing) return;
    scene_.step = next;
  }

  void say(CallText which) { scene_.say.emplace_back(Say{words(which), language_}); }

  std::string words(CallText which) const {
    std::string text(rules_.text(language_, which));
    fill(text, "{msp}", name_);
    fill(text, "{partner}", now_.partner_support);
    return text;
  }

  static void fill(std::string& text, std::string_view mark, std::string_view with) {
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + with.size()))
      text.replace(at, mark.size(), with);
  }

  const Situation& now_;
  const CallRules& rules_;
  const Places& places_;
  const CallsOfMsp* own_ = nullptr;
  std::string language_, name_;
  Scene scene_;
};

}  // namespace

Scene scene(const Situation& situation, const CallRules& rules, const Places& places) {
  return Script(situation, rules, places).run();
}

}  // namespace frontdesk::voice
