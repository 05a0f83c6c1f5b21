// What people at the desk do: let through, look, read, forget; and reloads of the rules.
#include "rules/base/names.h"
#include "storage/records.h"
#include "tests/simulation/simulation.h"

namespace frontdesk::simulation {
namespace {

constexpr std::chrono::days unowned_days{20};

template <class T>
std::string said(const Result<T>& result) {
  return result ? "done" : "refused: " + result.error().says;
}

}  // namespace

void Simulation::release() {
  const auto place = any_stored();
  if (!place || machine_.fatal) return;
  const auto id = *ledger_.sent[*place].stored;
  const auto& letter = ledger_.letters[ledger_.sent[*place].letter];
  ReleaseWish wish;
  wish.arrival = id;
  wish.by = "tess";
  if (letter.kind == LetterKind::approval && chance_.one_in(2)) {
    Contact contact;
    contact.id = "n" + std::to_string(letter.number);
    contact.site = "hive-1";
    contact.first_name = "New";
    contact.emails = {"long" + std::to_string(letter.number) + "@hive.example"};
    wish.contact = contact;
  }
  say("release of " + id);
  const auto key = wish.contact ? "contacts/" + wish.contact->id : std::string();
  const auto text = wish.contact ? to_json(*wish.contact) : std::string();
  machine_.desk->release(wish, later<Decision>([this, id, key, text](const auto& decision) {
                           say("release of " + id + ": " + said(decision));
                           if (decision) {
                             const auto record = get_arrival(store(), id).value();
                             expect(record && record->released_at.has_value(),
                                    id + " was released and says nothing of it");
                             if (!key.empty()) ledger_.directory[key] = text;
                           } else if (!key.empty()) {
                             ledger_.maybe_directory.emplace(key, text);
                           }
                         }));
}

void Simulation::confirm() {
  const auto place = any_stored();
  if (!place || machine_.fatal) return;
  const auto id = *ledger_.sent[*place].stored;
  say("a look at " + id);
  machine_.desk->confirm(id, "tess", later<ArrivalRecord>([this, id](const auto& record) {
                           say("a look at " + id + ": " + said(record));
                           if (record)
                             expect(record->reviewed_by == "tess", id + " was looked at by nobody");
                         }));
}

void Simulation::read_raw() {
  const auto place = any_stored();
  if (!place || machine_.fatal) return;
  const auto id = *ledger_.sent[*place].stored;
  say("the bytes of " + id + " are read");
  machine_.desk->note_raw_read(
      id, "tess", later<void>([this](const auto& done) { say("noted: " + said(done)); }));
}

void Simulation::erase() {
  if (machine_.fatal) return;
  const auto person = chance_.below(people_count);
  say("erasure of " + world().people[person].id);
  erase_page(person, "");
}

void Simulation::erase_page(std::size_t person, const std::string& place) {
  const auto& who = world().people[person];
  const auto key = "contacts/" + who.id;
  for (auto& one : ledger_.sent)
    if (ledger_.is_of(one, person)) one.may_be_erased = true;
  ledger_.gone.insert(person);
  machine_.desk->erase_contact(
      {who.id, "admin", "", place}, later<Erased>([this, person, key](const auto& erased) {
        say("erasure: " + said(erased) +
            (erased ? ", " + std::to_string(erased->arrivals) + " arrivals" : std::string()));
        if (!erased) {
          ledger_.gone.erase(person);
          if (maybe_done(erased.error())) ledger_.maybe_directory.emplace(key, std::nullopt);
          return;
        }
        if (erased->more) {
          ledger_.maybe_directory.emplace(key, std::nullopt);
          if (machine_.running()) erase_page(person, erased->place);
          return;
        }
        // Of whom the directory knows nothing, only what was filed under the id is theirs.
        if (!erased->known) {
          ledger_.gone.erase(person);
          return;
        }
        ledger_.directory[key] = std::nullopt;
        for (auto& one : ledger_.sent)
          if (ledger_.is_of(one, person) && one.stored) one.must_be_erased = true;
      }));
}

void Simulation::retain() {
  settle();  // alone in its group: what comes beside it may change whose an arrival is
  if (machine_.fatal) return;
  const auto asked = machine_.clock.now();
  say("retention");
  const auto look = [this, asked](const Result<Erased>& erased) {
    const auto told = machine_.clock.now();
    say("retention: " + said(erased) +
        (erased ? ", " + std::to_string(erased->arrivals) + " arrivals" : std::string()));
    for (auto& one : ledger_.sent) {
      if (!erased || !machine_.running()) {
        one.may_be_erased = true;  // as the next start finds it
        continue;
      }
      const auto record = one.stored ? get_arrival(store(), *one.stored).value() : std::nullopt;
      if (!record) continue;
      const auto days = record->msp.empty()          ? unowned_days
                        : record->msp == "northwind" ? std::chrono::days{30}
                                                     : std::chrono::days{0};
      if (days.count() == 0) continue;
      if (record->at < told - days) one.may_be_erased = true;
      if (record->at < asked - days && erased->arrivals == 0) one.must_be_erased = true;
    }
  };
  machine_.desk->enforce_retention(unowned_days, later<Erased>(look));
  commit();
}

void Simulation::reload() {
  if (machine_.fatal) return;
  const auto next = chance_.one_in(2) ? world().shipped : world().with_extra;
  say("reload");
  machine_.desk->activate(next, "operator", later<void>([this, next](const auto& done) {
                            say("reload: " + said(done));
                            if (done) configured_ = next;
                          }));
}

// What was erased leaves the disk.
void Simulation::purge() {
  settle();
  if (machine_.fatal) return;
  machine_.disk->fail_log(0, DiskFault::none);  // threads do it: they are not to fail by chance
  const auto purged = machine_.purge();
  say("the store is rewritten: " + said(purged));
  if (purged) check_bytes();
}

}  // namespace frontdesk::simulation
