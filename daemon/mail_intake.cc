#include "daemon/mail_intake.h"

#include <algorithm>
#include <optional>

#include "daemon/await.h"
#include "rules/base/digest.h"

namespace frontdesk {
namespace {

constexpr std::string_view postmaster = "postmaster";

std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// The line that takes mail for the postmaster of a domain of ours; "" is any domain (RFC
// 5321, 4.5.1).
const Line* postmaster_line(const Lines& lines, std::string_view domain) {
  if (!domain.empty() && !lines.has_domain(domain)) return nullptr;
  for (const auto& line : lines.all()) {
    if (line.channel != Channel::email) continue;
    const auto at = line.address.rfind('@');
    if (domain.empty() || lower(std::string_view(line.address).substr(at + 1)) == domain)
      return &line;
  }
  return nullptr;
}

const Line* mail_line(const Lines& lines, std::string_view address) {
  const auto* line = lines.by_address(address);
  if (line && line->channel == Channel::email) return line;
  const auto at = address.rfind('@');
  if (lower(address.substr(0, at)) != postmaster) return nullptr;
  return postmaster_line(lines, at == std::string_view::npos ? "" : lower(address.substr(at + 1)));
}

}  // namespace

class MailIntake::Lent {
 public:
  explicit Lent(MailIntake& owner) : owner_(owner), matcher_(owner.borrow()) {}
  ~Lent() { owner_.give_back(std::move(matcher_)); }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;
  Matcher& operator*() { return *matcher_; }

 private:
  MailIntake& owner_;
  std::unique_ptr<Matcher> matcher_;
};

MailIntake::MailIntake(FrontDesk& desk, const Clock& clock,
                       const Published<const ThreadTokens>& tokens, ParseOptions parsing,
                       Metrics& metrics, Shedding& shedding, std::chrono::milliseconds deadline)
    : desk_(desk),
      clock_(clock),
      tokens_(tokens),
      parsing_(std::move(parsing)),
      metrics_(metrics),
      shedding_(shedding),
      deadline_(deadline) {}

std::unique_ptr<Matcher> MailIntake::borrow() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::make_unique<Matcher>();
  auto matcher = std::move(idle_.back());
  idle_.pop_back();
  return matcher;
}

void MailIntake::give_back(std::unique_ptr<Matcher> matcher) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(matcher));
}

smtp::RcptVerdict MailIntake::check(std::string_view address) const {
  const auto rules = desk_.rules();
  const auto* line = mail_line(rules->lines, address);
  return line ? smtp::RcptVerdict::yes(line->id) : smtp::RcptVerdict::no(ProblemCode::not_found);
}

bool MailIntake::shedding() const {
  return shedding_.now().has_value();
}

std::optional<Problem> MailIntake::refusing() const {
  if (auto later = shedding_.now()) return std::move(later->why);
  return desk_.store().health();
}

// One arrival for each distinct line; slots[i] is the arrival of recipient i.
std::vector<Incoming> MailIntake::distil(const smtp::Transaction& mail,
                                         std::vector<std::size_t>& slots) {
  const auto rules = desk_.rules();
  const auto tokens = tokens_.get();
  const Mail parsed = parse_mail(mail.raw, parsing_);
  if (parsed.flags.unparsed)
    metrics_.count(Metric::unparsed_mails,
                   {parsed.diagnostics.empty() ? "other" : parsed.diagnostics.back()});
  Lent matcher(*this);
  std::vector<Incoming> incoming;
  for (const auto& recipient : mail.recipients) {
    const auto known = std::find_if(incoming.begin(), incoming.end(), [&](const Incoming& one) {
      return one.arrival.line == recipient.line;
    });
    slots.push_back(static_cast<std::size_t>(known - incoming.begin()));
    if (known != incoming.end()) continue;
    // A line that a reload has just taken away still gets the mail that it was promised.
    Line gone;
    gone.id = recipient.line;
    gone.channel = Channel::email;
    const auto* line = rules->lines.by_id(recipient.line);
    const Envelope envelope{mail.mail_from, recipient.address, mail.null_sender};
    auto distilled = distil_mail(parsed, envelope, line ? *line : gone, *rules, *tokens, *matcher,
                                 mail.at, new_arrival_id(mail.at));
    incoming.push_back({std::move(distilled.arrival), std::move(distilled.texts)});
  }
  return incoming;
}

boost::asio::awaitable<std::vector<Result<std::string>>> MailIntake::deliver(
    smtp::Transaction mail) {
  std::vector<std::size_t> slots;
  auto incoming = distil(mail, slots);
  // Who commits holds up all that its loop serves: only where that is nothing else, and no other
  // connection comes to that loop meanwhile.
  auto taken = co_await await_result<std::vector<Taken>>(
      [&](std::function<void(Result<std::vector<Taken>>)> done) {
        std::optional<MailLoops::HeldUp> held_up;
        if (loops_ && loops_->alone()) held_up.emplace(*loops_);
        const bool alone = !loops_ || (held_up && loops_->alone());
        if (!alone) held_up.reset();
        desk_.take(std::move(incoming), std::move(mail.raw), std::move(done), alone);
      },
      deadline_);
  if (!taken && taken.error().code == ProblemCode::timeout) shedding_.too_slow();
  std::vector<Result<std::string>> answers;
  for (const auto slot : slots)
    if (taken)
      answers.emplace_back((*taken)[slot].arrival);
    else
      answers.emplace_back(taken.error());
  co_return answers;
}

}  // namespace frontdesk
