// From the greeting to the open folder.
#include <openssl/crypto.h>

#include <utility>

#include "intake/imap/folder_name.h"
#include "intake/imap/session.h"

namespace frontdesk::imap {

void Session::on_greeting(const Status& status) {
  if (status.condition == Condition::preauth) {
    // Who is logged in cannot start TLS any more, so this would turn it off.
    if (!tls_ && settings_.security == Security::starttls) return end(Reason::preauth);
    logged_in_ = true;
  } else if (status.condition != Condition::ok) {
    return end(Reason::protocol);
  }
  if (status.code == Code::capability) learn(status.words);
  if (!knows_offered_) return command(Step::capability, "CAPABILITY");
  return logged_in_ ? select() : secure();
}

void Session::learn(const std::vector<std::string>& words) {
  offered_ = Capabilities::from(words);
  knows_offered_ = true;
}

void Session::secure() {
  if (tls_ || settings_.security != Security::starttls) return log_in();
  if (!offered_.starttls) return end(Reason::no_starttls);
  command(Step::starttls, "STARTTLS");
}

Next Session::tls_started(Time now) {
  if (step_ != Step::handshake) return next();
  now_ = now;
  tls_ = true;
  // What was offered before may have been said by anybody.
  offered_ = {};
  command(Step::capability, "CAPABILITY");
  return next();
}

void Session::log_in() {
  plan_ = plan_login(login_, offered_);
  OPENSSL_cleanse(login_.secret.data(), login_.secret.size());
  login_.secret.clear();
  if (!plan_) return end(Reason::no_mechanism);
  // What is offered to whoever is logged in may be more.
  knows_offered_ = false;
  command(Step::login, plan_->lines[0]);
  lines_sent_ = 1;
  if (plan_->lines.size() == 1) OPENSSL_cleanse(plan_->lines[0].data(), plan_->lines[0].size());
}

void Session::send_login_line() {
  if (lines_sent_ > plan_->lines.size()) return end(Reason::protocol);
  const bool resigns = lines_sent_ == plan_->lines.size();
  auto& line = resigns ? plan_->resign : plan_->lines[lines_sent_];
  out_ += line;
  out_ += "\r\n";
  if (!resigns) OPENSSL_cleanse(line.data(), line.size());
  ++lines_sent_;
}

void Session::select() {
  const auto wire = folder_to_wire(settings_.folder);
  if (!wire) return end(Reason::folder_gone);
  const bool changes = settings_.afterwards.kind != Afterwards::Kind::leave;
  plan_.reset();
  uid_validity_ = 0;
  command(Step::select, (changes ? "SELECT " : "EXAMINE ") + quoted(*wire));
}

void Session::selected() {
  if (uid_validity_ == 0) return end(Reason::no_uidvalidity);
  if (cursor_.folder != settings_.folder || cursor_.uid_validity != uid_validity_) {
    if (cursor_.uid_validity != 0) events_.emplace_back(Renewed{cursor_, uid_validity_});
    cursor_ = {.folder = settings_.folder, .uid_validity = uid_validity_, .uid = 0, .tidied = 0};
    backlog_.begin_again();
    reported_ = cursor_;
    renewed_ = true;
  }
  leftovers();
}

}  // namespace frontdesk::imap
