// Forgetting on real files: who is found, and what is still on the disk afterwards.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <thread>

#include "storage/erase.h"
#include "storage/export.h"
#include "storage/lists.h"
#include "tests/storage/support.h"

using namespace frontdesk;
using namespace frontdesk::test;
namespace fs = std::filesystem;

namespace {

struct Shelf {
  TempFolder folder;
  std::unique_ptr<Store> store = open_store(folder / "s");

  void write(const std::function<void(Transaction&)>& run) { test::write(*store, run); }
  // A mail with its raw bytes, in ticket 1000 + `number`.
  void mail(int number, const std::string& from, const std::string& subject,
            const std::string& contact = {}, const std::string& msp = "northwind") {
    write([&](Transaction& t) {
      const auto id = "a-" + std::to_string(number);
      auto record = make_arrival(id, msp, number);
      record.ticket = ticket_id(static_cast<std::uint64_t>(1000 + number));
      record.contact = contact;
      record.raw = "r-" + id;
      auto facts = make_facts(id, from, subject);
      facts.raw = record.raw;
      put_arrival(t, record, nullptr);
      put_facts(t, facts, record.ticket);
      put_raw(t, record.raw, "Subject: " + subject + "\r\n\r\n" + std::string(4096, 'x'));
    });
  }
  // Files that hold these bytes. RocksDB deletes what it replaced in the background: asked again
  // for a while where there are some.
  std::string holding(const std::string& text, int tries = 1) const {
    std::string names;
    for (; tries > 0; --tries) {
      names.clear();
      for (const auto& file : fs::directory_iterator(folder / "s"))
        if (read_bytes(file.path()).find(text) != std::string::npos)
          names += file.path().filename().string() + ' ';
      if (names.empty()) break;
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
    return names;
  }
};

}  // namespace

TEST_CASE("purge: erased texts, raw bytes and search words leave every file of the store") {
  Shelf shelf;
  shelf.mail(1, "ann@acme.example", "Zyxwvut7 burns");
  shelf.mail(2, "bob@acme.example", "Something that stays8");
  shelf.store = nullptr;
  shelf.store = open_store(shelf.folder / "s");  // from the log into files
  shelf.mail(3, "ann@acme.example", "Zyxwvut7 again");
  for (const auto* text : {"Zyxwvut7", "word:zyxwvut7", "ann@acme.example"})
    CHECK(shelf.holding(text) != "");
  shelf.write([](Transaction& t) {
    CHECK(erase_arrival(t, "a-1").value());
    CHECK(erase_arrival(t, "a-3").value());
  });
  REQUIRE(ok(shelf.store->purge()));
  for (const auto* text : {"Zyxwvut7", "zyxwvut7", "ann@acme.example"})
    CHECK_MESSAGE(shelf.holding(text, 250) == "", text);
  CHECK(shelf.holding("stays8") != "");
  CHECK(get_raw(*shelf.store, "r-a-2").value().has_value());
  shelf.store = nullptr;
  shelf.store = open_store(shelf.folder / "s");
  CHECK(get_facts(*shelf.store, "a-2").value()->mail.subject == "Something that stays8");
}

TEST_CASE("purge: an open view of the past is waited for, and a wait can be stopped") {
  Shelf shelf;
  shelf.mail(1, "ann@acme.example", "Zyxwvut7 burns");
  auto view = shelf.store->snapshot();
  shelf.write([](Transaction& t) { CHECK(erase_arrival(t, "a-1").value()); });
  std::atomic<bool> stop{true};
  const auto stopped = shelf.store->purge(&stop);
  REQUIRE_FALSE(ok(stopped));
  CHECK(stopped.error().code == ProblemCode::cancelled);
  Result<void> purged;
  std::thread purging([&] { purged = shelf.store->purge(); });
  CHECK(get_facts(*view, "a-1").value().has_value());
  view.reset();
  purging.join();
  CHECK(ok(purged));
  CHECK(shelf.holding("Zyxwvut7", 250) == "");
}

TEST_CASE("purge: without room to write a column anew nothing is begun") {
  SmallDisk disk;
  disk.free = 1 << 30;
  TempFolder folder;
  auto options = no_watermark();
  options.env = &disk;
  options.free_watermark_bytes = 1 << 20;
  options.free_space_every = std::chrono::milliseconds{0};
  auto store = Store::open(folder / "s", options).value();
  disk.free = 0;
  const auto purged = store->purge();
  REQUIRE_FALSE(ok(purged));
  CHECK(purged.error().code == ProblemCode::store_full);
}

TEST_CASE("erasure: a person is found by contact, address and number, page by page") {
  Shelf shelf;
  const auto call = [&](int number, const std::string& msp, const std::string& phone) {
    shelf.write([&](Transaction& t) {
      const auto id = "a-" + std::to_string(number);
      put_arrival(t, make_arrival(id, msp, number), nullptr);
      auto facts = make_facts(id, "", "");
      facts.from_phone = phone;
      put_facts(t, facts, "");
    });
  };
  shelf.mail(1, "ann@acme.example", "before she was known");
  shelf.mail(2, "ann@acme.example", "hers", "ann");
  shelf.mail(3, "ann@acme.example", "filed under another", "bob");
  shelf.mail(4, "ann@acme.example", "of another MSP", "", "fabrikam");
  shelf.mail(5, "ann@acme.example", "of no MSP", "", "");
  shelf.mail(6, "desk@acme.example", "hers, from elsewhere", "ann");
  shelf.mail(7, "eve@acme.example", "of somebody else");
  call(8, "northwind", "+12125550142");
  call(9, "fabrikam", "+12125550142");
  PersonTraces ann{"ann", "northwind", {"Ann@acme.example"}, {"+12125550142"}};
  for (const std::size_t limit : {std::size_t{1}, std::size_t{2}, std::size_t{100}}) {
    std::vector<std::string> found;
    std::string place;
    do {
      const auto page = arrivals_of_person(*shelf.store, ann, place, limit).value();
      CHECK(page.arrivals.size() <= limit);
      found.insert(found.end(), page.arrivals.begin(), page.arrivals.end());
      REQUIRE(found.size() < 50);
      place = page.next;
    } while (!place.empty());
    std::sort(found.begin(), found.end());
    CHECK(found == std::vector<std::string>{"a-1", "a-2", "a-6", "a-8"});
  }
  std::string place;
  int pages = 0;
  do {
    const auto page = arrivals_of_person(*shelf.store, ann, place, 1).value();
    shelf.write([&](Transaction& t) {
      for (const auto& id : page.arrivals) CHECK(forget(t, id));
    });
    place = page.next;
  } while (!place.empty() && ++pages < 50);
  std::string left;
  for (int i = 1; i <= 9; ++i)
    if (get_facts(*shelf.store, "a-" + std::to_string(i)).value()) left += std::to_string(i) + ' ';
  CHECK(left == "3 4 5 7 9 ");
  // Of no MSP: where the address is nobody else's, and whoever asks may know.
  ann.sole = {"Ann@acme.example"};
  CHECK(arrivals_of_person(*shelf.store, ann, "", 100).value().arrivals ==
        std::vector<std::string>{"a-5"});
}

TEST_CASE("erasure: an address that many share is looked through in bounded steps") {
  Shelf shelf;
  shelf.write([](Transaction& t) {
    for (int i = 1000; i < 3500; ++i) {
      auto record = make_arrival("a-" + std::to_string(i), "northwind", i);
      record.contact = i == 3400 ? "" : "bob";
      put_arrival(t, record, nullptr);
      put_facts(t, make_facts(record.id, "desk@acme.example", ""), "");
    }
  });
  const PersonTraces ann{"ann", "northwind", {"desk@acme.example"}, {}};
  std::string place, found;
  int pages = 0;
  do {
    const auto page = arrivals_of_person(*shelf.store, ann, place, 100).value();
    for (const auto& id : page.arrivals) found += id + ' ';
    place = page.next;
  } while (!place.empty() && ++pages < 50);
  CHECK(found == "a-3400 ");
  CHECK(pages == 2);
}

TEST_CASE("erasure: what was filed under the same id for another MSP stays; for all it goes") {
  Shelf shelf;
  shelf.mail(1, "ann@acme.example", "hers", "ann");
  shelf.mail(2, "ann@fabrikam.example", "another Ann's", "ann", "fabrikam");
  const auto found = [&](const std::string& msp) {
    std::string ids;
    for (const auto& id :
         arrivals_of_person(*shelf.store, {"ann", msp, {}, {}}, "", 9).value().arrivals)
      ids += id + ' ';
    return ids;
  };
  CHECK(found("northwind") == "a-1 ");
  CHECK(found("fabrikam") == "a-2 ");
  CHECK(found("initech") == "");
  CHECK(found("") == "a-1 a-2 ");
}

TEST_CASE("export: the same arrivals as an erasure takes, each once, over pages") {
  Shelf shelf;
  for (int i = 100; i < 250; ++i) shelf.mail(i, "ann@acme.example", "hers", i % 2 ? "ann" : "");
  shelf.mail(300, "ann@acme.example", "of another MSP", "", "fabrikam");
  shelf.mail(301, "ann@acme.example", "of no MSP", "", "");
  shelf.write([](Transaction& t) {  // found by address and by number
    auto facts = make_facts("a-302", "ann@acme.example", "");
    facts.from_phone = "+12125550142";
    put_arrival(t, make_arrival("a-302", "northwind"), nullptr);
    put_facts(t, facts, "");
    auto own = make_ticket(1100, "northwind", "any.ticket");
    auto other = make_ticket(1101, "fabrikam", "any.ticket");
    put_ticket(t, own, nullptr);
    put_ticket(t, other, nullptr);
  });
  PersonTraces ann{"ann", "northwind", {"ann@acme.example"}, {"+12125550142"}};
  std::string all;
  const auto run = [&] {
    all.clear();
    const auto lines = exported(*shelf.store, ann);
    for (const auto& line : lines) all += line + '\n';
    return lines.size();
  };
  CHECK(run() == 152);  // 151 arrivals and a ticket
  CHECK(all.find("\"id\":\"T-1100\"") != std::string::npos);
  for (const auto* not_hers : {"\"id\":\"a-300\"", "\"id\":\"a-301\"", "\"id\":\"T-1101\""})
    CHECK_MESSAGE(all.find(not_hers) == std::string::npos, not_hers);
  ann.sole = ann.addresses;
  CHECK(run() == 153);
  CHECK(all.find("\"id\":\"a-301\"") != std::string::npos);
}

TEST_CASE("export: the record of a contact only to whoever may see it") {
  Shelf shelf;
  shelf.write([](Transaction& t) {
    Contact ann;
    ann.id = "ann";
    put_record(t, RecordKind::contacts, ann);
  });
  shelf.mail(1, "ann@acme.example", "hers", "ann");
  PersonTraces ann{"ann", "fabrikam", {}, {}};
  CHECK(exported(*shelf.store, ann).empty());
  ann.msp = "northwind";
  ann.known = true;
  CHECK(exported(*shelf.store, ann).size() == 2);
}

TEST_CASE("retention: the MSPs whose facts are still there, each once, also one that is none") {
  Shelf shelf;
  CHECK(msps_with_facts(*shelf.store).value().empty());
  int number = 100;
  for (int i = 0; i < 3; ++i)
    for (const auto* msp : {"", "a", "a-b", "a.b", "ab", "Z", "_"})
      shelf.mail(++number, "x@y.example", "", "", msp);
  shelf.write([](Transaction& t) {
    auto gone = make_arrival("a-1", "erased");
    gone.facts_erased = true;
    put_arrival(t, gone, nullptr);
  });
  CHECK(msps_with_facts(*shelf.store).value() ==
        std::vector<std::string>{"", "Z", "_", "a", "a-b", "a.b", "ab"});
}

TEST_CASE("erasure: two spellings that fold into one are one list; pages come to an end") {
  Shelf shelf;
  for (int i = 0; i < 3; ++i) {
    shelf.mail(10 + i, "zed@acme.example", "Ticket");
    shelf.mail(20 + i, "yak@acme.example", "Ticket");
  }
  PersonTraces person;
  person.contact = "zed";
  person.msp = "northwind";
  person.addresses = {"zed@acme.example", "yak@acme.example", "\uff5aed@acme.example"};
  std::vector<std::string> found;
  std::string place;
  for (int page = 0; page < 10; ++page) {
    const auto next = arrivals_of_person(*shelf.store, person, place, 2).value();
    found.insert(found.end(), next.arrivals.begin(), next.arrivals.end());
    place = next.next;
    if (place.empty()) break;
  }
  CHECK(place.empty());
  CHECK(found.size() == 6);
}

TEST_CASE("export: a ticket of no MSP is shown to an admin, not to the MSP that had mail in it") {
  Shelf shelf;
  shelf.mail(1, "ann@acme.example", "Ticket", "ann");
  shelf.write([](Transaction& t) { put_ticket(t, make_ticket(1001, "", "triage"), nullptr); });
  const auto tickets_for = [&](bool admin) {
    PersonTraces person;
    person.contact = "ann";
    person.msp = "northwind";
    person.for_admin = admin;
    int tickets = 0, arrivals = 0;
    for (const auto& line : exported(*shelf.store, person)) {
      if (line.starts_with("{\"ticket\"")) ++tickets;
      if (line.starts_with("{\"arrival\"")) ++arrivals;
    }
    CHECK(arrivals == 1);
    return tickets;
  };
  CHECK(tickets_for(false) == 0);
  CHECK(tickets_for(true) == 1);
}
