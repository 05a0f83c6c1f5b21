// What 10,000 spam rows cost more than the 21 of the rule files, on a mail of 4 KiB: folding,
// matching, and looking up the rows that were hit. The two tables take turns, mail by mail; CPU
// time of the thread. In three worlds:
//
//   numbered  phrases are a few common words and a number; mails are made of the same few words
//   common    phrases are nothing but those words: nearly every word of a mail is one of a phrase
//   wide      phrases and mails take their words from thousands, as a list that people wrote does
//
//   screen_rate RULES [ROUNDS]
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "rules/loader.h"

using namespace frontdesk;

namespace {

constexpr std::size_t rows_wanted = 10'000, mails = 200, text_bytes = 4096;

enum class World { numbered, common, wide };

// The words that help desk mail and bulk mail use.
constexpr const char* words[] = {
    "account",  "password", "printer",  "the",     "please",  "network",  "invoice",  "order",
    "your",     "meeting",  "server",   "update",  "monday",  "delivery", "support",  "ticket",
    "is",       "not",      "working",  "since",   "morning", "outlook",  "mailbox",  "quota",
    "exceeded", "we",       "have",     "noticed", "unusual", "sign-in",  "activity", "on",
    "backup",   "failed",   "for",      "machine", "disk",    "space",    "below",    "ten",
    "percent",  "webinar",  "register", "now",     "limited", "offer",    "click",    "here",
    "to",       "cancel",   "thank",    "you",     "regards", "phone",    "desk",     "laptop"};

constexpr std::size_t wide_words = 8'000;

class Writer {
 public:
  explicit Writer(World world) {
    vocabulary_.assign(std::begin(words), std::end(words));
    while (world == World::wide && vocabulary_.size() < wide_words)
      vocabulary_.push_back(made_up());
  }
  std::string sentence(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0) text += ' ';
      text += vocabulary_[random_() % vocabulary_.size()];
    }
    return text;
  }
  std::uint64_t number() { return random_(); }

 private:
  std::string made_up() {
    static constexpr const char* syllables[] = {
        "al",  "be", "con", "der", "en", "fi", "gra", "hu", "in", "jo",  "ka", "lo",
        "mer", "ni", "or",  "pre", "qu", "re", "sta", "ti", "un", "ver", "wa", "ing"};
    std::string word;
    for (auto left = 2 + random_() % 3; left > 0; --left)
      word += syllables[random_() % std::size(syllables)];
    return word;
  }

  std::mt19937_64 random_{20261122};
  std::vector<std::string> vocabulary_;
};

SpamRow made_row(World world, Writer& writer, std::size_t number) {
  SpamRow row;
  row.id = "G" + std::to_string(number);
  const auto kind = number % 10;
  row.field = kind < 3 ? Field::from : kind < 7 ? Field::subject : Field::body;
  row.match = kind % 3 == 0 ? MatchKind::begins_with : MatchKind::contains;
  if (row.field == Field::from)
    row.phrase =
        "news" + std::to_string(number) + "@mail" + std::to_string(number % 700) + ".example";
  else if (world != World::numbered)
    row.phrase = writer.sentence(4);
  else if (number % 2 == 0)
    row.phrase = writer.sentence(4) + " " + std::to_string(number);
  else
    row.phrase = "Nr. " + std::to_string(number) + ": " + writer.sentence(3);
  return row;
}

struct Mail {
  std::string header, address, subject, body;
  MailTexts texts() const { return {header, address, subject, body}; }
};

// One in ten hits a row of both tables, one in ten a few made ones.
Mail made_mail(Writer& writer, std::size_t number, const std::vector<SpamRow>& rows) {
  Mail mail;
  mail.address = number % 10 == 3 ? "no-reply@news.example"
                                  : "person" + std::to_string(number) + "@company.example";
  mail.header = "Some Person <" + mail.address + ">";
  mail.subject = "Re: " + writer.sentence(6);
  while (mail.body.size() < text_bytes) {
    mail.body += writer.sentence(9);
    mail.body += mail.body.size() % 3 == 0 ? ".\r\n" : ". ";
    if (number % 10 == 7 && mail.body.size() % 4 == 0)
      mail.body += rows[writer.number() % rows.size()].phrase + "\r\n";
  }
  mail.body.resize(text_bytes);
  return mail;
}

double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// As a verdict reads the hits: the first row that counts.
std::size_t screened(Matcher& matcher, const SpamTable& table, const Mail& mail) {
  const auto hits = matcher.match(table, mail.texts());
  for (const auto& id : hits.rows)
    if (const auto* row = table.row(id); row && row->enabled && !row->dry_run) break;
  return hits.rows.size();
}

struct Side {
  SpamTable table;
  Matcher matcher{};
  std::vector<double> seconds{};
  std::size_t hits = 0;

  void screen(const Mail& mail) {
    const auto began = cpu_seconds();
    hits += screened(matcher, table, mail);
    seconds.push_back(cpu_seconds() - began);
  }
  double microseconds(double share) {
    const auto at = seconds.begin() +
                    static_cast<std::ptrdiff_t>(share * static_cast<double>(seconds.size() - 1));
    std::nth_element(seconds.begin(), at, seconds.end());
    return *at * 1e6;
  }
};

bool measure(World world, const SpamTable& shipped, std::size_t rounds) {
  Writer writer(world);
  auto rows = shipped.rows();
  while (rows.size() < rows_wanted) rows.push_back(made_row(world, writer, rows.size()));
  auto many = SpamTable::compile(rows, shipped.exceptions(), shipped.guards());
  if (!many) {
    std::fprintf(stderr, "screen_rate: %s\n", many.error().says.c_str());
    return false;
  }
  std::vector<Mail> written;
  for (std::size_t i = 0; i < mails; ++i) written.push_back(made_mail(writer, i, rows));
  Side few_rows{shipped}, many_rows{*many};
  for (std::size_t round = 0; round < rounds; ++round)
    for (const auto& mail : written) {
      few_rows.screen(mail);
      many_rows.screen(mail);
    }
  for (auto* side : {&few_rows, &many_rows})
    std::printf("  %5zu rows: median %.2f us, p90 %.2f us, %zu hits in %zu mails\n",
                side->table.rows().size(), side->microseconds(0.5), side->microseconds(0.9),
                side->hits / rounds, mails);
  std::printf("  10,000 rows cost %.2f us more (median), %.2f us (p90)\n",
              many_rows.microseconds(0.5) - few_rows.microseconds(0.5),
              many_rows.microseconds(0.9) - few_rows.microseconds(0.9));
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  const auto loaded = load_rules(count > 1 ? arguments[1] : "rules/default");
  if (!loaded.rules) return std::fprintf(stderr, "screen_rate: the rules have faults\n"), 1;
  const std::size_t rounds = count > 2 ? std::strtoull(arguments[2], nullptr, 10) : 50;
  for (const auto& [name, world] :
       {std::pair{"numbered", World::numbered}, {"common", World::common}, {"wide", World::wide}}) {
    std::printf("%s\n", name);
    if (!measure(world, loaded.rules->spam, rounds)) return 1;
  }
}
