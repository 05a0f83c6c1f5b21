#include "daemon/distiller.h"

#include "rules/base/digest.h"

namespace frontdesk {

class Distiller::Lent {
 public:
  explicit Lent(Distiller& owner) : owner_(owner), matcher_(owner.borrow()) {}
  ~Lent() { owner_.give_back(std::move(matcher_)); }
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;
  Matcher& operator*() { return *matcher_; }

 private:
  Distiller& owner_;
  std::unique_ptr<Matcher> matcher_;
};

std::unique_ptr<Matcher> Distiller::borrow() {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::make_unique<Matcher>();
  auto matcher = std::move(idle_.back());
  idle_.pop_back();
  return matcher;
}

void Distiller::give_back(std::unique_ptr<Matcher> matcher) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(matcher));
}

Mail Distiller::parse(std::string_view raw) const {
  Mail parsed = parse_mail(raw, parsing_);
  if (parsed.flags.unparsed)
    metrics_.count(Metric::unparsed_mails,
                   {parsed.diagnostics.empty() ? "other" : parsed.diagnostics.back()});
  return parsed;
}

std::vector<Incoming> Distiller::distil(const Mail& mail, std::span<const Copy> copies,
                                        Instant at) {
  const auto rules = desk_.rules();
  const auto tokens = tokens_.get();
  Lent matcher(*this);
  std::vector<Incoming> incoming;
  for (const auto& copy : copies) {
    Line gone;
    gone.id = copy.line;
    gone.channel = Channel::email;
    const auto* line = rules->lines.by_id(copy.line);
    auto distilled = distil_mail(mail, copy.envelope, line ? *line : gone, *rules, *tokens,
                                 *matcher, at, new_arrival_id(at));
    incoming.push_back({std::move(distilled.arrival), std::move(distilled.texts)});
  }
  return incoming;
}

}  // namespace frontdesk
