// What `frontdesk screen` does with a file of mails: any bytes as a mailbox, and mails put into one
// here come out as they went in. Each is parsed and screened, twice with the same result.
#include <string>
#include <vector>

#include "daemon/cli/mbox.h"
#include "intake/distil.h"
#include "rules/base/json.h"
#include "tests/fuzz/fuzz.h"

using namespace frontdesk;
using fuzz::require;

namespace {

RuleSet rules() {
  RuleSet made;
  std::vector<SpamRow> rows(2);
  rows[0].id = "S01";
  rows[0].field = Field::from;
  rows[0].match = MatchKind::begins_with;
  rows[0].phrase = "postmaster@";
  rows[1].id = "S02";
  rows[1].field = Field::body;
  rows[1].match = MatchKind::contains;
  rows[1].phrase = "undeliverable";
  made.spam = SpamTable::compile(rows, {}, {}).value();
  made.hash = "sha256:fuzz";
  return made;
}

void screen(std::string_view mail) {
  static const RuleSet table = rules();
  static Matcher matcher;
  ParseOptions options;
  options.limits.parts = 20;
  options.limits.depth = 5;
  const auto parsed = parse_mail(mail, options);
  Line line;
  line.id = "help";
  const auto distil = [&] {
    return distil_mail(parsed, {"", "help@desk.example", false}, line, table, {}, matcher,
                       Instant{std::chrono::milliseconds{1'780'489'800'000}}, "a-1");
  };
  const auto distilled = distil();
  const auto written = to_json(distilled.arrival);
  require(written == to_json(distil().arrival));
  const auto again = from_json<Arrival>(written);
  require(again && to_json(*again) == written);
  for (const auto& row : distilled.arrival.mail.hits.rows) require(table.spam.row(row) != nullptr);
}

std::vector<std::string> mails_of(std::string_view bytes) {
  std::vector<std::string> mails;
  cli::for_each_in_mbox(bytes, [&](std::string_view mail) { mails.emplace_back(mail); });
  return mails;
}

// A mail as a mailbox holds it: quoted, and with an empty line behind it.
std::string packed(std::string_view mail) {
  std::string out = "From ann@acme.example Wed Jun  3 12:00:00 2026\n";
  while (!mail.empty()) {
    const auto line = mail.substr(0, std::min(mail.find('\n'), mail.size() - 1) + 1);
    mail.remove_prefix(line.size());
    const auto text = line.find_first_not_of('>');
    if (text != std::string_view::npos && line.substr(text).starts_with("From ")) out += '>';
    out += line;
  }
  return out + '\n';
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = fuzz::text_of(data, size);
  const auto mails = mails_of(bytes);
  std::size_t total = 0;
  for (const auto& mail : mails) total += mail.size();
  require(total <= bytes.size() && (bytes.empty() || !cli::is_mbox(bytes) || !mails.empty()));
  for (std::size_t i = 0; i < mails.size() && i < 3; ++i) screen(mails[i]);

  const auto half = bytes.find('\0') == std::string_view::npos ? size / 2 : bytes.find('\0');
  const std::string first(bytes.substr(0, half)), second(bytes.substr(half));
  const auto ended = [](std::string mail) { return mail.ends_with('\n') ? mail : mail + '\n'; };
  const auto again = mails_of(packed(ended(first)) + packed(ended(second)));
  require(again.size() == 2 && again[0] == ended(first) + '\n' && again[1] == ended(second) + '\n');
  return 0;
}
