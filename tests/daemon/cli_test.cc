// The pure parts of the command line.
#include <doctest/doctest.h>
#include <unistd.h>

#include <sstream>
#include <vector>

#include "daemon/cli/decision_text.h"
#include "daemon/cli/earlier.h"
#include "daemon/cli/line_reader.h"
#include "daemon/cli/mbox.h"
#include "daemon/cli/question.h"
#include "daemon/cli/replay_changes.h"
#include "daemon/cli/table.h"
#include "daemon/decision_json.h"
#include "rules/base/fold.h"
#include "rules/base/json.h"

using namespace frontdesk;
using namespace frontdesk::cli;
using Got = LineReader::Got;

namespace {

// A pipe that holds a text and is closed at the writing end.
class Input {
 public:
  explicit Input(const std::string& text) {
    REQUIRE(::pipe(ends_) == 0);
    REQUIRE(::write(ends_[1], text.data(), text.size()) == static_cast<ssize_t>(text.size()));
    ::close(ends_[1]);
  }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;
  ~Input() { ::close(ends_[0]); }
  int fd() const { return ends_[0]; }

 private:
  int ends_[2] = {-1, -1};
};

std::vector<std::string> lines_of(const std::string& text, std::size_t longest) {
  const Input input(text);
  LineReader reader(input.fd(), longest);
  std::vector<std::string> all;
  std::string_view line;
  for (;;) {
    const auto got = reader.next(line);
    REQUIRE(got.has_value());
    if (*got == Got::end) return all;
    all.emplace_back(*got == Got::too_long ? "(too long)" : line);
  }
}

std::vector<std::string> mails_of(std::string_view bytes) {
  std::vector<std::string> all;
  for_each_in_mbox(bytes, [&](std::string_view mail) { all.emplace_back(mail); });
  return all;
}

Decision sample() {
  Decision decision;
  decision.queue = "us.voice";
  decision.region = Region::us;
  decision.line = "us-voice";
  decision.at = *parse_instant("2026-06-03T12:30:00Z");
  decision.msp = "northwind";
  decision.recognition = Recognition::recognised;
  decision.coverage = CoverageFinding{
      "us_voice_us_chat.after_hours", true, "2026-06-03T08:30:00-04:00", "after_hours", {}, false};
  decision.reasons = {"coverage"};
  decision.steps = {{StepKind::recognise, "phone_unique", {"ann"}, "It is Ann."}};
  decision.rules = "sha256:00";
  return decision;
}

}  // namespace

TEST_SUITE("cli") {
  TEST_CASE("a table pads to the widest cell, counts code points and has no trailing blanks") {
    Table table({"id", "name"});
    table.row({"1", "Zoë"});
    table.row({"1042", "x"});
    CHECK(table.text() == "id    name\n1     Zoë\n1042  x\n");
    CHECK(Table({"id"}).text().empty());
  }

  TEST_CASE("a long cell is cut on a character") {
    Table table({"subject"});
    std::string text;
    for (int i = 0; i < 80; ++i) text += "ü";
    table.row({text});
    const auto out = table.text();
    CHECK(is_utf8(out));
    CHECK(columns_of(out.substr(out.find('\n') + 1)) == 61);
  }

  TEST_CASE("what came from outside cannot steer the terminal") {
    CHECK(printable("a\x1b[2Jb\nc\td") == "a\xEF\xBF\xBD[2Jb c d");
    CHECK(printable("\xC2\x9B"
                    "31m") ==
          "\xEF\xBF\xBD"
          "31m");
    CHECK(printable("\xE2\x80\xAE"
                    "gpj.exe") ==
          "\xEF\xBF\xBD"
          "gpj.exe");
    CHECK(printable("\xFF") == "\xEF\xBF\xBD");
    // Separators, bidirectional marks and isolates, what has no width, tag characters.
    for (const auto* unseen :
         {"\u2028", "\u2029", "\u200b", "\u200d", "\u200e", "\u200f", "\u061c", "\u202a", "\u2066",
          "\u2069", "\u2060", "\ufeff", "\u00ad", "\U000e0001", "\U000e0061", "\U000e007f"}) {
      CHECK(printable("a" + std::string(unseen) + "b") ==
            "a\xEF\xBF\xBD"
            "b");
      CHECK(printable_lines("a" + std::string(unseen) + "b") ==
            "a\xEF\xBF\xBD"
            "b");
    }
    for (const auto* seen : {"Zürich", "東京", "\u2764\ufe0f", "שלום", "e\u0301", "\u00a0"})
      CHECK(printable(seen) == seen);
    CHECK(printable_lines("a\r\nb\x07") == "a\nb\xEF\xBF\xBD");
  }

  TEST_CASE("an age is said in its largest units") {
    using namespace std::chrono_literals;
    CHECK(spoken_age(-5s) == "0 s");
    CHECK(spoken_age(59s) == "59 s");
    CHECK(spoken_age(125min) == "2 h 5 m");
    CHECK(spoken_age(49h) == "2 d");
  }

  TEST_CASE("lines come in order, with and without the last line feed") {
    CHECK(lines_of("a\n\nbc\n", 10) == std::vector<std::string>{"a", "", "bc"});
    CHECK(lines_of("a\nb", 10) == std::vector<std::string>{"a", "b"});
    CHECK(lines_of("", 10).empty());
  }

  TEST_CASE("a line over the limit is said to be too long and the next one is whole") {
    CHECK(lines_of("12345\n1234\n", 4) == std::vector<std::string>{"(too long)", "1234"});
    CHECK(lines_of("12345", 4) == std::vector<std::string>{"(too long)"});
    const std::string huge(60'000, 'x');
    CHECK(lines_of("a\n" + huge + "\nb\n", 100) ==
          std::vector<std::string>{"a", "(too long)", "b"});
  }

  TEST_CASE("answers are flushed before a read that may wait") {
    const Input input("a\nb\n");
    int waits = 0;
    LineReader reader(input.fd(), 10, [&] { ++waits; });
    std::string_view line;
    REQUIRE(*reader.next(line) == Got::line);
    CHECK(waits == 1);
    REQUIRE(*reader.next(line) == Got::line);
    CHECK(waits == 1);
    REQUIRE(*reader.next(line) == Got::end);
    CHECK(waits == 2);
  }

  TEST_CASE("a batch line has the members that the design names") {
    QuestionReader reader;
    Question question;
    REQUIRE(
        reader
            .read(
                R"({"channel":"email","from":"a@b.example","to":"helpdesk","at":"2026-06-03T12:30:00Z",)"
                R"("subject":"s","body":"b","raw":"f.eml"})",
                question)
            .has_value());
    CHECK(question.channel == Channel::email);
    CHECK(question.from == "a@b.example");
    CHECK(question.to == "helpdesk");
    CHECK(question.at == *parse_instant("2026-06-03T12:30:00Z"));
    CHECK(question.subject == "s");
    CHECK(question.body == "b");
    CHECK(question.raw == "f.eml");
  }

  TEST_CASE("nothing of a batch line stays for the next one") {
    QuestionReader reader;
    Question question;
    REQUIRE(
        reader
            .read(R"({"channel":"chat","from":"a","to":"t","at":"2026-06-03T12:30:00Z"})", question)
            .has_value());
    REQUIRE(reader.read(R"({"channel":"voice","from":null})", question).has_value());
    CHECK(question.channel == Channel::voice);
    CHECK(question.from.empty());
    CHECK(question.to.empty());
    CHECK_FALSE(question.at);
  }

  TEST_CASE("a bad batch line says what is wrong, and the next one is read") {
    QuestionReader reader;
    Question question;
    const auto says = [&](std::string_view line) {
      const auto read = reader.read(line, question);
      return read ? std::string("good") : read.error().says;
    };
    CHECK(says("{").starts_with("not JSON"));
    CHECK(says("{} {}").starts_with("not JSON"));
    CHECK(says("[]") == "expected an object");
    CHECK(says(R"({"to":"x"})") == "channel: expected one of voice, chat, email, ticket");
    CHECK(says(R"({"channel":"fax"})") == "channel: expected one of voice, chat, email, ticket");
    CHECK(says(R"({"channel":"voice","from":1})") == "from: expected text");
    CHECK(says(R"({"channel":"voice","form":"x"})") ==
          "unknown member \"form\": did you mean \"from\"? Known are channel, from, to, at, "
          "subject, body, raw");
    CHECK(says(R"({"channel":"voice","at":"2026-02-30T00:00:00Z"})").starts_with("at: "));
    CHECK(says(std::string(500'000, '[')).starts_with("not JSON"));
    CHECK(says(R"({"channel":"voice"})") == "good");
  }

  TEST_CASE("a decision has the design's members in the design's order") {
    const auto value = parse_json(decision_json(sample()));
    REQUIRE(value.has_value());
    std::vector<std::string> names;
    for (const auto& member : value->get_object()) names.emplace_back(member.key());
    CHECK(names == std::vector<std::string>{"outcome",  "queue",     "region",      "ticket",
                                            "line",     "at",        "msp",         "company",
                                            "site",     "contact",   "endpoint",    "recognition",
                                            "coverage", "priority",  "restriction", "overflow",
                                            "spam_row", "answer_by", "held_until",  "reasons",
                                            "flags",    "steps",     "rules"});
    CHECK(value->at("ticket").is_null());
    CHECK(value->at("region").as_string() == "us");
    CHECK(value->at("at").as_string() == "2026-06-03T12:30:00Z");
    CHECK(value->at("steps").at(0).at("says").as_string() == "It is Ann.");
  }

  TEST_CASE("the other members of a decision are there only where they say something") {
    auto decision = sample();
    decision.duplicate_of = "a-1";
    decision.silent = true;
    decision.versions = "tz 2025b";
    const auto text = decision_json(decision);
    CHECK(text.find(R"("versions":"tz 2025b")") != std::string::npos);
    CHECK(text.ends_with(R"("duplicate_of":"a-1","silent":true})"));
    CHECK(text.find("linked") == std::string::npos);
    CHECK(text.find("expires_at") == std::string::npos);
  }

  TEST_CASE("a decision as text: what became of it, on what grounds, in sentences") {
    const auto text = decision_text(sample());
    CHECK(text.starts_with("queued in us.voice (coverage)\n"));
    CHECK(text.find("at the site 2026-06-03T08:30:00-04:00") != std::string::npos);
    CHECK(text.find("recognise   It is Ann.") != std::string::npos);
  }

  TEST_CASE("what goes to the provider is said in words, with its queue") {
    auto decision = sample();
    decision.outcome = Outcome::msp;
    decision.queue = "msp";
    decision.reasons = {"unrecognised"};
    CHECK(decision_text(decision).starts_with("to the provider (unrecognised), queue msp\n"));
  }

  TEST_CASE("earlier decisions of an arrival are found by the journal's order, and no others") {
    std::vector<Event> journal;
    const auto decided = [&](EventKind kind, const char* arrival, std::chrono::hours later) {
      Event event;
      event.position = journal.size() + 1;
      event.kind = kind;
      event.arrival = arrival;
      event.decision = sample();
      event.at = sample().at + later;
      journal.push_back(event);
    };
    using namespace std::chrono_literals;
    for (int i = 0; i < 700; ++i) decided(EventKind::arrived, "a-0", std::chrono::hours(i - 701));
    decided(EventKind::arrived, "a-1", 0h);
    decided(EventKind::arrived, "a-2", 1h);
    decided(EventKind::due, "a-1", 2h);
    decided(EventKind::released, "a-1", 3h);
    std::size_t asked = 0;
    const auto pages = [&](Position first, std::size_t at_most) -> Result<std::vector<Event>> {
      ++asked;
      const auto begin = std::min<std::size_t>(first - 1, journal.size());
      const auto end = std::min(begin + at_most, journal.size());
      return std::vector<Event>(journal.begin() + static_cast<std::ptrdiff_t>(begin),
                                journal.begin() + static_cast<std::ptrdiff_t>(end));
    };
    const auto earlier = earlier_decisions(pages, journal.back());
    REQUIRE(earlier.has_value());
    REQUIRE(earlier->size() == 2);
    CHECK(earlier->front().position == 701);
    CHECK(earlier->back().position == 703);
    CHECK(asked < 15);
    asked = 0;
    CHECK(earlier_decisions(pages, journal[700])->empty());
    CHECK(asked == 0);
  }

  TEST_CASE("a mailbox is split where mails begin, and quoted From lines are restored") {
    CHECK(is_mbox("From a@b Mon\n"));
    CHECK_FALSE(is_mbox("From: a@b\n"));
    const auto mails = mails_of(
        "From a Mon\nSubject: 1\n\nHello\nFrom here on\n>From there\n>>From far\n\nFrom b Tue\n"
        "Subject: 2\n\nx\n");
    REQUIRE(mails.size() == 2);
    CHECK(mails[0] == "Subject: 1\n\nHello\nFrom here on\nFrom there\n>From far\n\n");
    CHECK(mails[1] == "Subject: 2\n\nx\n");
  }

  TEST_CASE("a replay knows again what the decision shows of its context") {
    auto then = sample();
    then.outcome = Outcome::appended;
    then.ticket = "T-1042";
    const auto appended = context_of(then, {});
    REQUIRE(appended.threads.size() == 1);
    CHECK(appended.threads[0].ticket == "T-1042");
    CHECK(appended.threads[0].participant);
    then = sample();
    then.linked = "T-7";
    then.overflow = true;
    const auto linked = context_of(then, {});
    REQUIRE(linked.threads.size() == 1);
    CHECK_FALSE(linked.threads[0].participant);
    CHECK(linked.overflow);
    CHECK(context_of(sample(), {}).threads.empty());
  }

  TEST_CASE("a replay takes the tenant of a stranger's thread from the ticket (C18a)") {
    auto then = sample();
    then.linked = "T-7";
    then.msp = std::nullopt;
    then.company = "acme";
    Ticket ticket;
    ticket.msp = "northwind";
    ticket.company = "lumen";
    const auto context = context_of(then, {ticket, 0});
    REQUIRE(context.threads.size() == 1);
    CHECK(context.threads[0].msp == "northwind");
    CHECK(context.threads[0].company == "lumen");
  }

  TEST_CASE("a replay joins a thread by the way it was joined then (C18a)") {
    auto then = sample();
    then.outcome = Outcome::appended;
    then.ticket = "T-1042";
    then.steps.push_back({StepKind::thread, "via_token", {"T-1042"}, ""});
    CHECK(context_of(then, {}).threads.at(0).via == "token");
  }

  TEST_CASE("a replay remembers a storm, and only that guard's (X4)") {
    auto then = sample();
    then.outcome = Outcome::quarantined;
    then.spam_row = "X4";
    then.steps.push_back({StepKind::screen, "guard", {"X4", "sender_rate"}, ""});
    CHECK(context_of(then, {std::nullopt, 20}).sender_count == 20);
    then.outcome = Outcome::watched;
    then.steps.back().code = "guard_watched";
    CHECK(context_of(then, {std::nullopt, 20}).sender_count == 20);
    then.steps.back().refs = {"X5", "hops"};
    CHECK(context_of(then, {std::nullopt, 20}).sender_count == 0);
  }

  TEST_CASE("a replay names what moved and nothing else") {
    auto now = sample();
    now.steps.clear();
    now.rules = "sha256:01";
    CHECK(changes_between(sample(), now).empty());
    now.queue = "any.voice";
    now.region = Region::any;
    CHECK(changes_between(sample(), now) ==
          std::vector<std::string>{"queue: us.voice -> any.voice", "region: us -> any"});
  }
}
