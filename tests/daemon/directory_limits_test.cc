// How much the directory may hold, and that what is counted is what it takes.
#include <malloc.h>

#include "daemon/api/directory_text.h"
#include "daemon/api/import_size.h"
#include "daemon/desk/directory_tally.h"
#include "daemon/desk/import_check.h"
#include "rules/base/json.h"
#include "tests/daemon/desk_fixture.h"

using namespace frontdesk;
using namespace frontdesk::test;

namespace {

constexpr auto wednesday = "2026-06-03T14:00:00Z";

// A desk with the small directory, and then the limits: northwind has two contacts and five others.
struct Limited : Desk {
  explicit Limited(DirectoryLimits its) : Desk(at(wednesday)) {
    load_directory();
    limits = its;
    reopen();
  }

  Result<void> put(DirectoryData data) {
    DirectoryEdit wish;
    wish.by = "test";
    wish.put = std::move(data);
    return answer_of<void>(
        [&](FrontDesk::Done<void> done) { desk->edit(std::move(wish), std::move(done)); });
  }
  Result<void> put_contact(std::string id, std::string site) {
    DirectoryData data;
    data.contacts.push_back(contact(std::move(id), std::move(site)));
    return put(std::move(data));
  }
  Result<void> put_endpoint(std::string id, std::string site) {
    DirectoryData data;
    data.endpoints.push_back({});
    data.endpoints[0].id = std::move(id);
    data.endpoints[0].site = std::move(site);
    return put(std::move(data));
  }
  Result<void> remove_contact(std::string id) {
    DirectoryEdit wish;
    wish.by = "test";
    wish.remove.emplace(RecordKind::contacts, std::move(id));
    return answer_of<void>(
        [&](FrontDesk::Done<void> done) { desk->edit(std::move(wish), std::move(done)); });
  }
  ImportReport import(const DirectoryData& data, bool dry_run = false) {
    ImportWish wish;
    wish.text = to_json(data);
    wish.by = "test";
    wish.dry_run = dry_run;
    const auto report = answer_of<ImportReport>(
        [&](FrontDesk::Done<ImportReport> done) { desk->import(wish, std::move(done)); });
    REQUIRE(report);
    return *report;
  }

  static Contact contact(std::string id, std::string site) {
    Contact made;
    made.id = std::move(id);
    made.site = std::move(site);
    return made;
  }
};

std::string said(const Result<void>& refused) {
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ProblemCode::too_large);
  return refused.error().says;
}

DirectoryLimits with(std::uint64_t DirectoryLimits::*which, std::uint64_t limit) {
  DirectoryLimits limits;
  limits.*which = limit;
  return limits;
}

DirectoryData people(int count, int addresses) {
  DirectoryData data;
  for (int i = 0; i < count; ++i) {
    auto one = Limited::contact("p" + std::to_string(i), "acme-nyc");
    for (int j = 0; j < addresses; ++j)
      one.emails.push_back("p" + std::to_string(i) + '.' + std::to_string(j) + "@people.example");
    one.phones.push_back({"primary", "+1212555" + std::to_string(1000 + i % 9000), ""});
    data.contacts.push_back(std::move(one));
  }
  return data;
}

// People with ten numbers each: as they are kept, or as they are written. One differs, so that a
// file of the others as they are changes the directory.
DirectoryData callers(int count, bool as_written) {
  DirectoryData data;
  for (int i = 0; i < count; ++i) {
    auto one = Limited::contact("p" + std::to_string(i), "acme-nyc");
    one.emails = {(as_written ? "        p" : "p") + std::to_string(i) + "@b.example"};
    for (int j = 0; j < 10; ++j)
      one.phones.push_back(
          {"other", (as_written ? "+1 (212) 555-" : "+1212555") + std::to_string(1000 + 10 * i + j),
           ""});
    data.contacts.push_back(std::move(one));
  }
  data.contacts[0].last_name = as_written ? "Lee" : "Ray";
  return data;
}

std::uint64_t in_use() {
  const auto now = ::mallinfo2();
  return now.uordblks + now.hblkhd;
}

}  // namespace

TEST_CASE("limits: contacts of one MSP") {
  Limited d(with(&DirectoryLimits::contacts_per_msp, 3));
  CHECK(d.put_contact("c3", "acme-bh"));
  CHECK(said(d.put_contact("c4", "acme-bh")) ==
        "northwind would have more than 3 contacts: remove what is not needed any more, or ask the "
        "help desk to raise contacts_per_msp in [directory]");
  CHECK(d.put_contact("i2", "initech-hq"));
  CHECK(d.put_contact("c3", "acme-nyc"));  // no more than before
  DirectoryData file;
  file.contacts = {Limited::contact("c4", "acme-nyc"), Limited::contact("i3", "initech-hq")};
  for (const bool dry_run : {true, false}) {
    const auto report = d.import(file, dry_run);
    CHECK_FALSE(report.applied);
    CHECK(report.counts.rejected == 1);
    REQUIRE(report.rejected.size() == 1);
    CHECK(report.rejected[0].says.starts_with("northwind would have more than 3 contacts"));
  }
  CHECK_FALSE(d.desk->directory()->contact("i3"));
  file.contacts.erase(file.contacts.begin());
  CHECK(d.import(file).applied);
}

TEST_CASE("limits: other records of one MSP") {
  Limited d(with(&DirectoryLimits::others_per_msp, 5));  // itself, nora, acme and two sites
  CHECK(
      said(d.put_endpoint("e", "acme-nyc")).starts_with("northwind would have more than 5 staff"));
  CHECK(d.put_endpoint("e", "initech-hq"));
  CHECK(d.put_contact("c3", "acme-bh"));
}

TEST_CASE("limits: contacts and other records of all MSPs together") {
  Limited contacts(with(&DirectoryLimits::contacts, 4));
  CHECK(contacts.put_contact("i2", "initech-hq"));
  CHECK(said(contacts.put_contact("i3", "initech-hq")) ==
        "all MSPs together would have more than 4 contacts: remove what is not needed any more, or "
        "ask the help desk to raise contacts in [directory]");
  Limited others(with(&DirectoryLimits::others, 12));
  CHECK(others.put_endpoint("e1", "initech-hq"));
  CHECK(said(others.put_endpoint("e2", "hive-1")).starts_with("all MSPs together"));
}

TEST_CASE("limits: what the records of one MSP, and of all, take in memory") {
  for (const auto which : {&DirectoryLimits::bytes_per_msp, &DirectoryLimits::bytes}) {
    Limited d(with(which, 1'000'000));
    CHECK(d.import(people(600, 1)).applied);
    const auto report = d.import(people(600, 20));
    CHECK_FALSE(report.applied);
    CHECK(report.rejected.at(0).says.find("more than 1000000 bytes of records in memory") !=
          std::string::npos);
    CHECK(d.import(people(600, 0)).applied);
  }
}

TEST_CASE("a directory that is over a limit already starts, and may shrink") {
  Limited d(with(&DirectoryLimits::contacts_per_msp, 1));
  CHECK_FALSE(d.put_contact("c3", "acme-bh"));
  CHECK(d.put_contact("ann", "acme-bh"));
  CHECK(d.remove_contact("ann"));
  CHECK_FALSE(d.put_contact("ann", "acme-bh"));
}

TEST_CASE("a new person whom an MSP lets in has to be approved where its contacts are full") {
  Limited d(with(&DirectoryLimits::contacts_per_msp, 1));
  const auto in = [&](const std::string& from) {
    return d.mail(from, "Help", "Message-ID: <" + from + ">\r\n", "Hello.", "help@umbrella.example")
        .decision.outcome;
  };
  CHECK(in("zoe@hive.example") == Outcome::queued);
  CHECK(in("yan@hive.example") == Outcome::pending_approval);
  CHECK(d.desk->directory()->count(RecordKind::contacts) == 4);
}

TEST_CASE("the tally after edits is that of the directory counted anew") {
  Limited d(DirectoryLimits{});
  const auto before = d.desk->directory();
  DirectoryTally tally(*before);
  CHECK(tally.of_msp("northwind").contacts == 2);
  CHECK(tally.of_msp("northwind").others == 5);
  CHECK(tally.total().contacts == 3);
  CHECK(d.import(people(20, 3)).applied);
  CHECK(d.put_endpoint("e", "initech-hq"));
  const auto after = d.desk->directory();
  DirectoryTally::Records records{{RecordKind::endpoints, "e"}};
  for (int i = 0; i < 20; ++i) records.emplace(RecordKind::contacts, "p" + std::to_string(i));
  tally = tally.changed(*before, *after, records);
  const DirectoryTally anew(*after);
  CHECK(tally.total() == anew.total());
  for (const auto* msp : {"northwind", "fabrikam", "umbrella"})
    CHECK(tally.of_msp(msp) == anew.of_msp(msp));
  tally = tally.changed(*after, *before, records);
  CHECK(tally.total() == DirectoryTally(*before).total());
}

TEST_CASE(
    "the tally after imports is that of the directory counted anew, however they are written") {
  Limited d(DirectoryLimits{});
  auto directory = *d.desk->directory();
  DirectoryTally tally(directory);
  for (const bool as_written : {false, true, false}) {
    const auto file = check_import(import_json(to_json(callers(20, as_written)), directory,
                                               *d.desk->rules(), {}, at(wednesday)),
                                   directory, tally, {}, *d.store);
    REQUIRE(file.imported.report.rejected.empty());
    CHECK(file.changed.size() == (tally.total().contacts == 3 ? 20 : 1));
    tally = file.tally;
    directory = file.imported.directory;
    const DirectoryTally anew(directory);
    CHECK(tally.total() == anew.total());
    CHECK(tally.of_msp("northwind") == anew.of_msp("northwind"));
  }
}

TEST_CASE("what an MSP has can go, and more can come, after imports as people write them") {
  Limited d(DirectoryLimits{});
  REQUIRE(d.import(callers(30, false)).applied);
  d.reopen();
  REQUIRE(d.import(callers(30, true)).applied);
  for (int i = 0; i < 30; ++i) CHECK(d.remove_contact("p" + std::to_string(i)));
  CHECK(d.put_contact("c3", "acme-bh"));
}

TEST_CASE("what was never counted cannot be taken from a tally") {
  Limited d(DirectoryLimits{});
  const auto directory = d.desk->directory();
  const auto tally = DirectoryTally().changed(*directory, {}, {{RecordKind::contacts, "ann"}});
  CHECK(tally.total() == Tally{});
  CHECK(tally.of_msp("northwind") == Tally{});
}

TEST_CASE("what is counted for records is what they take in memory, and not much more") {
  const auto rules = rules_with();
  const auto base = import_json(directory_text, {}, *rules.rules, {}, at(wednesday)).directory;
  if (in_use() == 0) return;  // a build whose memory glibc does not know of
  for (const auto& [count, addresses] : {std::pair(20'000, 0), {20'000, 1}, {2'000, 20}}) {
    const auto text = to_json(people(count, addresses));
    auto before = in_use();
    auto made = import_json(text, base, *rules.rules, {}, at(wednesday)).directory;
    const auto taken = in_use() - before;
    const auto counted = DirectoryTally(made).total().bytes - DirectoryTally(base).total().bytes;
    CAPTURE(taken);
    CAPTURE(counted);
    CHECK(counted >= taken);
    CHECK(counted < 2 * taken);
    // And the file said before it was read that it would be so much at least.
    CHECK(api::bytes_of_json_import(text) > counted);
  }
}

TEST_CASE("the size of an import is told by what stands in it") {
  using api::bytes_of_csv_import;
  using api::bytes_of_json_import;
  CHECK(bytes_of_json_import("") == 0);
  CHECK(bytes_of_json_import(R"("a@b")") == 4 * 5 + 380);
  CHECK(bytes_of_json_import(R"("ab")") == 4 * 4 + 100);
  CHECK(bytes_of_json_import(R"("a\"b" : 0)") == 4 * 10 + 60);
  CHECK(bytes_of_json_import("[{},") == 4 * 4 + 100 + 300 + 40);
  CHECK(bytes_of_json_import("\"\\") == 4 * 2 + 380);  // broken: no further than its end
  CHECK(bytes_of_csv_import("a,b;c\n") == 4 * 6 + 3 * 420 + 520);
  CHECK(bytes_of_csv_import(",,;\n\n") == 4 * 5 + 2 * 520);
}

TEST_CASE("the directory in pieces is its JSON, whatever their size") {
  Limited d(DirectoryLimits{});
  CHECK(d.put_endpoint("e", "initech-hq"));
  const auto whole = to_json(d.desk->directory()->all());
  for (const std::size_t bytes : {1u, 100u, 1'000'000u}) {
    api::DirectoryText text(d.desk->directory());
    std::string all;
    for (auto piece = text.next(bytes); !piece.empty(); piece = text.next(bytes)) all += piece;
    CHECK(all == whole);
    CHECK(text.next(bytes) == "");
  }
  api::DirectoryText none(std::make_shared<const Directory>());
  CHECK(none.next(1'000'000) == to_json(DirectoryData{}));
}
