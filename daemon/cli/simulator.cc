#include "daemon/cli/files.h"
#include "daemon/cli/question.h"
#include "intake/distil.h"
#include "router/says.h"
#include "rules/base/json.h"
#include "rules/phone.h"

namespace frontdesk::cli {
namespace {

constexpr std::string_view simulated_id = "a-simulated";

Problem wrong(std::string says) {
  return problem(ProblemCode::invalid, std::move(says));
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

// A chat or a ticket names a person by an address or a number, or nobody.
Result<void> name_person(const std::string& from, const Line& line, Arrival& arrival) {
  if (from.empty()) return {};
  if (from.find('@') != std::string::npos) {
    arrival.from_address = lower(from);
    return {};
  }
  const auto phone = parse_phone(from, line.country.empty() ? "US" : line.country);
  if (!phone) return wrong("from: neither a mail address nor a telephone number");
  arrival.from_phone = phone->e164;
  return {};
}

const Line* line_of_mail(const Mail& mail, const Lines& lines) {
  for (const auto* list : {&mail.to, &mail.cc})
    for (const auto& address : *list)
      if (const auto* line = lines.by_address(address.address)) return line;
  return nullptr;
}

// The ids of the lines that a question may name, the first twenty of them.
std::string choice_of(const Lines& lines, Channel channel) {
  const std::string name(name_of(channel));
  std::string ids;
  int named = 0;
  for (const auto& line : lines.all()) {
    if (line.channel != channel) continue;
    if (++named > 20) return "; some lines for " + name + " are " + ids;
    ids += (ids.empty() ? "" : ", ") + line.id;
  }
  return ids.empty() ? "; the rules have no line for " + name
                     : "; the lines for " + name + " are " + ids;
}

}  // namespace

Simulator::Simulator(const RuleSet& rules, const Directory& directory)
    : rules_(rules), directory_(directory) {}

Result<const Line*> Simulator::line_of(const Question& question) {
  const auto choice = [&] { return choice_of(rules_.lines, question.channel); };
  if (question.to.empty()) return wrong("to: expected a line's number, address or id" + choice());
  const auto* line = question.to == named_ ? line_ : rules_.lines.by_any(question.to);
  if (line && line != line_) {
    named_ = question.to;
    line_ = line;
  }
  if (!line)
    return wrong("to: no line has the number, address or id \"" + question.to.substr(0, 100) +
                 "\"" + choice());
  if (line->channel != question.channel)
    return wrong("to: the line " + line->id + " is for " + std::string(name_of(line->channel)) +
                 ", not for " + std::string(name_of(question.channel)) + choice());
  return line;
}

Result<Arrival> Simulator::mail_of(const Question& question, Instant at) {
  if (question.raw.empty()) {
    const auto line = line_of(question);
    if (!line) return line.error();
    return distil_text_mail({question.from, question.subject, question.body}, **line, rules_,
                            tokens_, matcher_, at, std::string(simulated_id))
        .arrival;
  }
  const auto bytes = read_file(question.raw, largest_mail);
  if (!bytes) return bytes.error();
  const auto mail = parse_mail(*bytes);
  const auto* line = question.to.empty() ? line_of_mail(mail, rules_.lines) : nullptr;
  if (!line) {
    const auto named = line_of(question);
    if (!named) return named.error();
    line = *named;
  }
  const Envelope envelope{mail.from.address, line->address, false};
  return distil_mail(mail, envelope, *line, rules_, tokens_, matcher_, at,
                     std::string(simulated_id))
      .arrival;
}

Result<Arrival> Simulator::arrival_of(const Question& question, Instant at) {
  if (question.channel == Channel::email) return mail_of(question, at);
  const auto line = line_of(question);
  if (!line) return line.error();
  if (question.channel == Channel::voice)
    return distil_call(question.from, **line, at, std::string(simulated_id), {}, rules_);
  Arrival arrival;
  arrival.id = simulated_id;
  arrival.channel = question.channel;
  arrival.line = (*line)->id;
  arrival.at = at;
  arrival.by_machine = question.channel == Channel::ticket && question.from.empty();
  if (auto ok = name_person(question.from, **line, arrival); !ok) return ok.error();
  return arrival;
}

Result<Decision> Simulator::answer(const Question& question) {
  auto arrival = arrival_of(question, question.at ? *question.at : clock_.now());
  if (!arrival) return arrival.error();
  static const Context nothing_else;
  auto decision = decide(*arrival, nothing_else, directory_, rules_, arrival->at);
  render(decision, &*arrival, directory_, rules_);
  return decision;
}

}  // namespace frontdesk::cli
