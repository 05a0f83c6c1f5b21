#include "daemon/mail_intake.h"

#include <algorithm>
#include <optional>

#include "daemon/await.h"

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
  std::vector<Distiller::Copy> copies;
  for (const auto& recipient : mail.recipients) {
    const auto known = std::find_if(copies.begin(), copies.end(),
                                    [&](const auto& copy) { return copy.line == recipient.line; });
    slots.push_back(static_cast<std::size_t>(known - copies.begin()));
    if (known == copies.end())
      copies.push_back({recipient.line, {mail.mail_from, recipient.address, mail.null_sender}});
  }
  return distiller_.distil(distiller_.parse(mail.raw), copies, mail.at);
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
