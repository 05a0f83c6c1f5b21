// Edits of the directory and of the rules, and what the desk keeps of them.
#include "daemon/tokens.h"
#include "tests/daemon/desk_fixture.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

constexpr auto wednesday = "2026-06-03T14:00:00Z";

Result<void> edit(Desk& d, DirectoryEdit wish) {
  wish.by = "test";
  return answer_of<void>(
      [&](FrontDesk::Done<void> done) { d.desk->edit(std::move(wish), std::move(done)); });
}

Result<void> activate(Desk& d, const LoadedRules& rules) {
  REQUIRE(rules.rules);
  return answer_of<void>(
      [&](FrontDesk::Done<void> done) { d.desk->activate(rules.rules, "test", std::move(done)); });
}

Result<ImportReport> import(Desk& d, std::string text, bool dry_run = false) {
  ImportWish wish;
  wish.text = std::move(text);
  wish.by = "test";
  wish.dry_run = dry_run;
  return answer_of<ImportReport>(
      [&](FrontDesk::Done<ImportReport> done) { d.desk->import(wish, std::move(done)); });
}

// The rules of the other tests with `text` in one of the files, before or after what is there.
LoadedRules changed(const std::string& file, const std::string& text,
                    const char* before = nullptr) {
  auto texts = rules_with().rules->texts;
  auto& whole = texts[file];
  whole.insert(before ? whole.find(before) : whole.size(), text);
  return compile_rules(texts);
}

void check_needed(const Result<void>& refused, std::string_view what, std::string_view by) {
  REQUIRE(!refused);
  CHECK(refused.error().code == ProblemCode::in_use);
  CHECK(refused.error().says.find(what) != std::string::npos);
  CHECK(refused.error().says.find(by) != std::string::npos);
}

}  // namespace

TEST_CASE("every kind of record that a file brings is there after a restart") {
  Desk d(at(wednesday));
  const auto report = import(d, R"({
    "msps":[{"id":"m","name":"M"}],
    "staff":[{"id":"s","msp":"m","name":"S"}],
    "companies":[{"id":"c","msp":"m","name":"C"}],
    "sites":[{"id":"site","company":"c","time_zone":"UTC"}],
    "contracts":[{"id":"k","site":"site","service_start":"2026-01-01"}],
    "contacts":[{"id":"p","site":"site","first_name":"P"}],
    "endpoints":[{"id":"e","site":"site","contact":"p"}],
    "technicians":[{"id":"t","name":"T","queues":["any.ticket"]}]})");
  REQUIRE(report.has_value());
  CHECK(report->applied);
  d.reopen();
  const auto directory = d.desk->directory();
  CHECK(directory->msp("m"));
  CHECK(directory->staff("s"));
  CHECK(directory->company("c"));
  CHECK(directory->site("site"));
  CHECK(directory->contract("k"));
  CHECK(directory->contact("p"));
  CHECK(directory->endpoint("e"));
  CHECK(directory->technician("t"));
}

TEST_CASE("a dry run and a file with a bad row change nothing") {
  Desk d(at(wednesday));
  const auto tried = import(d, R"({"msps":[{"id":"m","name":"M"}]})", true);
  REQUIRE(tried.has_value());
  CHECK_FALSE(tried->applied);
  const auto refused =
      import(d, R"({"msps":[{"id":"m","name":"M"}],"staff":[{"id":"s","msp":"nobody"}]})");
  REQUIRE(refused.has_value());
  CHECK_FALSE(refused->applied);
  CHECK(refused->rejected.size() == 1);
  CHECK_FALSE(d.desk->directory()->msp("m"));
  d.reopen();
  CHECK_FALSE(d.desk->directory()->msp("m"));
}

TEST_CASE(
    "a file that was read before an edit is refused after it, and taken when it comes again") {
  Desk d(at(wednesday));
  d.load_directory();
  std::promise<void> busy, go_on;
  d.desk->put_setting("x", "1", [&](const Result<void>&) {
    busy.set_value();
    go_on.get_future().wait();
  });
  busy.get_future().wait();
  // The committer is busy: the edit waits, and the file is read without it.
  const auto contact = [](std::string id) {
    Contact made;
    made.id = std::move(id);
    made.site = "acme-nyc";
    return made;
  };
  DirectoryEdit wish;
  wish.by = "test";
  wish.put.contacts = {contact("kim")};
  std::promise<bool> edited, refused;
  d.desk->edit(wish, [&](const Result<void>& done) { edited.set_value(done.has_value()); });
  ImportWish file;
  file.by = "test";
  file.text = R"({"contacts":[{"id":"lea","site":"acme-nyc"}]})";
  auto sent = file;
  sent.holds = std::make_shared<int>(0);
  const std::weak_ptr<void> held = sent.holds;
  d.desk->import(std::move(sent), [&](const Result<ImportReport>& done) {
    refused.set_value(!done && done.error().code == ProblemCode::conflict && held.expired());
  });
  go_on.set_value();
  CHECK(edited.get_future().get());
  CHECK(refused.get_future().get());
  CHECK_FALSE(d.desk->directory()->contact("lea"));
  CHECK(import(d, file.text)->applied);
  CHECK(d.desk->directory()->contact("kim"));
  CHECK(d.desk->directory()->contact("lea"));
}

TEST_CASE("one file is read at a time, on a thread of its own, and a stop waits for it") {
  Desk d(at(wednesday));
  d.load_directory();
  ImportWish wish;
  wish.by = "test";
  wish.text = R"({"contacts":[{"id":"c0","site":"acme-nyc"})";
  for (int i = 1; i < 3000; ++i)
    wish.text += R"(,{"id":"c)" + std::to_string(i) + R"(","site":"acme-nyc"})";
  wish.text += "]}";
  std::promise<Result<ImportReport>> first;
  d.desk->import(wish, [&](const Result<ImportReport>& done) { first.set_value(done); });
  const auto second = import(d, R"({"msps":[{"id":"m","name":"M"}]})");
  REQUIRE_FALSE(second);
  CHECK(second.error().code == ProblemCode::store_busy);
  d.desk->stop();
  auto answered = first.get_future();
  REQUIRE(answered.wait_for(std::chrono::seconds{0}) == std::future_status::ready);
  CHECK(answered.get()->counts.added == 3000);
  const auto late = import(d, R"({"msps":[{"id":"m","name":"M"}]})");
  REQUIRE_FALSE(late);
  CHECK(late.error().code == ProblemCode::unavailable);
  d.reopen();
  CHECK(d.desk->directory()->contact("c2999"));
}

TEST_CASE("what goes with an import is kept while it runs, and gone before anybody is told") {
  Desk d(at(wednesday));
  bool in_force = false;  // when it went
  const auto gone_first = [&](std::string text, bool dry_run = false) {
    ImportWish wish;
    wish.by = "test";
    wish.text = std::move(text);
    wish.dry_run = dry_run;
    wish.holds = std::shared_ptr<int>(new int(0), [&](const int* holds) {
      in_force = d.desk->directory()->msp("m");
      delete holds;
    });
    const std::weak_ptr<void> held = wish.holds;
    std::promise<bool> gone;
    d.desk->import(std::move(wish),
                   [&](const Result<ImportReport>&) { gone.set_value(held.expired()); });
    return gone.get_future().get();
  };
  const std::string good = R"({"msps":[{"id":"m","name":"M"}]})";
  CHECK(gone_first(good, true));
  CHECK(gone_first(R"({"staff":[{"id":"s","msp":"nobody"}]})"));
  CHECK(gone_first("{"));
  CHECK_FALSE(in_force);
  CHECK(gone_first(good));
  CHECK(in_force);
  d.desk->stop();
  CHECK(gone_first(good));
}

TEST_CASE("tokens of an MSP go in the commit that removes it, and its id is not given again") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto kept = [&](const std::string& id) {
    return get_setting(*d.store, std::string(token_settings) + id).value().value_or("");
  };
  const auto put_token = [&](const std::string& id, const std::string& msp) {
    const auto text = R"({"id":")" + id + R"(","role":"msp","msp":")" + msp + R"("})";
    return answer_of<void>(
        [&](FrontDesk::Done<void> done) { d.desk->put_token(id, text, msp, std::move(done)); });
  };
  const auto put_msp = [&](const std::string& id, bool same_again) {
    DirectoryEdit wish;
    wish.put.msps.push_back({});
    wish.put.msps[0].id = id;
    wish.put.msps[0].name = "New";
    wish.provider_override = same_again;
    return edit(d, wish);
  };
  const auto remove = [&](RecordKind kind, const std::string& id) {
    DirectoryEdit wish;
    wish.remove.emplace(kind, id);
    REQUIRE(edit(d, wish));
  };
  REQUIRE(put_token("t-1", "fabrikam"));
  REQUIRE(put_token("t-2", "northwind"));
  REQUIRE_FALSE(put_token("t-3", "nobody"));
  d.mail("peter@initech.example", "Help", "Message-ID: <i@initech>\r\n");
  remove(RecordKind::contacts, "pete");
  remove(RecordKind::sites, "initech-hq");
  remove(RecordKind::companies, "initech");
  CHECK(d.desk->revoked_tokens()->empty());
  remove(RecordKind::msps, "fabrikam");
  CHECK(d.desk->revoked_tokens()->contains("t-1"));
  CHECK(d.desk->revoked_tokens()->size() == 1);
  CHECK_FALSE(put_token("t-4", "fabrikam"));
  for (int run = 0; run < 2; ++run) {
    CHECK(from_json<TokenRecord>(kept("t-1"))->revoked == at(wednesday));
    CHECK_FALSE(from_json<TokenRecord>(kept("t-2"))->revoked);
    CHECK(kept("t-4").empty());
    const auto again = put_msp("fabrikam", false);
    REQUIRE_FALSE(again);
    CHECK(again.error().code == ProblemCode::conflict);
    d.reopen();
  }
  CHECK(put_msp("fabrikam", true));
  remove(RecordKind::msps, "fabrikam");
  CHECK_FALSE(put_msp("fabrikam", false));
  REQUIRE(put_msp("fresh", false));
  remove(RecordKind::msps, "fresh");
  CHECK(put_msp("fresh", false));
}

TEST_CASE("the id of an MSP that an older program removed is not given again either") {
  Desk d(at(wednesday));
  d.load_directory();
  d.mail("peter@initech.example", "Help", "Message-ID: <i@initech>\r\n");
  d.desk.reset();
  {
    Transaction removal(*d.store, last_position(*d.store).value() + 1);
    erase_record(removal, RecordKind::contacts, "pete");
    erase_record(removal, RecordKind::sites, "initech-hq");
    erase_record(removal, RecordKind::companies, "initech");
    erase_record(removal, RecordKind::msps, "fabrikam");
    REQUIRE(d.store->write(removal).has_value());
  }
  d.reopen();
  REQUIRE_FALSE(d.desk->directory()->msp("fabrikam"));
  const auto file = import(d, R"({"msps":[{"id":"fabrikam","name":"New"}]})");
  REQUIRE(file.has_value());
  CHECK_FALSE(file->applied);
  DirectoryEdit wish;
  wish.put.msps.push_back({});
  wish.put.msps[0].id = "fabrikam";
  const auto refused = edit(d, wish);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ProblemCode::conflict);
  wish.provider_override = true;
  CHECK(edit(d, wish));
}

TEST_CASE("what an edit removes is gone, also after a restart") {
  Desk d(at(wednesday));
  d.load_directory();
  DirectoryEdit wish;
  wish.remove.emplace(RecordKind::contacts, "pete");
  REQUIRE(edit(d, wish).has_value());
  CHECK_FALSE(d.desk->directory()->contact("pete"));
  d.reopen();
  CHECK_FALSE(d.desk->directory()->contact("pete"));
  CHECK(d.desk->directory()->contact("ann"));
  CHECK(!edit(d, wish));
}

TEST_CASE("an edit of an MSP's reaches neither the MSP's own record nor another's (users-want 5)") {
  Desk d(at(wednesday));
  d.load_directory();
  DirectoryEdit own;
  own.only_msp = "northwind";
  own.put.msps = {*d.desk->directory()->msp("northwind")};
  own.put.msps[0].priority_units = 1000;
  CHECK(!edit(d, own));
  CHECK(d.desk->directory()->msp("northwind")->priority_units == 2);
  DirectoryEdit foreign;
  foreign.only_msp = "northwind";
  foreign.remove.emplace(RecordKind::contacts, "pete");
  CHECK(!edit(d, foreign));
  CHECK(d.desk->directory()->contact("pete"));
}

TEST_CASE("a third change of plan needs the provider's override (C7)") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto change = [&](const std::string& plan, bool override_) {
    DirectoryEdit wish;
    wish.provider_override = override_;
    wish.put.sites = {d.desk->directory()->site("acme-bh")->site};
    wish.put.sites[0].plan = plan;
    return edit(d, wish).has_value();
  };
  CHECK(change("global.24x7", false));
  CHECK(change("global.after_hours", false));
  CHECK_FALSE(change("global.24x7", false));
  CHECK(change("global.24x7", true));
  CHECK(d.desk->directory()->site("acme-bh")->site.plan == "global.24x7");
}

TEST_CASE("rules that are activated are in force at once, and stay so") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto more = changed("spam-filter.toml",
                            "\n[[row]]\nid = \"N01\"\nfield = \"subject\"\n"
                            "match = \"contains\"\nphrase = \"label printer\"\n");
  REQUIRE(activate(d, more).has_value());
  CHECK(d.desk->rules()->hash == more.rules->hash);
  CHECK(active_rules(*d.store).value() == more.rules->hash);
  CHECK(get_rule_set(*d.store, more.rules->hash).value());
  const auto taken = d.mail("ann@acme.example", "Label printer", "Message-ID: <r1@acme>\r\n");
  CHECK(taken.decision.spam_row == "N01");
}

TEST_CASE("rules without a line that a ticket came in by are refused") {
  Desk d(at(wednesday));
  d.load_directory();
  const auto taken = d.mail("zoe@hive.example", "Help", "Message-ID: <r2@hive>\r\n", "Hello.",
                            "help@umbrella.example");
  auto texts = d.rules.rules->texts;
  texts["lines.toml"].erase(texts["lines.toml"].find("\n[[line]]\nid = \"umbrella-mail\""));
  check_needed(activate(d, compile_rules(texts)), "line umbrella-mail", *taken.decision.ticket);
}

TEST_CASE("rules without a queue in which a ticket waits are refused") {
  const auto first = changed("queues.toml",
                             "[[queue]]\nid = \"first.mail\"\ntitle = \"First\"\nregion = \"any\"\n"
                             "channels = [\"email\"]\n\n",
                             "[[queue]]");
  Desk d(at(wednesday), first);
  d.load_directory();
  const auto taken = d.mail("ann@acme.example", "Help", "Message-ID: <r3@acme>\r\n");
  REQUIRE(taken.decision.queue == "first.mail");
  check_needed(activate(d, rules_with()), "queue first.mail", *taken.decision.ticket);
}

TEST_CASE("rules without a calendar or a plan of a site are refused") {
  const auto with = changed("holidays.toml",
                            "\n[[calendar]]\nid = \"au\"\n[[calendar.holiday]]\n"
                            "name = \"Australia Day\"\nmonth = 1\nday = 26\n");
  Desk d(at(wednesday), with);
  d.load_directory();
  DirectoryEdit wish;
  wish.put.sites = {d.desk->directory()->site("acme-bh")->site};
  wish.put.sites[0].holidays = "au";
  REQUIRE(edit(d, wish).has_value());
  check_needed(activate(d, rules_with()), "au", "site acme-bh");
}
