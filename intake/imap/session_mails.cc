// The mails of the open folder: search, sizes, bodies, then what becomes of them, then rest.
#include <algorithm>
#include <limits>
#include <utility>

#include "intake/imap/folder_name.h"
#include "intake/imap/session.h"

namespace frontdesk::imap {
namespace {

using Kind = Afterwards::Kind;

bool holds(const std::vector<Uid>& ascending, Uid uid) {
  return std::binary_search(ascending.begin(), ascending.end(), uid);
}

}  // namespace

// Between the commit and the move the daemon or the connection may have died.
void Session::leftovers() {
  const bool none = settings_.afterwards.kind == Kind::leave || cursor_.tidied >= cursor_.uid;
  if (none) return search();
  command(Step::leftovers, "UID SEARCH UID " + std::to_string(cursor_.tidied + 1) + ':' +
                               std::to_string(cursor_.uid));
}

void Session::leftovers_found() {
  const auto found = found_.take();
  for (const Uid uid : found.uids)
    if (uid > cursor_.tidied && uid <= cursor_.uid && !holds(settings_.parked, uid))
      to_tidy_.push_back(uid);
  if (found.cut) all_tidied_ = false;  // the rest of them is for the next session
  more_ = true;
  proceed();
}

// A search, but not at once after the last.
void Session::look() {
  const auto earliest = last_search_ + settings_.limits.pause;
  if (now_ >= earliest) return search();
  step_ = Step::resting;
  polls_ = false;
  deadline_ = earliest;
}

void Session::search() {
  announced_ = more_ = put_off_ = false;
  if (backlog_.cursor() == std::numeric_limits<Uid>::max()) return rest();
  last_search_ = now_;
  const auto range = std::to_string(backlog_.cursor() + 1) + ":*";
  command(Step::search,
          (offered_.esearch ? "UID SEARCH RETURN (ALL) UID " : "UID SEARCH UID ") + range);
}

void Session::searched() {
  const auto found = found_.take();
  backlog_.found(found.uids);
  more_ = found.cut;
  if (!renewed_ && settings_.give_up != 0 && holds(found.uids, settings_.give_up) &&
      settings_.give_up > backlog_.cursor())
    park(settings_.give_up, Reason::ends_sessions);
  proceed();
}

void Session::on_fetch(Fetch fetch) {
  if (!fetch.uid) return;
  const auto uid = *fetch.uid;
  if (step_ == Step::sizes && fetch.size) {
    const bool asked = backlog_.sized(uid, *fetch.size, fetch.received);
    if (asked && *fetch.size > settings_.limits.message_bytes) park(uid, Reason::too_large);
  }
  if (step_ != Step::bodies || !backlog_.is_asked(uid)) return;
  const bool too_large =
      fetch.body_skipped || (fetch.body && fetch.body->size() > settings_.limits.message_bytes);
  if (too_large) return park(uid, Reason::too_large);
  const auto announced = fetch.size.value_or(backlog_.size_of(uid));
  // Nothing instead of a mail is how some servers say that they cannot read it.
  if (!fetch.body || (fetch.body->empty() && announced > 0)) return;
  const auto received = fetch.received ? fetch.received : backlog_.received(uid);
  backlog_.handed(uid, fetch.body->size());
  events_.emplace_back(Mail{uid, received, std::move(*fetch.body)});
}

void Session::bodies_done(const Status& status) {
  const auto missing = backlog_.bodies_answered();
  if (!missing) return proceed();
  const bool refused = status.condition != Condition::ok && status.code != Code::expunge_issued;
  if (refused) {
    park(*missing, Reason::fetch_refused);
    return proceed();
  }
  // Somebody may have deleted it.
  checked_ = *missing;
  command(Step::check, "UID SEARCH UID " + std::to_string(checked_));
}

void Session::checked() {
  if (holds(found_.take().uids, checked_))
    park(checked_, Reason::fetch_missing);
  else
    backlog_.done(checked_);
  proceed();
}

void Session::park(Uid uid, Reason why) {
  events_.emplace_back(Parked{uid, why, backlog_.size_of(uid), backlog_.received(uid)});
  backlog_.done(uid);
}

// Nothing is asked: what comes next.
void Session::proceed() {
  if (backlog_.unanswered() > 0) {
    step_ = Step::answers;
    return;
  }
  if (tidy()) return;
  report();
  if (stopping_) return command(Step::logout, "LOGOUT");
  if (put_off_) return rest();
  const auto job = backlog_.next();
  if (job.kind == Backlog::Job::Kind::sizes) {
    backlog_.ask_sizes(job.uids);
    command(Step::sizes, "UID FETCH " + uid_set(job.uids) + " (UID RFC822.SIZE INTERNALDATE)");
  } else if (job.kind == Backlog::Job::Kind::bodies) {
    backlog_.ask_bodies(job.uids);
    command(Step::bodies,
            "UID FETCH " + uid_set(job.uids) + " (UID RFC822.SIZE INTERNALDATE BODY.PEEK[])");
  } else if (more_) {
    search();
  } else {
    rest();
  }
}

void Session::report() {
  cursor_.uid = backlog_.cursor();
  if (all_tidied_) cursor_.tidied = cursor_.uid;
  if (cursor_ == reported_) return;
  reported_ = cursor_;
  events_.emplace_back(Advanced{cursor_});
}

bool Session::tidy() {
  if (to_tidy_.empty()) return false;
  if (read_only_ && !tidy_stopped_) {
    untidy(Reason::read_only);
    return true;
  }
  if (tidy_stopped_) {
    to_tidy_.clear();
    return false;
  }
  std::sort(to_tidy_.begin(), to_tidy_.end());
  const auto count = std::min<std::size_t>(to_tidy_.size(), settings_.limits.batch_mails);
  const auto end = to_tidy_.begin() + static_cast<std::ptrdiff_t>(count);
  tidying_.assign(to_tidy_.begin(), end);
  to_tidy_.erase(to_tidy_.begin(), end);
  const auto set = uid_set(tidying_);
  if (settings_.afterwards.kind == Kind::flag) {
    command(Step::flag, "UID STORE " + set + " +FLAGS.SILENT (" + settings_.afterwards.to + ')');
    return true;
  }
  const auto target = quoted(folder_to_wire(settings_.afterwards.to).value());
  if (offered_.move)
    command(Step::move, "UID MOVE " + set + ' ' + target);
  else
    command(Step::copy, "UID COPY " + set + ' ' + target);
  return true;
}

// Without MOVE: copy, mark, expunge. Without UIDPLUS they stay marked: a plain EXPUNGE would take
// with it what others have marked.
void Session::tidied(Step done) {
  if (done == Step::copy)
    return command(Step::remove, "UID STORE " + uid_set(tidying_) + " +FLAGS.SILENT (\\Deleted)");
  if (done == Step::remove && offered_.uidplus)
    return command(Step::expunge, "UID EXPUNGE " + uid_set(tidying_));
  tidying_.clear();
  proceed();
}

// Taking in goes on; whether mails can be moved is not why they came.
void Session::untidy(Reason why) {
  events_.emplace_back(Untidy{why, to_tidy_.size() + tidying_.size()});
  to_tidy_.clear();
  tidying_.clear();
  tidy_stopped_ = true;
  all_tidied_ = false;
  proceed();
}

void Session::rest() {
  if (announced_ && !put_off_) return look();
  if (offered_.idle && !idle_refused_ && !put_off_) return command(Step::idle_begin, "IDLE");
  step_ = Step::resting;
  polls_ = true;
  deadline_ = now_ + settings_.limits.poll;
}

void Session::end_idle() {
  out_ += "DONE\r\n";
  step_ = Step::idle_done;
  restart_deadline();
}

}  // namespace frontdesk::imap
