// What comes in: mails, calls and chats, new ones and the same again.
#include <algorithm>
#include <array>

#include "intake/arrival_key.h"
#include "intake/distil.h"
#include "rules/base/names.h"
#include "storage/records.h"
#include "tests/simulation/simulation.h"

namespace frontdesk::simulation {
namespace {

bool is_one_of(Outcome outcome, std::initializer_list<Outcome> all) {
  return std::find(all.begin(), all.end(), outcome) != all.end();
}

std::string subject_of(const Letter& letter) {
  const auto token = token_of(letter.number);
  switch (letter.kind) {
    case LetterKind::gadget:
      return "A gadget " + token;
    case LetterKind::spam:
      return "Delivery Status Notification " + token;
    case LetterKind::watched:
      return "Out of Office " + token;
    case LetterKind::reply:
      return "Re: " + token;
    default:
      return "Printer " + token;
  }
}

std::string from_of(const Letter& letter) {
  if (letter.person) {
    const auto& person = world().people[*letter.person];
    return person.name + " <" + person.address + ">";
  }
  const auto number = std::to_string(letter.number);
  switch (letter.kind) {
    case LetterKind::consent:
      return "New " + number + " <new" + number + "@hive.example>";
    case LetterKind::approval:
      return std::string(300, 'n') + " <long" + number + "@hive.example>";
    default:
      return "who" + number + "@nowhere.example";
  }
}

// As a client sends it; texts long enough for the store's blob files come too.
std::string mail_text(const Letter& letter, std::size_t padding) {
  std::string text = "From: " + from_of(letter) + "\r\nTo: " + letter.to.front() +
                     "\r\nSubject: " + subject_of(letter) + "\r\n";
  if (letter.kind != LetterKind::no_id) text += "Message-ID: <" + letter.message_id() + ">\r\n";
  if (letter.reply_to) {
    Letter earlier;
    earlier.number = *letter.reply_to;
    text += "References: <" + earlier.message_id() + ">\r\n";
  }
  text += "\r\n" + token_of(letter.number) + " " + std::string(padding, 'x') + "\r\n";
  return text;
}

Incoming incoming_mail(const Letter& letter, const std::string& to, const RuleSet& rules,
                       Instant now, std::string id) {
  static Matcher matcher;
  const auto* line = rules.lines.by_address(to);
  auto distilled = distil_mail(parse_mail(letter.raw), {"x@y.example", to, false}, *line, rules,
                               ThreadTokens(), matcher, now, std::move(id));
  return {std::move(distilled.arrival), std::move(distilled.texts)};
}

Incoming incoming_call(const Letter& letter, const RuleSet& rules, Instant now, std::string id) {
  const auto from = letter.person ? world().people[*letter.person].phone : "anonymous";
  Incoming incoming;
  incoming.arrival = distil_call(from, *rules.lines.by_id("us-voice"), now, std::move(id),
                                 letter.external_id, rules);
  return incoming;
}

Incoming incoming_chat(const Letter& letter, Instant now, std::string id) {
  Incoming incoming;
  auto& arrival = incoming.arrival;
  arrival.id = std::move(id);
  arrival.channel = Channel::chat;
  arrival.line = "chat";
  arrival.at = now;
  arrival.external_id = letter.external_id;
  arrival.key = arrival_key(Channel::chat, "chat", letter.external_id, {});
  arrival.from_address = world().people[*letter.person].address;
  return incoming;
}

}  // namespace

Letter Simulation::compose(LetterKind kind) {
  Letter letter;
  letter.number = ledger_.letters.size();
  letter.kind = kind;
  letter.to = {shared_address};
  switch (kind) {
    case LetterKind::stranger:
      break;
    case LetterKind::two_lines:
      letter.to.push_back(own_address);
      break;
    case LetterKind::consent:
    case LetterKind::approval:
      letter.to = {own_address};
      break;
    case LetterKind::reply:
      letter.reply_to = chance_.below(ledger_.letters.size());
      letter.person = ledger_.letters[*letter.reply_to].person;
      if (!letter.person || chance_.one_in(3)) letter.person = chance_.below(people_count);
      break;
    case LetterKind::call:
      letter.external_id = "call-" + std::to_string(letter.number);
      if (!chance_.one_in(4)) letter.person = chance_.below(people_count);
      if (chance_.one_in(6)) letter.external_id.clear();
      break;
    case LetterKind::chat:
      letter.external_id = "chat-" + std::to_string(letter.number);
      [[fallthrough]];
    default:
      letter.person = chance_.below(people_count);
  }
  if (kind != LetterKind::call && kind != LetterKind::chat)
    letter.raw = mail_text(letter, chance_.one_in(4) ? chance_.below(6000) : 40);
  return letter;
}

void Simulation::new_letter() {
  static constexpr std::array<unsigned, 12> often{14, 3, 2, 5, 5, 9, 4, 3, 3, 3, 5, 4};
  auto kind = static_cast<LetterKind>(chance_.weighted(often));
  if (kind == LetterKind::reply && ledger_.letters.empty()) kind = LetterKind::ordinary;
  ledger_.letters.push_back(compose(kind));
  send(ledger_.letters.size() - 1);
}

// A client that got no answer sends once more; some that got one do too.
void Simulation::letter_again() {
  if (ledger_.letters.empty()) return;
  const auto all = ledger_.letters.size();
  const auto recent = std::min<std::size_t>(all, 6);
  send(chance_.one_in(3) ? chance_.below(all) : all - 1 - chance_.below(recent));
}

void Simulation::send(std::size_t number) {
  if (machine_.fatal) return;
  const auto& letter = ledger_.letters[number];
  const auto rules = machine_.desk->rules();
  const auto now = machine_.clock.now();
  std::vector<Incoming> incoming;
  Attempt attempt;
  const auto lines = letter.raw.empty() ? 1 : letter.to.size();
  for (std::size_t i = 0; i < lines; ++i) {
    const auto id = new_id();
    if (letter.kind == LetterKind::call)
      incoming.push_back(incoming_call(letter, *rules, now, id));
    else if (letter.kind == LetterKind::chat)
      incoming.push_back(incoming_chat(letter, now, id));
    else
      incoming.push_back(incoming_mail(letter, letter.to[i], *rules, now, id));
    const auto sent = ledger_.note(number, incoming.back().arrival.key);
    ledger_.sent[sent].tried.push_back(id);
    attempt.parts.emplace_back(sent, id);
  }
  if (letter.person) ledger_.gone.erase(*letter.person);
  say("letter " + std::to_string(number) + ", " +
      std::string(letter.raw.empty() ? "call" : "mail") + " of kind " +
      std::to_string(static_cast<int>(letter.kind)) + ", as " + attempt.parts.front().second);
  machine_.desk->take(
      std::move(incoming), letter.raw,
      later<std::vector<Taken>>([this, attempt](const auto& taken) { told(attempt, taken); }));
}

void Simulation::told(const Attempt& attempt, const Result<std::vector<Taken>>& taken) {
  if (!taken) {
    say(attempt.parts.front().second + " was not taken: " + taken.error().says);
    ledger_.unsure.push_back(attempt);
    return;
  }
  expect(taken->size() == attempt.parts.size(), "an answer for each line");
  for (std::size_t i = 0; i < attempt.parts.size(); ++i) {
    const auto& [place, id] = attempt.parts[i];
    auto& one = ledger_.sent[place];
    const auto& answer = (*taken)[i];
    const bool duplicate = answer.decision.outcome == Outcome::duplicate;
    say(id + " was acknowledged as " + answer.arrival + ", " +
        std::string(name_of(answer.decision.outcome)) + " " + answer.decision.ticket.value_or(""));
    ++ledger_.acknowledgements;
    one.acknowledged = true;
    if (one.stored && !one.key.empty()) {
      ++ledger_.duplicates;
      expect(duplicate, id + " is a copy of " + *one.stored + " and was taken as another");
      expect(answer.arrival == *one.stored,
             id + " is a copy of " + *one.stored + " and was called one of " + answer.arrival);
    } else {
      expect(!duplicate, id + " is the first of its kind and was called a copy");
      expect(answer.arrival == id, id + " has another id now");
      one.stored = id;
      check_outcome(one, answer.decision);
    }
  }
}

// What joins a ticket joins that of the letter that it answers.
void Simulation::check_reply(const Letter& letter, const Decision& decision) {
  if (decision.outcome != Outcome::appended) return;
  bool found = false;
  for (const auto& one : ledger_.sent) {
    if (one.letter != *letter.reply_to || !one.stored) continue;
    const auto record = get_arrival(store(), *one.stored).value();
    found = found || (record && record->ticket == decision.ticket);
  }
  expect(found, "letter " + std::to_string(letter.number) + " joined " +
                    decision.ticket.value_or("nothing") + ", another's ticket");
}

// As much of the decision as is plain without knowing the rules.
void Simulation::check_outcome(const Sent& one, const Decision& decision) {
  const auto& letter = ledger_.letters[one.letter];
  const auto outcome = decision.outcome;
  const auto may_be = [&](std::initializer_list<Outcome> all) {
    expect(is_one_of(outcome, all),
           "letter " + std::to_string(letter.number) + " became " + std::string(name_of(outcome)));
  };
  switch (letter.kind) {
    case LetterKind::spam:
    case LetterKind::watched:
      return may_be({Outcome::watched, Outcome::quarantined});
    case LetterKind::stranger:
    case LetterKind::two_lines:
      return may_be({Outcome::queued, Outcome::quarantined});
    case LetterKind::approval:
      return may_be({Outcome::pending_approval, Outcome::quarantined});
    case LetterKind::reply:
      return check_reply(letter, decision);
    case LetterKind::gadget:
      return may_be({Outcome::queued, Outcome::held, Outcome::msp, Outcome::quarantined,
                     Outcome::watched, Outcome::refused});
    default:
      may_be({Outcome::queued, Outcome::held, Outcome::msp, Outcome::quarantined, Outcome::refused,
              Outcome::pending_approval});
  }
}

}  // namespace frontdesk::simulation
