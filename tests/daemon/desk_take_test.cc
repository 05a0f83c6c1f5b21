// Taking in: one transaction's mails, rules that change meanwhile, how often a sender wrote.
#include <thread>

#include "daemon/desk/sender_rates.h"
#include "tests/daemon/desk_fixture.h"

using namespace frontdesk;
using namespace frontdesk::test;
using namespace std::chrono_literals;

namespace {

constexpr auto wednesday = "2026-06-03T14:00:00Z";

Incoming distilled(Desk& d, const std::string& raw, const std::string& to) {
  const auto rules = d.desk->rules();
  const auto* line = rules->lines.by_address(to);
  REQUIRE(line);
  Matcher matcher;
  auto made = distil_mail(parse_mail(raw), {"x@y.example", to, false}, *line, *rules,
                          ThreadTokens(), matcher, d.clock.now(), new_arrival_id(d.clock.now()));
  return {std::move(made.arrival), std::move(made.texts)};
}

std::vector<Taken> take(Desk& d, std::vector<Incoming> incoming, const std::string& raw) {
  auto taken = answer_of<std::vector<Taken>>([&](FrontDesk::Done<std::vector<Taken>> done) {
    d.desk->take(std::move(incoming), raw, std::move(done));
  });
  REQUIRE(taken.has_value());
  return std::move(*taken);
}

const std::string mail_to_two =
    "From: ann@acme.example\r\nTo: helpdesk@itsupport247.net, help@umbrella.example\r\n"
    "Subject: Label printer\r\nMessage-ID: <t1@acme>\r\n\r\nHello.\r\n";

}  // namespace

TEST_CASE("one mail to two lines is two arrivals, with its bytes kept once") {
  Desk d(at(wednesday));
  d.load_directory();
  std::vector<Incoming> both;
  both.push_back(distilled(d, mail_to_two, "helpdesk@itsupport247.net"));
  both.push_back(distilled(d, mail_to_two, "help@umbrella.example"));
  const auto taken = take(d, std::move(both), mail_to_two);
  REQUIRE(taken.size() == 2);
  CHECK(taken[0].arrival != taken[1].arrival);
  CHECK(d.arrival(taken[0].arrival).raw == taken[0].arrival);
  CHECK(d.arrival(taken[1].arrival).raw == taken[0].arrival);
  CHECK(get_facts(*d.store, taken[1].arrival).value()->raw == taken[0].arrival);
  CHECK(get_raw(*d.store, taken[0].arrival).value() == mail_to_two);
  CHECK_FALSE(get_raw(*d.store, taken[1].arrival).value());
}

TEST_CASE("several mails and the place that they were read to are one commit, or nothing is") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto mail = [&](const std::string& id) {
    return "From: ann@acme.example\r\nTo: helpdesk@itsupport247.net\r\nSubject: Printer " + id +
           "\r\nMessage-ID: <" + id + "@acme>\r\n\r\nHello " + id + ".\r\n";
  };
  const auto take_all = [&](const std::vector<std::string>& raws, const std::string& place) {
    std::vector<Brought> brought;
    for (const auto& raw : raws) {
      brought.emplace_back();
      brought.back().incoming.push_back(distilled(d, raw, "helpdesk@itsupport247.net"));
      brought.back().raw = raw;
    }
    return answer_of<std::vector<Taken>>([&](FrontDesk::Done<std::vector<Taken>> done) {
      d.desk->take_all(std::move(brought), {{"mailbox/x", place}}, std::move(done));
    });
  };
  const auto place = [&] { return get_setting(*d.store, "mailbox/x").value().value_or(""); };

  const auto first = take_all({mail("a"), mail("b"), mail("a")}, "2");
  REQUIRE(first.has_value());
  REQUIRE(first->size() == 3);
  CHECK(get_raw(*d.store, (*first)[1].arrival).value() == mail("b"));
  // The same in one commit is known like the same in the next.
  CHECK((*first)[2].decision.outcome == Outcome::duplicate);
  CHECK((*first)[2].arrival == (*first)[0].arrival);
  CHECK(place() == "2");
  CHECK(last_position(*d.store).value() == d.desk->view()->position);

  // Where the store is full nothing of it is there, but a place alone may be noted.
  const auto before = last_position(*d.store).value();
  d.close();
  d.watermark = 1ull << 60;
  d.open();
  const auto refused = take_all({mail("c")}, "3");
  REQUIRE(refused.has_error());
  CHECK(refused.error().code == ProblemCode::store_full);
  CHECK(place() == "2");
  CHECK(last_position(*d.store).value() == before);
  CHECK(take_all({}, "4").has_value());
  CHECK(place() == "4");
}

TEST_CASE("a mail that was read under other rules is matched again") {
  Desk d(at(wednesday));
  d.load_directory();
  std::vector<Incoming> one;
  one.push_back(distilled(d, mail_to_two, "helpdesk@itsupport247.net"));
  auto texts = d.rules.rules->texts;
  texts["spam-filter.toml"] +=
      "\n[[row]]\nid = \"N01\"\nfield = \"subject\"\nmatch = \"contains\"\n"
      "phrase = \"label printer\"\n";
  const auto more = compile_rules(texts);
  REQUIRE(more.rules);
  REQUIRE(answer_of<void>([&](FrontDesk::Done<void> done) {
            d.desk->activate(more.rules, "test", std::move(done));
          }).has_value());
  CHECK(take(d, std::move(one), mail_to_two).front().decision.spam_row == "N01");
}

TEST_CASE("a sender's mails are counted by line and address, in a window that slides (X4)") {
  SenderRates rates;
  auto now = at(wednesday);
  const auto count = [&](std::string_view line, std::string_view sender) {
    return rates.count(line, sender, "", now, 10min, 3);
  };
  for (unsigned before : {0u, 1u, 2u, 3u, 3u}) CHECK(count("a", "ann@x") == before);
  CHECK(count("b", "ann@x") == 0);
  CHECK(count("a", "bob@x") == 0);
  CHECK(count("a", "") == 0);
  CHECK(count("a", "") == 0);
  now += 10min - 1ms;
  CHECK(count("a", "ann@x") == 3);
  now += 1ms;
  CHECK(count("a", "ann@x") == 1);  // the one of a moment ago
}

TEST_CASE("mails that fail in a sender's name are not counted with the sender's own (X4)") {
  SenderRates rates;
  const auto now = at(wednesday);
  const auto count = [&](std::string_view dmarc) {
    return rates.count("a", "ann@x", dmarc, now, 10min, 3);
  };
  for (unsigned before : {0u, 1u, 2u, 3u}) CHECK(count("fail") == before);
  CHECK(count("pass") == 0);
  for (unsigned before : {0u, 1u, 2u, 3u}) CHECK(count("") == before);
  CHECK(count("none") == 3);
  CHECK(count("temperror") == 3);
  CHECK(count("pass") == 1);
}

TEST_CASE(
    "forged mails that fail put nobody's own mail away, where a host vouches for it (X4 C14)") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto send = [&](int i, const std::string& dmarc) {
    const auto raw = "From: ann@acme.example\r\nSubject: Alarm\r\nMessage-ID: <" + dmarc +
                     std::to_string(i) + "@acme>\r\n\r\nHello.\r\n";
    std::vector<Incoming> one;
    one.push_back(distilled(d, raw, "helpdesk@itsupport247.net"));
    one.front().arrival.mail.auth.dmarc = dmarc;
    return take(d, std::move(one), raw).front().decision.outcome;
  };
  for (int i = 0; i < 45; ++i) send(i, "fail");
  CHECK(send(45, "fail") == Outcome::quarantined);
  CHECK(send(0, "pass") == Outcome::queued);
}

TEST_CASE("the senders that are counted have a bound, the oldest is forgotten") {
  SenderRates rates;
  const auto now = at(wednesday);
  const auto count = [&](const std::string& sender) {
    return rates.count("a", sender, "", now, 10min, 3);
  };
  count("first");
  count("second");
  for (int i = 0; i < 99'998; ++i) count(std::to_string(i));
  CHECK(count("second") == 1);
  count("one more");
  CHECK(count("second") == 2);
  CHECK(count("first") == 0);
}

TEST_CASE("a mail that comes alone is committed on its own thread; among others it never is") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto on_own_thread = [&](bool alone) {
    std::vector<Incoming> one;
    one.push_back(distilled(d, mail_to_two, "helpdesk@itsupport247.net"));
    std::thread::id told_on;
    const auto taken = answer_of<std::vector<Taken>>([&](FrontDesk::Done<std::vector<Taken>> done) {
      const auto told = [&told_on, done](Result<std::vector<Taken>> result) {
        told_on = std::this_thread::get_id();
        done(std::move(result));
      };
      d.desk->take(std::move(one), mail_to_two, told, alone);
    });
    REQUIRE(taken.has_value());
    return told_on == std::this_thread::get_id();
  };
  for (int i = 0; i < 5; ++i) CHECK_FALSE(on_own_thread(false));
  // Not behind a slow group, of which a busy machine has some.
  bool ever = false;
  for (int i = 0; i < 100 && !ever; ++i) ever = on_own_thread(true);
  CHECK(ever);
}
