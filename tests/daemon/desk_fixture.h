// A desk on a real store in a folder of its own, with the shipped rules and a small directory.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <future>
#include <memory>
#include <string>

#include "daemon/desk/front_desk.h"
#include "router/desk.h"
#include "rules/base/digest.h"
#include "rules/loader.h"
#include "storage/records.h"
#include "tests/result_text.h"

namespace frontdesk::test {

inline const char* directory_text = R"({
 "msps": [{"id":"northwind","name":"Northwind IT","priority_units":2},
          {"id":"fabrikam","name":"Fabrikam MSP","recognition":"deny"},
          {"id":"umbrella","name":"Umbrella IT","recognition":"auto_add",
           "consent":{"by":"Ada","version":"1","at":"2026-01-01T00:00:00Z"}}],
 "staff": [{"id":"nora","msp":"northwind","name":"Nora Diaz","emails":["nora@northwind.example"],
            "phones":["+13475550100"],"mobile":"+13475550101","approver":true}],
 "companies": [{"id":"acme","msp":"northwind","name":"Acme Dental","main_number":"+12125550100","domains":["acme.example"]},
               {"id":"initech","msp":"fabrikam","name":"Initech"},
               {"id":"hive","msp":"umbrella","name":"Hive"}],
 "sites": [{"id":"acme-nyc","company":"acme","name":"New York","time_zone":"America/New_York","default":true,
            "plan":"us_voice_us_chat.24x7","desired_start":"2026-01-05","activated_at":"2026-01-05T00:00:00Z",
            "site_policy":true,"agent_deployed":true},
           {"id":"acme-bh","company":"acme","name":"Boston","time_zone":"America/New_York",
            "plan":"global.business_hours","desired_start":"2026-01-05","activated_at":"2026-01-05T00:00:00Z",
            "site_policy":true,"agent_deployed":true},
           {"id":"initech-hq","company":"initech","name":"HQ","time_zone":"America/Chicago","default":true,
            "plan":"global.24x7","desired_start":"2026-01-05","activated_at":"2026-01-05T00:00:00Z",
            "site_policy":true,"agent_deployed":true},
           {"id":"hive-1","company":"hive","name":"Raccoon","time_zone":"America/Chicago","default":true,
            "plan":"global.24x7","desired_start":"2026-01-05","activated_at":"2026-01-05T00:00:00Z",
            "site_policy":true,"agent_deployed":true}],
 "contacts": [{"id":"ann","site":"acme-nyc","first_name":"Ann","last_name":"Lee","emails":["ann@acme.example"],
               "phones":[{"kind":"primary","number":"(212) 555-0142"}]},
              {"id":"bob","site":"acme-bh","first_name":"Bob","last_name":"Ray","emails":["bob@acme.example"]},
              {"id":"pete","site":"initech-hq","first_name":"Peter","last_name":"Gibbons","emails":["peter@initech.example"]}]
})";

// The shipped rules with an address of one MSP's own, and `more` after the queues.
inline LoadedRules rules_with(const std::string& more_queues = {}) {
  const auto shipped = load_rules(std::filesystem::path(FRONTDESK_SOURCE_DIR) / "rules/default");
  REQUIRE(shipped.rules);
  auto texts = shipped.rules->texts;
  texts["lines.toml"] +=
      "\n[[line]]\nid = \"umbrella-mail\"\nchannel = \"email\"\n"
      "address = \"help@umbrella.example\"\nmsp = \"umbrella\"\n";
  texts["queues.toml"] += more_queues;
  return compile_rules(texts);
}

class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "frontdesk-test-XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  ~TempFolder() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

// Waits for a command's answer.
template <class T, class F>
Result<T> answer_of(F start) {
  std::promise<Result<T>> promise;
  auto future = promise.get_future();
  start([&](Result<T> result) { promise.set_value(std::move(result)); });
  return future.get();
}

struct Desk {
  explicit Desk(Instant at, LoadedRules loaded = rules_with())
      : clock(at), rules(std::move(loaded)) {
    open();
  }

  void open() {
    const auto started = try_open();
    REQUIRE_MESSAGE(started.has_value(), (started ? "" : started.error().says));
  }
  Result<void> try_open() {
    StoreOptions options;
    options.free_watermark_bytes = watermark;
    auto opened = Store::open(folder.path / "store", options);
    REQUIRE_MESSAGE(opened.has_value(), (opened ? "" : opened.error().says));
    store = std::move(*opened);
    REQUIRE(rules.rules);
    DeskObserver observer;
    observer.duplicate = [this](Channel, std::string_view) { ++duplicates; };
    auto started = FrontDesk::open(*store, clock, rules.rules, {}, std::move(observer), limits);
    if (!started) return started.error();
    desk = std::move(*started);
    return {};
  }
  void close() {
    desk.reset();
    store.reset();
  }
  void reopen() {
    close();
    open();
  }
  void load_directory() {
    ImportWish wish;
    wish.text = directory_text;
    wish.by = "test";
    const auto report = answer_of<ImportReport>(
        [&](FrontDesk::Done<ImportReport> done) { desk->import(wish, std::move(done)); });
    REQUIRE(report.has_value());
    for (const auto& row : report->rejected) MESSAGE(row.kind << ' ' << row.id << ' ' << row.says);
    REQUIRE(report->applied);
  }

  // A mail to the shared address, with further header lines ("References: <x>\r\n").
  Taken mail(const std::string& from, const std::string& subject, const std::string& headers = {},
             const std::string& body = "The printer is on fire.",
             const std::string& to = "helpdesk@itsupport247.net") {
    const std::string raw = "From: " + from + "\r\nTo: " + to + "\r\nSubject: " + subject + "\r\n" +
                            headers + "\r\n" + body + "\r\n";
    const auto in_force = desk->rules();
    const auto* line = in_force->lines.by_address(to);
    REQUIRE(line);
    Matcher matcher;
    auto distilled = distil_mail(parse_mail(raw), {"x@y.example", to, false}, *line, *in_force,
                                 ThreadTokens(), matcher, clock.now(), new_arrival_id(clock.now()));
    std::vector<Incoming> incoming;
    incoming.push_back({std::move(distilled.arrival), std::move(distilled.texts)});
    auto taken = answer_of<std::vector<Taken>>([&](FrontDesk::Done<std::vector<Taken>> done) {
      desk->take(std::move(incoming), raw, std::move(done));
    });
    REQUIRE_MESSAGE(taken.has_value(), (taken ? "" : taken.error().says));
    REQUIRE(taken->size() == 1);
    return std::move(taken->front());
  }

  // The writer sleeps on the machine's clock. A command makes it look at the desk's; what was due
  // is in the store before the second is answered.
  void wake() {
    for (int i = 0; i < 2; ++i)
      REQUIRE(answer_of<void>([&](FrontDesk::Done<void> done) {
                desk->put_setting("wake", "1", std::move(done));
              }).has_value());
  }

  Ticket ticket(const std::string& id) {
    auto read = get_ticket(*store, id);
    REQUIRE(read);
    REQUIRE(*read);
    return **read;
  }
  ArrivalRecord arrival(const std::string& id) {
    auto read = get_arrival(*store, id);
    REQUIRE(read);
    REQUIRE(*read);
    return **read;
  }

  TempFolder folder;
  ManualClock clock;
  LoadedRules rules;
  std::uint64_t watermark = 0;
  DirectoryLimits limits{};
  int duplicates = 0;  // read after an answer: the observer ran before it
  std::unique_ptr<Store> store;
  std::unique_ptr<FrontDesk> desk;
};

inline Instant at(std::string_view text) {
  return *parse_instant(text);
}

}  // namespace frontdesk::test
