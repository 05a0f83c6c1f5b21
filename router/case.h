// The work sheet of one decision: what came in, what is known so far, and the decision as it grows.
// Each judgement (line, recognise, thread, screen, entitle, cover, place) reads and adds to it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "router/decide.h"
#include "rules/base/names.h"

namespace frontdesk {

struct Case {
  const Arrival& arrival;
  const Context& context;
  const Directory& directory;
  const RuleSet& rules;
  Instant now;

  Decision& decision;
  const Line* line = nullptr;
  const Msp* msp = nullptr;
  const Company* company = nullptr;
  const SiteEntry* site = nullptr;
  const Contact* contact = nullptr;
  const Staff* staff = nullptr;
  const Plan* plan = nullptr;
  const ContractEntry* hourly = nullptr;  // the contract that stands in for a plan (C29)
  bool locked_out = false;                // the only match is a contact that is not active
  bool on_file = false;                   // somebody has what was shown, but it names nobody (C13)
  // The MSP that the line or the payload has picked; nobody else's people and tickets are looked
  // at.
  Text tenant{};

  // Inline, so that the length of a code is known where it is copied: they differ at every step,
  // and a processor that has to guess guesses wrong.
  [[gnu::always_inline]] void step(StepKind kind, std::string_view code,
                                   std::initializer_list<std::string_view> refs = {}) {
    begin_step(kind, refs).code = code;
  }
  void step(StepKind kind, std::string_view code, TextList refs) {
    auto& made = begin_step(kind, {});
    made.code = code;
    made.refs = std::move(refs);
  }
  void flag(std::string_view name) {
    for (const auto& known : decision.flags)
      if (known == name) return;
    decision.flags.emplace_back(name);
  }
  void reason(std::string_view name) { decision.reasons.emplace_back(name); }

  // Ends the decision; the caller returns true at once. An empty queue leaves it null.
  bool end(Outcome outcome, std::string_view queue, std::string_view why) {
    decision.outcome = outcome;
    if (!queue.empty()) decision.queue = queue;
    if (!why.empty()) reason(why);
    return true;
  }

  // A site fixes the company and the tenant too.
  void set_site(const SiteEntry* entry) {
    site = entry;
    if (!entry) return;
    company = entry->owner.get();
    set_msp(entry->msp);
  }
  void set_company(const Company* found) {
    company = found;
    if (found) set_msp(found->msp);
  }
  void set_msp(std::string_view id) {
    if (!msp || msp->id != id) msp = directory.msp(id);
  }
  void set_contact(const Contact* found) {
    contact = found;
    if (found) set_site(site_of(*found));
  }
  // Null where the directory has no such site. The last one is remembered: a candidate is asked
  // about again once they are the contact.
  const SiteEntry* site_of(const Contact& person) const {
    if (last_asked_ != &person) {
      last_asked_ = &person;
      last_site_ = directory.site(person.site);
      if (last_site_) Directory::expect_owner(*last_site_);
    }
    return last_site_;
  }
  // Copies what is known of the tenant and the person into the decision.
  void name_parties() {
    if (msp) decision.msp = msp->id;
    // A site is of the company that is named: what stands in it is at hand.
    if (company) decision.company = site ? site->site.company : company->id;
    if (site) decision.site = site->site.id;
    if (contact) decision.contact = contact->id;
  }

  // Appends a step, its code still empty.
  Step& begin_step(StepKind kind, std::initializer_list<std::string_view> refs);

  // What `site_of` remembers.
  mutable const Contact* last_asked_ = nullptr;
  mutable const SiteEntry* last_site_ = nullptr;
};

// The judgements, in the order of the design's table. Those that return bool return true where the
// decision is made.
void judge_line(Case& c);
void recognise(Case& c);
bool judge_duplicate(Case& c);
bool judge_thread(Case& c);
bool screen(Case& c);
bool judge_tenant(Case& c);
bool judge_person(Case& c);
bool entitle(Case& c);
bool judge_coverage(Case& c);
void place(Case& c);

// Where work of a region waits: the first queue that has it.
std::string_view queue_for(const Case& c, Region region);

// True where an active contact wrote as a person does: such mail is not put away unseen (C18).
bool writes_as_person(const Case& c);

// True where a mail shows that no person wrote it (C18a): Auto-Submitted, a null return path, a
// delivery report, or one of the rows that only machines hit.
bool is_automatic(const Arrival& arrival);

}  // namespace frontdesk
