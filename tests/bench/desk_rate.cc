// What one mail costs without the network and without the disk: to distil, and to decide, apply and
// commit in full groups. CPU time, so that it can be compared on a busy machine.
//
//   desk_rate RULES DIRECTORY.json STORE [MAILS [REPLIES]]
//
// STORE is best on a tmpfs: /dev/shm/x. One in so many mails opens a ticket, the others reply to it
// (1: no replies).
#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>

#include "daemon/desk/front_desk.h"
#include "rules/base/digest.h"
#include "rules/base/names.h"
#include "rules/loader.h"

using namespace frontdesk;

namespace {

constexpr std::size_t group = 128;
constexpr const char* address = "support@harbor.example";

double cpu_seconds(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

[[noreturn]] void fail(const std::string& says) {
  std::fprintf(stderr, "desk_rate: %s\n", says.c_str());
  std::exit(1);
}

std::string mail_text(std::size_t number, std::size_t replies_to) {
  std::string text =
      "Received: from vm (localhost [127.0.0.1]) by frontdesk with ESMTP; Sun, 22 Nov 2026 "
      "10:00:00 +0000\r\nFrom: <finn@brightside.example>\r\nTo: <support@harbor.example>\r\n"
      "Date: Sun, 22 Nov 2026 10:00:00 +0000 (UTC)\r\nMessage-Id: <" +
      std::to_string(number) + ".rate@bench.example>\r\n";
  if (replies_to != number)
    text += "References: <" + std::to_string(replies_to) + ".rate@bench.example>\r\n";
  text += "Subject: the printer on the second floor does not print\r\n\r\n";
  while (text.size() < 4096) text += std::string(76, 'X') + "\r\n";
  return text;
}

struct Bench {
  Bench(const char* rules_folder, const char* directory, const char* store_folder) {
    auto loaded = load_rules(rules_folder);
    if (!loaded.rules) fail("the rules have faults; see frontdesk check");
    rules = loaded.rules;
    StoreOptions options;
    options.free_watermark_bytes = 0;
    auto opened = Store::open(store_folder, options);
    if (!opened) fail(opened.error().says);
    store = std::move(*opened);
    CommitterOptions committing;
    committing.by_hand = true;
    committing.batch_commands = group;
    auto started = FrontDesk::open(*store, clock, rules, committing, {});
    if (!started) fail(started.error().says);
    desk = std::move(*started);
    std::ifstream file(directory);
    ImportWish wish;
    wish.text.assign(std::istreambuf_iterator<char>(file), {});
    wish.by = "desk_rate";
    std::promise<void> imported;
    desk->import(wish, [&](Result<ImportReport> report) {
      if (!report || !report->applied) fail("the directory was not taken");
      imported.set_value();
    });
    auto ready = imported.get_future();
    while (ready.wait_for(std::chrono::milliseconds{1}) != std::future_status::ready) desk->step();
  }

  Incoming distil(std::size_t number, std::size_t thread, const Line& line, std::string& raw) {
    raw = mail_text(number, number / thread * thread);
    auto distilled =
        distil_mail(parse_mail(raw), {"finn@brightside.example", address, false}, line, *rules,
                    ThreadTokens(), matcher, clock.now(), new_arrival_id(clock.now()));
    return {std::move(distilled.arrival), std::move(distilled.texts)};
  }

  void take(Incoming incoming, std::string raw) {
    if (++waiting % group == 0) drain();
    std::vector<Incoming> one;
    one.push_back(std::move(incoming));
    desk->take(std::move(one), std::move(raw), [this](Result<std::vector<Taken>> taken) {
      if (!taken) fail(taken.error().says);
      const auto& decision = taken->front().decision;
      if (!decision.ticket) fail("a mail has no ticket: " + std::string(name_of(decision.outcome)));
    });
  }
  void drain() {
    while (desk->step()) {
    }
  }

  SystemClock clock;
  std::shared_ptr<const RuleSet> rules;
  std::unique_ptr<Store> store;
  std::unique_ptr<FrontDesk> desk;
  Matcher matcher;
  std::size_t waiting = 0;
};

}  // namespace

int main(int count, char** words) {
  if (count < 4) fail("usage: desk_rate RULES DIRECTORY.json STORE [MAILS]");
  const std::size_t mails = count > 4 ? std::strtoull(words[4], nullptr, 10) : 20'000;
  const std::size_t thread = count > 5 ? std::max(1ull, std::strtoull(words[5], nullptr, 10)) : 1;
  std::filesystem::remove_all(words[3]);
  {
    Bench bench(words[1], words[2], words[3]);
    const auto* line = bench.rules->lines.by_address(address);
    if (!line) fail(std::string("the rules have no line ") + address);
    double distilling = 0;
    const auto began = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID);
    for (std::size_t i = 0; i < mails; ++i) {
      const auto before = cpu_seconds(CLOCK_THREAD_CPUTIME_ID);
      std::string raw;
      auto incoming = bench.distil(i, thread, *line, raw);
      distilling += cpu_seconds(CLOCK_THREAD_CPUTIME_ID) - before;
      bench.take(std::move(incoming), std::move(raw));
    }
    bench.drain();
    const auto all = cpu_seconds(CLOCK_PROCESS_CPUTIME_ID) - began;
    const auto stats = bench.desk->stats();
    const auto sizes = bench.store->sizes();
    std::printf(
        "%zu mails: %.1f us to distil, %.1f us to decide and commit (CPU a mail); %.1f mails "
        "a group; %.0f bytes of log a mail\n",
        mails, distilling / static_cast<double>(mails) * 1e6,
        (all - distilling) / static_cast<double>(mails) * 1e6,
        static_cast<double>(stats.commands) / static_cast<double>(stats.syncs),
        static_cast<double>(sizes.wal_bytes) / static_cast<double>(mails));
    bench.desk->stop();
  }
  std::filesystem::remove_all(words[3]);
}
