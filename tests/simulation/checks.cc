// What must hold whenever the desk has done all that it was told.
#include <algorithm>

#include "rules/base/json.h"
#include "rules/base/names.h"
#include "storage/records.h"
#include "tests/simulation/folded.h"
#include "tests/simulation/simulation.h"

namespace frontdesk::simulation {
namespace {

// Calls `visit` with each "zq12zq" in the bytes.
void each_token(std::string_view bytes, const std::function<void(std::size_t)>& visit) {
  for (auto at = bytes.find("zq"); at != std::string_view::npos; at = bytes.find("zq", at + 1)) {
    std::size_t number = 0, digits = at + 2;
    while (digits < bytes.size() && bytes[digits] >= '0' && bytes[digits] <= '9')
      number = number * 10 + static_cast<std::size_t>(bytes[digits++] - '0');
    if (digits > at + 2 && bytes.substr(digits).starts_with("zq")) visit(number);
  }
}

std::string plan_of(const std::string& site) {
  return from_json<Site>(site).value().plan;
}

std::map<std::string, std::string> stored_directory(const Reader& reader) {
  std::map<std::string, std::string> all;
  for (auto cursor = reader.walk(Column::directory, {}); cursor.valid(); cursor.next())
    all.emplace(cursor.key(), cursor.value());
  return all;
}

}  // namespace

// After a start: what nobody was told of is there or not, whole.
void Simulation::resolve() {
  for (const auto& attempt : ledger_.unsure) {
    std::size_t there = 0, known = 0;
    for (const auto& [place, id] : attempt.parts) {
      auto& one = ledger_.sent[place];
      if (get_arrival(store(), id).value()) {
        expect(!one.stored || *one.stored == id,
               id + " and " + one.stored.value_or("") + " are the same, twice");
        one.stored = id;
        ++there;
      } else if (one.stored) {
        ++known;
      }
    }
    expect(there == 0 || there + known == attempt.parts.size(),
           "half of an attempt is there: " + attempt.parts.front().second);
  }
  ledger_.unsure.clear();
  const auto stored = stored_directory(store());
  for (const auto& [key, value] : ledger_.maybe_directory) {
    const auto found = stored.find(key);
    const auto now = found == stored.end() ? std::nullopt : std::optional(found->second);
    const auto same = [&](const std::optional<std::string>& wanted) {
      if (!now || !wanted) return now == wanted;
      return key.starts_with("sites/") ? plan_of(*now) == *wanted : *now == *wanted;
    };
    const auto [first, last] = ledger_.maybe_directory.equal_range(key);
    const bool new_one =
        std::any_of(first, last, [&](const auto& maybe) { return same(maybe.second); });
    const auto old = ledger_.directory.find(key);
    if (old == ledger_.directory.end() || (new_one && !same(old->second))) {
      if (now && key.starts_with("sites/"))
        ledger_.directory[key] = plan_of(*now);
      else
        ledger_.directory[key] = now;
    }
  }
  ledger_.maybe_directory.clear();
}

void Simulation::check(bool settled) {
  check_directory();
  check_arrivals();
  check_observed(settled);
}

void Simulation::check_arrivals() {
  const auto folded = fold_journal(store());
  compare_records(store(), folded);
  compare_lists(store(), folded);
  compare_recovered(store(), folded);

  // Nothing twice, nothing that nobody sent.
  std::map<std::string, const Sent*> by_id;
  for (const auto& one : ledger_.sent)
    if (one.stored) by_id.emplace(*one.stored, &one);
  for (const auto& [id, record] : folded.arrivals)
    expect(by_id.contains(id), id + " is there, and nobody was told so");

  std::set<std::size_t> kept;  // letters
  for (auto& one : ledger_.sent) {
    if (!one.stored) {
      if (!one.key.empty())
        expect(!find_by_key(store(), one.key).value(), "a key of what is not there");
      continue;
    }
    const auto& id = *one.stored;
    const auto found = folded.arrivals.find(id);
    expect(found != folded.arrivals.end(), id + " was acknowledged and is lost");
    if (!one.key.empty())
      expect(find_by_key(store(), one.key).value() == id, "the key of " + id + " is lost");
    const auto& record = found->second;
    const auto facts = get_facts(store(), id).value();
    expect(facts.has_value() != record.facts_erased, id + ": facts and record do not agree");
    if (one.must_be_erased) expect(record.facts_erased, id + " was to be erased");
    if (record.facts_erased) {
      expect(one.may_be_erased || one.must_be_erased, id + " was erased, and nobody asked for it");
      one.must_be_erased = true;  // it never comes back
      continue;
    }
    kept.insert(one.letter);
    const auto& letter = ledger_.letters[one.letter];
    if (letter.raw.empty()) continue;
    expect(get_raw(store(), record.raw).value() == letter.raw, "the bytes of " + id + " are lost");
    expect(facts->mail.subject.find(token_of(letter.number)) != std::string::npos,
           id + " has another's facts");
  }

  // Of what was erased nothing is anywhere.
  for (std::size_t column = 0; column < column_names.size(); ++column)
    for (auto cursor = store().walk(static_cast<Column>(column), {}); cursor.valid();
         cursor.next()) {
      const auto look = [&](std::string_view bytes) {
        each_token(bytes, [&](std::size_t letter) {
          expect(kept.contains(letter), "letter " + std::to_string(letter) +
                                            " was erased and is in " +
                                            std::string(column_names[column]));
        });
        for (const auto person : ledger_.gone)
          for (const auto& trace : {world().people[person].name, world().people[person].phone})
            expect(bytes.find(trace) == std::string_view::npos,
                   trace + " was erased and is in " + std::string(column_names[column]));
      };
      look(cursor.key());
      look(cursor.value());
    }
}

void Simulation::check_directory() {
  auto stored = stored_directory(store());
  for (const auto& [key, value] : ledger_.directory) {
    const auto found = stored.find(key);
    expect((found != stored.end()) == value.has_value(),
           key + (value ? " was put and is not there" : " was removed and is there"));
    if (!value) continue;
    const auto now = key.starts_with("sites/") ? plan_of(found->second) : found->second;
    expect(now == *value, key + " is\n" + now + "\nand was put as\n" + *value);
  }
  // Who decides and who reads see the same as stands on the disk.
  expect(to_json(machine_.desk->directory()->all()) == to_json(all_records(store()).value()),
         "the directory in memory is another than that in the store");

  // No change without a line.
  std::set<std::string> named;
  const auto events = get_events(store(), known_position_ + 1, 1'000'000);
  for (const auto& event : *events)
    if (event.kind == EventKind::directory_edited)
      named.insert(event.refs.begin(), event.refs.end());
  for (const auto& [key, text] : stored)
    if (const auto before = known_directory_.find(key);
        before == known_directory_.end() || before->second != text)
      expect(named.contains(key), key + " changed, and the journal does not say so");
  for (const auto& [key, text] : known_directory_)
    if (!stored.contains(key))
      expect(named.contains(key), key + " went, and the journal does not say so");
  known_directory_ = std::move(stored);
  known_position_ = last_position(store()).value();
}

// What the observer was told, and the view that readers have.
void Simulation::check_observed(bool settled) {
  const auto events = get_events(store(), machine_.started_at + 1, 1'000'000).value();
  expect(events.size() == machine_.happened.size(), std::to_string(machine_.happened.size()) +
                                                        " events were told of " +
                                                        std::to_string(events.size()));
  for (std::size_t i = 0; i < events.size(); ++i)
    expect(to_json(events[i]) == to_json(machine_.happened[i]), "another event was told");

  const auto folded = fold_journal(store());
  const auto view = machine_.desk->view();
  expect(view->open_tickets == folded.state.open_tickets(), "the view has other open tickets");
  expect(view->reviews_waiting == folded.state.reviews().waiting(), "the view has other reviews");
  expect(view->reviews_overdue == folded.state.reviews().overdue(), "other reviews are overdue");
  for (const auto& row : view->queues) {
    const auto queue = folded.state.queues().find(row.queue);
    const auto depth = queue == folded.state.queues().end() ? 0 : queue->second.size();
    expect(row.depth == depth, "the view has another depth of " + row.queue);
  }
  if (!settled) return;
  const auto due = folded.state.first_due();
  expect(!due || due->at > machine_.clock.now(),
         (due ? due->ticket + due->arrival : "nothing") + " was due and nothing was done");
}

void Simulation::check_bytes() {
  machine_.env->work();
  machine_.disk->each([&](const std::string& path, const std::string& bytes) {
    for (const auto person : ledger_.gone)
      expect(bytes.find(world().people[person].name) == std::string::npos,
             world().people[person].name + " was erased and is in " + path);
  });
}

}  // namespace frontdesk::simulation
