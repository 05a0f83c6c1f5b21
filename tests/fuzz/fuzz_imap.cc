// The mailbox session against any server: the first byte chooses the settings, the second how the
// rest is cut. 0x1e ends a turn of the server; a turn that begins with 0x1f is no bytes but time
// that passes, a stop or a loss. Cutting must not change the outcome, nothing that a server says
// may get into a command, and no mail is handed out that is too large or was not asked for. Names
// of folders and sets of UIDs read the same as they were written.
#include <string>
#include <vector>

#include "intake/imap/folder_name.h"
#include "tests/fuzz/fuzz.h"
#include "tests/intake/imap/talk.h"

using namespace frontdesk;
using namespace frontdesk::imap;
using fuzz::require;

namespace {

test::Talk talk_of(std::uint8_t flags) {
  test::Talk talk;
  auto& settings = talk.settings;
  if (flags & 1) talk.begin = flags & 64 ? Begin::secured : Begin::connected;
  if (flags & 2) settings.security = Security::starttls;
  if (flags & 4) settings.afterwards = {.kind = Afterwards::Kind::move, .to = "Done"};
  if (flags & 8) settings.afterwards = {.kind = Afterwards::Kind::flag, .to = "$Desk"};
  if (flags & 16) talk.login.bearer = true;
  if (flags & 32) talk.login.secret = "s\xc3\xa9\"";
  if (flags & 64) talk.cursor = {.folder = "INBOX", .uid_validity = 7, .uid = 4, .tidied = 2};
  if (flags & 128) settings.alone_until = settings.give_up = 6;
  settings.parked = {3};
  // A server that answers before it was asked is heard or not by when the driver answers a mail.
  talk.answers_late = true;
  auto& limits = settings.limits;
  limits.message_bytes = 300;
  limits.skipped_bytes = 1'000;
  limits.line_bytes = 400;
  limits.search_bytes = 600;
  limits.nesting = 4;
  limits.values = 50;
  limits.responses = 50;
  limits.uids = 5;
  limits.sizes = 3;
  limits.batch_mails = 2;
  limits.batch_bytes = 200;
  for (Uid uid = 5; uid < 100; uid += 7) talk.answers[uid] = Answer::later;
  for (Uid uid = 6; uid < 100; uid += 7) talk.answers[uid] = Answer::parked;
  return talk;
}

std::vector<std::string> turns_of(fuzz::Input& input) {
  std::vector<std::string> turns;
  while (!input.empty()) {
    const auto turn = input.until('\x1e');
    if (turn.starts_with('\x1f')) {
      const auto kind = turn.size() > 1 ? static_cast<unsigned char>(turn[1]) : 0u;
      if (kind % 4 == 0)
        turns.emplace_back(test::stop);
      else if (kind % 4 == 1)
        turns.emplace_back(test::lost);
      else
        turns.push_back(test::wait(static_cast<int>(kind) * 3));
    } else if (!turn.starts_with('@')) {
      turns.emplace_back(turn);
    }
  }
  return turns;
}

void check_commands(std::string_view said) {
  while (!said.empty()) {
    const auto end = said.find("\r\n");
    require(end != said.npos);
    for (const char c : said.substr(0, end))
      require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
    said.remove_prefix(end + 2);
  }
}

void check_mails(const test::Talk& talk, const test::Played& played) {
  for (const auto& mail : played.mails) {
    require(mail.uid != 0 && mail.raw.size() <= talk.settings.limits.message_bytes);
    require(played.said.find("BODY.PEEK[]") != played.said.npos);
  }
  require(played.said.find("Seen") == played.said.npos);
  std::size_t ends = 0;
  for (const auto& event : played.events) ends += event.starts_with("ended ");
  require(ends == (played.ended ? 1u : 0u));
  if (played.ended) require(played.events.back().starts_with("ended "));
}

void check_names(std::string_view text) {
  if (const auto utf8 = folder_from_wire(text)) require(folder_to_wire(*utf8).value() == text);
  if (const auto wire = folder_to_wire(text)) {
    check_commands(quoted(*wire) + "\r\n");
    require(folder_from_wire(*wire).value() == text);
  }
  const auto uids = parse_uid_set(text, 50);
  if (!uids) return;
  require(!uids->uids.empty() && uids->uids.size() <= 50);
  require(parse_uid_set(uid_set(uids->uids), 50)->uids == uids->uids);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto talk = talk_of(input.byte());
  const auto piece = std::size_t{1} + input.byte() % 32;
  auto all = input;
  check_names(all.line());
  const auto turns = turns_of(input);
  const auto whole = talk.play(turns);
  check_commands(whole.said);
  check_mails(talk, whole);
  const auto cut = talk.play(turns, piece);
  // Bytes behind the OK to STARTTLS are dropped only where they come with it.
  if (whole.handshakes + cut.handshakes == 0) require(whole == cut);
  return 0;
}
