// What a session handed out becomes durable, with the place that the mailbox was read to in the
// same commit; only then the session is told.
#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "daemon/await.h"
#include "daemon/mailboxes/mailbox_reader.h"
#include "rules/base/json.h"

namespace frontdesk {
namespace {

using std::chrono::steady_clock;

// Of one commit: whoever waits for the committer meanwhile waits for all of it.
constexpr std::size_t commit_mails = 32;
constexpr std::size_t commit_bytes = 1u << 20;

// Of ours, as it stands in the mail: with its plus-address. The line's own where the mail names
// none, as one that came by Bcc.
std::string recipient_of(const Mail& mail, const Line& line, const Lines& lines) {
  for (const auto* list : {&mail.to, &mail.cc})
    for (const auto& each : *list)
      if (lines.by_address(each.address) == &line) return each.address;
  return line.address;
}

bool comes_again(ProblemCode code) {
  switch (code) {
    case ProblemCode::store_busy:
    case ProblemCode::store_full:
    case ProblemCode::store_sick:
    case ProblemCode::unavailable:
    case ProblemCode::timeout:
    case ProblemCode::cancelled:
      return true;
    default:
      return false;
  }
}

constexpr std::string_view unreadable = "unreadable", not_taken = "not_taken";

}  // namespace

// Mails of one commit, ascending.
struct MailboxReader::Chunk {
  std::vector<imap::Mail> mails;  // their bytes are in `brought`, but for those that are parked
  std::vector<Brought> brought;
  std::vector<ParkedMail> parked;
};

std::optional<Problem> MailboxReader::refusing() {
  if (auto later = services_.shedding.now()) return std::move(later->why);
  return services_.desk.store().health();
}

imap::Next MailboxReader::put_off(imap::Session& session, std::vector<imap::Mail> mails) {
  std::move(handed_.begin(), handed_.end(), std::back_inserter(mails));
  handed_.clear();
  auto next = Next::answer;
  for (const auto& mail : mails)
    next = session.answer(mail.uid, imap::Answer::later, steady_clock::now());
  return next;
}

boost::asio::awaitable<imap::Next> MailboxReader::take(imap::Session& session) {
  std::sort(handed_.begin(), handed_.end(),
            [](const imap::Mail& a, const imap::Mail& b) { return a.uid < b.uid; });
  auto next = Next::answer;
  while (!handed_.empty()) {
    const auto* line = services_.desk.rules()->lines.by_id(mailbox_.line);
    const bool no_line_now = !line || line->channel != Channel::email;
    if (no_line_now && !std::exchange(line_missed_, true)) note(no_line(mailbox_.line));
    if (no_line_now || refusing()) co_return put_off(session, {});
    line_missed_ = false;
    auto chunk = co_await gather(commit_mails);
    next = co_await commit(session, std::move(chunk));
  }
  co_return next;
}

// The next of those that were handed out, distilled.
boost::asio::awaitable<MailboxReader::Chunk> MailboxReader::gather(std::size_t mails_max) {
  Chunk chunk;
  std::size_t bytes = 0, count = 0;
  const auto rules = services_.desk.rules();
  const auto* line = rules->lines.by_id(mailbox_.line);
  for (; count < handed_.size() && count < mails_max; ++count) {
    auto& mail = handed_[count];
    bytes += mail.raw.size();
    if (count > 0 && bytes > commit_bytes) break;
    const auto now = services_.clock.now();
    try {
      const auto parsed = services_.distiller.parse(mail.raw);
      const Distiller::Copy copy{
          mailbox_.line, {"", line ? recipient_of(parsed, *line, rules->lines) : "", false}};
      Brought one;
      one.incoming = services_.distiller.distil(parsed, {&copy, 1}, now);
      one.raw = mail.raw;
      chunk.brought.push_back(std::move(one));
    } catch (const std::exception&) {
      // Ours to mend, and no reason to stop for those behind it.
      chunk.parked.push_back({mail.uid, std::string(unreadable), mail.raw.size(), mail.received});
    }
    // Other mailboxes of this loop go on.
    co_await boost::asio::post(boost::asio::use_awaitable);
  }
  const auto end = handed_.begin() + static_cast<std::ptrdiff_t>(count);
  chunk.mails.assign(std::make_move_iterator(handed_.begin()), std::make_move_iterator(end));
  handed_.erase(handed_.begin(), end);
  co_return chunk;
}

boost::asio::awaitable<imap::Next> MailboxReader::commit(imap::Session& session, Chunk chunk) {
  std::vector<imap::Uid> uids;
  for (const auto& mail : chunk.mails) uids.push_back(mail.uid);
  auto place = place_;
  place.advance(session.cursor_with(uids));
  for (const auto& mail : chunk.parked) place.park(mail);
  std::vector<SettingValue> settings{{place_setting(mailbox_.id, place.folder), to_json(place)}};
  const auto count = chunk.brought.size();
  const auto taken = co_await await_result<std::vector<Taken>>(
      [&](std::function<void(Result<std::vector<Taken>>)> done) {
        services_.desk.take_all(std::move(chunk.brought), std::move(settings), std::move(done));
      },
      services_.commit_deadline);
  if (!taken && taken.error().code == ProblemCode::timeout) services_.shedding.too_slow();
  if (!taken && comes_again(taken.error().code)) co_return put_off(session, std::move(chunk.mails));
  if (!taken && chunk.mails.size() > 1) {
    // One of them is at fault: each for itself.
    std::move(handed_.begin(), handed_.end(), std::back_inserter(chunk.mails));
    handed_ = std::move(chunk.mails);
    auto next = Next::answer;
    for (auto left = uids.size(); left > 0 && !handed_.empty(); --left) {
      auto one = co_await gather(1);
      next = co_await commit(session, std::move(one));
    }
    co_return next;
  }
  if (taken) {
    place_ = written_ = std::move(place);
    back_off_.reset();
    services_.metrics.count(Metric::mailbox_mails, {mailbox_.id}, static_cast<double>(count));
  } else {
    const auto& mail = chunk.mails.front();
    chunk.parked.push_back({mail.uid, std::string(not_taken), mail.raw.size(), mail.received});
    place_.park(chunk.parked.back());
  }
  auto next = Next::answer;
  for (const auto& mail : chunk.mails) {
    const auto parked = std::find_if(chunk.parked.begin(), chunk.parked.end(),
                                     [&](const auto& each) { return each.uid == mail.uid; });
    if (parked != chunk.parked.end())
      services_.log.write(say::mailbox_mail_parked, {{"mailbox", mailbox_.id},
                                                     {"folder", place_.folder},
                                                     {"uid", std::to_string(mail.uid)},
                                                     {"reason", parked->reason},
                                                     {"bytes", std::to_string(parked->size)}});
    next = session.answer(mail.uid,
                          parked != chunk.parked.end() ? imap::Answer::parked : imap::Answer::taken,
                          steady_clock::now());
  }
  co_return next;
}

// The place alone. Where it cannot be written now, it goes with the next.
boost::asio::awaitable<void> MailboxReader::note_place() {
  auto place = place_;
  std::vector<SettingValue> settings{{place_setting(mailbox_.id, place.folder), to_json(place)}};
  const auto noted = co_await await_result<std::vector<Taken>>(
      [&](std::function<void(Result<std::vector<Taken>>)> done) {
        services_.desk.take_all({}, std::move(settings), std::move(done));
      },
      services_.commit_deadline);
  if (noted) written_ = std::move(place);
}

}  // namespace frontdesk
