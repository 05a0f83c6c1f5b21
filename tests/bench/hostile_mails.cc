// What the mails that are made to stall a parser cost to distil: all of it, limits, MIME, charsets,
// HTML, folding, rows. CPU of the thread, so that it can be compared on a busy machine.
//
//   hostile_mails RULES [MOST]     measures each; fails where one takes longer than MOST ms, 50
//   where
//                                  nothing is said, or is parsed where it should not be, or the
//                                  other way round
//   hostile_mails RULES FOLDER     writes them there instead, to be sent
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "intake/distil.h"
#include "rules/loader.h"
#include "tests/bench/hostile_samples.h"

using namespace frontdesk;

namespace {

constexpr int rounds = 3;

double thread_ms() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

struct Cost {
  double least = 1e9, most = 0, parsing = 1e9;
  std::string reason = "parsed";
};

Cost measure(const std::string& raw, const Line& line, const RuleSet& rules, Matcher& matcher) {
  Cost cost;
  for (int i = 0; i < rounds; ++i) {
    const auto began = thread_ms();
    const auto mail = parse_mail(raw);
    const auto parsed = thread_ms();
    const auto distilled = distil_mail(mail, {"a@b.example", line.address, false}, line, rules,
                                       ThreadTokens(), matcher, Instant{}, "a-1");
    const auto took = thread_ms() - began;
    cost.least = std::min(cost.least, took);
    cost.most = std::max(cost.most, took);
    cost.parsing = std::min(cost.parsing, parsed - began);
    if (distilled.arrival.mail.unparsed) cost.reason = mail.diagnostics.back();
  }
  return cost;
}

int measure_all(const RuleSet& rules, double most_ms) {
  Line line;
  line.id = "support";
  line.channel = Channel::email;
  line.address = "support@desk.example";
  Matcher matcher;
  measure("From: a@b.example\r\n\r\nx\r\n", line, rules, matcher);  // what is made once is made
  int faults = 0;
  for (const auto& mail : samples::hostile_mails()) {
    const auto raw = mail.raw();
    const auto cost = measure(raw, line, rules, matcher);
    const bool slow = cost.least > most_ms;
    const bool wrong = (cost.reason != "parsed") != mail.unparsed;
    faults += slow || wrong;
    std::printf("%7.1f ms (at most %.1f, parsing %.1f)  %8.2f MB  %-20s %s%s%s\n", cost.least,
                cost.most, cost.parsing, static_cast<double>(raw.size()) / 1e6, cost.reason.c_str(),
                mail.name, slow ? "  TOO SLOW" : "", wrong ? "  NOT AS EXPECTED" : "");
    std::fflush(stdout);
  }
  return faults;
}

void write_all(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  int number = 0;
  for (const auto& mail : samples::hostile_mails()) {
    char name[16];
    std::snprintf(name, sizeof name, "%03d", number++);
    std::ofstream(folder / (std::string(name) + ".eml"), std::ios::binary) << mail.raw();
    std::ofstream(folder / (std::string(name) + ".name"))
        << (mail.unparsed ? "unparsed" : "parsed") << ' ' << mail.name << '\n';
  }
}

}  // namespace

int main(int count, char** words) {
  const auto loaded = count > 1 ? load_rules(words[1]) : LoadedRules{};
  if (!loaded.rules) {
    std::fprintf(stderr,
                 "usage: hostile_mails RULES [MOST|FOLDER]; RULES is a folder without faults\n");
    return 2;
  }
  const double most_ms = count > 2 ? std::atof(words[2]) : 50;
  if (most_ms <= 0) return write_all(words[2]), 0;
  const int faults = measure_all(*loaded.rules, most_ms);
  if (faults) std::printf("%d of them are too slow or not as expected\n", faults);
  return faults ? 1 : 0;
}
