// What callers hear, turn by turn.
#include "intake/voice/script.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace frontdesk;
using namespace frontdesk::voice;

namespace {

Decision decided(Outcome outcome, std::string queue = "us.voice",
                 std::vector<std::string> reasons = {"coverage"}) {
  Decision d;
  d.outcome = outcome;
  d.msp = "northwind";
  if (!queue.empty()) d.queue = queue;
  for (const auto& reason : reasons) d.reasons.emplace_back(reason);
  return d;
}

Decision outside_with(std::string choice) {
  auto d = decided(Outcome::msp, "msp", {"out_of_coverage"});
  Step step;
  step.step = StepKind::cover;
  step.code = "outside_" + choice;
  d.steps.push_back(std::move(step));
  return d;
}

struct Phone {
  CallRules rules;
  Decision decision = decided(Outcome::queued);
  Situation now;
  Places places{[](Turn turn, unsigned round) {
                  return "https://desk.example/" + std::string(name_of(turn)) + '/' +
                         std::to_string(round);
                },
                "https://desk.example/status"};

  Phone() {
    now.msp_name = "Northwind IT";
    now.caller_id = "+12125550000";
  }
  Scene play() {
    now.decision = &decision;
    return scene(now, rules, places);
  }
  // All that is said, and the rest by its name.
  static std::string heard(const Scene& scene) {
    std::string text;
    for (const auto& one : scene.say) {
      if (const auto* say = std::get_if<Say>(&one)) text += say->text + '|';
      if (const auto* ask = std::get_if<Ask>(&one)) text += "ASK " + ask->text + '|';
      if (const auto* dial = std::get_if<Dial>(&one)) text += "DIAL " + dial->target + '|';
      if (std::get_if<Record>(&one)) text += "RECORD|";
      if (const auto* go = std::get_if<Redirect>(&one)) text += "GO " + go->next + '|';
      if (std::get_if<Hangup>(&one)) text += "HANGUP|";
    }
    return text;
  }
};

bool says(const Scene& scene, std::string_view what) {
  return Phone::heard(scene).find(what) != std::string::npos;
}

}  // namespace

TEST_CASE("R1: a covered call is greeted in the MSP's name and holds, told its place") {
  Phone phone;
  phone.now.position = 2;
  const auto first = phone.play();
  CHECK(says(first, "Thank you for calling Northwind IT support."));
  CHECK(says(first, "number 2"));
  CHECK(says(first, "GO https://desk.example/wait/1"));
  CHECK(first.step == CallStep::waits);
  CHECK_FALSE(says(first, "recorded"));
  phone.now = {};
  phone.now.turn = Turn::wait;
  phone.now.state = CallState::waiting;
  phone.now.position = phone.now.round = 1;
  const auto later = phone.play();
  CHECK_FALSE(says(later, "Thank you"));
  CHECK(says(later, "number 1"));
  CHECK(says(later, "GO https://desk.example/wait/2"));
  CHECK_FALSE(later.step);
}

TEST_CASE("C27: on a shared line nobody is named until the caller is known") {
  Phone phone;
  phone.decision = decided(Outcome::queued, "triage", {"unattributed"});
  phone.decision.msp.reset();
  phone.now.msp_name.clear();
  const auto first = phone.play();
  CHECK(says(first, "Thank you for calling support."));
  CHECK_FALSE(says(first, "{msp}"));
}

TEST_CASE("calls of a queue with a target are put through, recorded where the MSP says so") {
  Phone phone;
  phone.rules.targets = {{"us.voice", "sip:us@pbx.example"}};
  phone.rules.msps = {{"northwind", "", "", true}};
  const auto first = phone.play();
  CHECK(says(first, "may be recorded"));
  CHECK(says(first, "DIAL sip:us@pbx.example"));
  const auto& dial = std::get<Dial>(first.say.back());
  CHECK(dial.record);
  CHECK(dial.caller_id == "+12125550000");
  CHECK(dial.next == "https://desk.example/parted/0");
  // A technician who took it is called instead.
  phone.now.technician = "+13125550111";
  CHECK(says(phone.play(), "DIAL +13125550111"));
}

TEST_CASE("nobody there: a message or a callback after the longest wait, or when nobody answered") {
  Phone phone;
  phone.now.turn = Turn::wait;
  phone.now.state = CallState::waiting;
  phone.now.waited = phone.rules.longest_wait;
  CHECK(says(phone.play(), "RECORD"));
  phone.now.can_record = false;
  CHECK(says(phone.play(), "ASK To be called back"));
  phone.now.can_record = true;
  phone.rules.nobody = NobodyChoice::callback;
  CHECK(says(phone.play(), "ASK To be called back"));
  phone.now.turn = Turn::parted;
  CHECK(says(phone.play(), "ASK To be called back"));
  phone.now.state = CallState::answered;
  CHECK(Phone::heard(phone.play()) == "HANGUP|");
  phone.now.turn = Turn::chosen;
  phone.now.keys = "1";
  const auto taken = phone.play();
  CHECK(taken.step == CallStep::callback);
  CHECK(says(taken, "HANGUP"));
  phone.now.keys = "";
  CHECK(says(phone.play(), "RECORD"));
  phone.now.turn = Turn::recorded;
  CHECK(phone.play().step == CallStep::voicemail);
}

TEST_CASE("C9: outside coverage the site's choice is what the caller gets, and never nothing") {
  Phone phone;
  const std::string outside = "not on duty";
  phone.decision = outside_with("message");
  CHECK(says(phone.play(), outside));
  CHECK(says(phone.play(), "HANGUP"));
  phone.decision = outside_with("voicemail");
  CHECK(says(phone.play(), "RECORD"));
  phone.decision = outside_with("callback");
  CHECK(says(phone.play(), "ASK"));
  phone.decision = outside_with("forward");
  CHECK(says(phone.play(), "HANGUP"));  // no target
  phone.now.forward_to = "+12125550199";
  CHECK(says(phone.play(), "DIAL +12125550199"));
}

TEST_CASE("C28 R107: the MSPs' own staff hear where to turn, or are put through there") {
  Phone phone;
  phone.decision = decided(Outcome::partner, "partner", {"staff"});
  phone.now.partner_support = "Partner support at +1 855 342-8432";
  CHECK(says(phone.play(), "turn to Partner support at +1 855 342-8432."));
  CHECK(says(phone.play(), "HANGUP"));
  CHECK(phone.play().step == CallStep::told);  // by us, so nobody has given up
  phone.rules.targets = {{"partner", "+18553428432"}};
  CHECK(says(phone.play(), "DIAL +18553428432"));
}

TEST_CASE("who is not served, not known or refused hears so; a redial goes on where it was") {
  Phone phone;
  phone.decision = decided(Outcome::msp, "msp", {"no_plan"});
  CHECK(says(phone.play(), "cannot take this call"));
  phone.decision = decided(Outcome::refused, "", {"unrecognised"});
  CHECK(says(phone.play(), "cannot take this call"));
  phone.decision = decided(Outcome::pending_approval, "approval", {"unrecognised"});
  CHECK(says(phone.play(), "We ask Northwind IT"));
  phone.decision = decided(Outcome::appended, "", {"thread"});
  phone.now.redial = true;
  CHECK(says(phone.play(), "Welcome back"));
  CHECK_FALSE(says(phone.play(), "Thank you for calling"));
}

TEST_CASE("a call that is over gets no more than a hang-up") {
  Phone phone;
  phone.now.turn = Turn::wait;
  phone.now.state = CallState::abandoned;
  const auto last = phone.play();
  CHECK(Phone::heard(last) == "HANGUP|");
  CHECK_FALSE(last.step);
}
