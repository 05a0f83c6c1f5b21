// Edits of the directory: people come, go, are locked out and move; plans change; files come in.
#include <array>
#include <thread>

#include "rules/base/json.h"
#include "tests/simulation/simulation.h"

namespace frontdesk::simulation {
namespace {

constexpr std::array<const char*, 3> plans{"us_voice_us_chat.24x7", "global.business_hours",
                                           "us_voice.after_hours"};

}  // namespace

// `value`: of the record that is put; nothing where it is removed.
void Simulation::edit(DirectoryEdit wish, std::string key, std::optional<std::string> value) {
  wish.by = "operator";
  say("edit of " + key);
  machine_.desk->edit(
      wish, later<void>([this, key, value](const auto& done) {
        say("edit of " + key + ": " + (done ? "done" : "refused: " + done.error().says));
        if (done)
          ledger_.directory[key] = value;
        else
          ledger_.maybe_directory.emplace(key, value);
      }));
}

void Simulation::edit_contact() {
  if (machine_.fatal) return;
  const auto number = chance_.below(people_count);
  const auto& person = world().people[number];
  const auto key = "contacts/" + person.id;
  DirectoryEdit wish;
  if (chance_.one_in(4)) {
    wish.remove.emplace(RecordKind::contacts, person.id);
    return edit(std::move(wish), key, std::nullopt);
  }
  auto contact = person.contact();
  contact.active = !chance_.one_in(3);
  // Another site, of the same MSP where there is one.
  if (contact.site != "initech-hq" && chance_.one_in(3))
    contact.site = contact.site == "acme-bh" ? "acme-nyc" : "acme-bh";
  wish.put.contacts = {contact};
  ledger_.gone.erase(number);
  edit(std::move(wish), key, to_json(contact));
}

void Simulation::edit_site() {
  if (machine_.fatal) return;
  const auto* entry = machine_.desk->directory()->site("acme-bh");
  if (!entry) return;
  auto site = entry->site;
  site.plan = plans[chance_.below(plans.size())];
  DirectoryEdit wish;
  wish.put.sites = {site};
  wish.provider_override = chance_.one_in(2);
  edit(std::move(wish), "sites/acme-bh", site.plan);
}

// With the queue that one of the rule sets has not.
void Simulation::edit_technician() {
  if (machine_.fatal) return;
  DirectoryEdit wish;
  if (chance_.one_in(2)) {
    wish.remove.emplace(RecordKind::technicians, "tess");
    return edit(std::move(wish), "technicians/tess", std::nullopt);
  }
  const Technician tess{
      "tess", "Tess", Region::any, {chance_.one_in(2) ? "extra.mail" : "any.ticket"}};
  wish.put.technicians = {tess};
  edit(std::move(wish), "technicians/tess", to_json(tess));
}

// Several people at once; sometimes with one who cannot be, and then none of them.
void Simulation::import() {
  if (machine_.fatal) return;
  settle();
  if (machine_.fatal) return;
  std::map<std::string, std::string> records;
  ImportWish wish;
  wish.by = "operator";
  wish.text = "{\"contacts\":[";
  for (std::size_t i = 0; i < people_count; ++i) {
    if (chance_.one_in(2)) continue;
    const auto& person = world().people[i];
    const auto text = to_json(person.contact());
    records["contacts/" + person.id] = text;
    wish.text += (records.size() > 1 ? "," : "") + text;
    ledger_.gone.erase(i);
  }
  const bool bad = chance_.one_in(4);
  if (bad) wish.text += std::string(records.empty() ? "" : ",") + R"({"id":"bad","site":"none"})";
  wish.text += "]}";
  say("import of " + std::to_string(records.size()) + (bad ? " people and a bad one" : " people"));
  const auto before = machine_.desk->stats();
  machine_.desk->import(wish, later<ImportReport>([this, records, bad](const auto& report) {
                          const bool applied = report && report->applied;
                          say(std::string("import: ") + (applied  ? "done"
                                                         : report ? "rejected"
                                                                  : report.error().says));
                          expect(!bad || !applied, "a file with a bad row was taken");
                          for (const auto& [key, text] : records)
                            if (applied)
                              ledger_.directory[key] = text;
                            else if (!report && maybe_done(report.error()))
                              ledger_.maybe_directory.emplace(key, text);
                        }));
  // Its thread is the only one beside this: the next event waits until the file was read.
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (!answers_.empty()) break;
    }
    if (machine_.desk->stats().waiting > before.waiting) break;
    std::this_thread::yield();
  }
}

}  // namespace frontdesk::simulation
