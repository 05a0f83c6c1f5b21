// Steps as sentences: each code has one, none shows a private number, none needs what was erased.
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "desk_world.h"
#include "rules/base/names.h"
#include "rules/phone.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

using Codes = std::set<std::pair<StepKind, std::string>>;

// A code that is put together where it is used.
std::vector<std::string> spelt_out(const std::string& part) {
  if (part == "via_") return {"via_token", "via_references", "via_in_reply_to", "via_subject"};
  if (part == "outside_")
    return {"outside_msp",       "outside_held",    "outside_message",
            "outside_voicemail", "outside_forward", "outside_callback"};
  return {part};
}

// The text of a call from its opening parenthesis to the references.
std::string arguments_at(const std::string& text, std::size_t open) {
  int depth = 0;
  std::size_t at = open;
  for (; at < text.size(); ++at) {
    if (text[at] == '{') break;
    if (text[at] == '(') ++depth;
    if (text[at] == ')' && --depth == 0) break;
  }
  return text.substr(open, at - open);
}

void collect(const std::string& text, const std::regex& call, StepKind fallback, Codes& codes) {
  static const std::regex kind(R"(StepKind::(\w+))"), literal(R"x("([a-z_]+)")x");
  for (std::sregex_iterator it(text.begin(), text.end(), call), end; it != end; ++it) {
    const auto arguments =
        arguments_at(text, static_cast<std::size_t>(it->position() + it->length() - 1));
    std::smatch found;
    const auto step = std::regex_search(arguments, found, kind)
                          ? enum_from<StepKind>(found[1].str()).value()
                          : fallback;
    for (std::sregex_iterator one(arguments.begin(), arguments.end(), literal); one != end; ++one)
      for (auto& code : spelt_out((*one)[1])) codes.emplace(step, code);
  }
}

// Every code that a judgement in router/ can write.
Codes codes_in_sources() {
  static const std::regex step(R"(\bstep\()"), to_msp(R"(\bto_msp\()");
  Codes codes;
  for (const auto& file : std::filesystem::directory_iterator(
           std::filesystem::path(FRONTDESK_SOURCE_DIR) / "router")) {
    if (file.path().extension() != ".cc" || file.path().filename() == "says.cc") continue;
    std::ostringstream text;
    text << std::ifstream(file.path()).rdbuf();
    collect(text.str(), step, StepKind::entitle, codes);
    collect(text.str(), to_msp, StepKind::entitle, codes);
  }
  return codes;
}

std::string sentence(StepKind kind, const std::string& code, std::vector<std::string> refs) {
  const World world;
  Decision d;
  d.steps = {{kind, code, std::move(refs), ""}};
  render(d, nullptr, world.directory(), world.rules());
  return d.steps[0].says;
}

std::vector<std::string> sentences(const World& world, const Arrival& asked, const Arrival* shown) {
  auto d = world.decide(asked);
  render(d, shown, world.directory(), world.rules());
  std::vector<std::string> all;
  for (const auto& step : d.steps) all.push_back(step.says);
  return all;
}

}  // namespace

TEST_CASE("every code that a judgement writes has a sentence") {
  const auto codes = codes_in_sources();
  CHECK(codes.size() > 60);
  for (const std::string known : {"via_token", "phone_unique", "ungated", "outside_held",
                                  "not_started", "contract_ended", "line_partner"})
    CHECK(std::any_of(codes.begin(), codes.end(),
                      [&](const auto& code) { return code.second == known; }));
  for (const auto& [kind, code] : codes) {
    INFO(name_of(kind) << ' ' << code);
    const auto text = sentence(kind, code, {"ann", "ann"});
    CHECK(text != code + " ann ann");
    CHECK(text.ends_with('.'));
    CHECK(text.find('{') == std::string::npos);
  }
}

TEST_CASE("a code of a newer program is shown as it is") {
  CHECK(sentence(StepKind::place, "quantum", {"a", "b"}) == "quantum a b");
}

TEST_CASE("sentences survive missing references and erased facts") {
  for (const auto& [kind, code] : codes_in_sources()) {
    INFO(code);
    CHECK_FALSE(sentence(kind, code, {}).empty());
    CHECK_FALSE(sentence(kind, code, {"gone", "gone"}).empty());
  }
  const World world;
  const auto said = sentences(world, call("+12125550142"), nullptr);
  CHECK(has(said, "The sender (facts erased) is Ann Lee at Acme Dental, New York."));
  for (const auto& text : said) CHECK(text.find("555") == std::string::npos);
  World erased;
  erased.contact("ann", [](Contact& ann) { ann.active = false; });
  CHECK(sentence(StepKind::recognise, "phone_unique", {"gone"}) ==
        "The sender (facts erased) is gone (erased).");
}

TEST_CASE("R225: a private number stands in no sentence") {
  const World world;
  for (const auto& asked : {call("+12125550142", wednesday, "northwind-private"),
                            call("+12125550199", wednesday, "northwind-voice"),
                            call("+12125550199"), call("", wednesday, "northwind-private")}) {
    for (const auto& text : sentences(world, asked, &asked)) {
      CHECK(digits_of(text).find("12125550199") == std::string::npos);
      CHECK(digits_of(text).find("2125550199") == std::string::npos);
    }
  }
}

TEST_CASE("sentences say who, where and why") {
  const World world;
  const auto covered = call("+12125550142");
  const auto said = sentences(world, covered, &covered);
  CHECK(has(said, "+1 212-555-0142 is Ann Lee at Acme Dental, New York."));
  CHECK(has(said, "At 2026-06-03T08:30:00-04:00 it was within After Hours and Weekends."));
  const auto spam = mail_with_row("info@acme.example", "S18");
  CHECK(has(sentences(world, spam, &spam), "Spam row S18 (from contains \"info@\")."));
  const auto none = chat("");
  CHECK(has(sentences(world, none, &none), "It came without an address that could name anybody."));
}
