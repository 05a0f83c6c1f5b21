// The directory: an immutable snapshot that decisions read, and the edits that make the next one.
//
// A snapshot is a set of shards behind shared pointers; an edit copies the shards it touches and
// shares the rest, so that one contact among 100,000 costs a fraction of a millisecond, and readers
// never wait.
#pragma once

#include <boost/container/small_vector.hpp>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "router/records.h"
#include "router/sharded_map.h"

namespace frontdesk {

// When a contract runs, and what it is.
struct ContractTerm {
  // The later of service start and go-live, at 00:00 site time; the first instant after its last
  // day (C37).
  Instant begin{}, end{};
  bool hourly = false, help_desk = false;
};

// A site with what is dear to compute from its record, done once when it is stored, and with what a
// decision needs of its company and its contracts, so that it need not look for them.
struct SiteEntry {
  Zone zone;
  Text plan;                                              // the site's again: with the rest here
  std::optional<Instant> start;                           // desired start at 00:00 site time (C8)
  Text msp;                                               // the tenant, as of its owner
  std::shared_ptr<const Company> owner;                   // the company as it is now
  boost::container::small_vector<ContractTerm, 1> terms;  // of `contracts`, in their order
  Site site;
  std::vector<std::string> contracts;
};
struct ContractEntry {
  Contract contract;
  ContractTerm term;
  std::vector<DaySpan> hours;
};

class Directory {
 public:
  // Null where there is none.
  const Msp* msp(std::string_view id) const;
  const Staff* staff(std::string_view id) const;
  const Company* company(std::string_view id) const;
  const SiteEntry* site(std::string_view id) const;
  const ContractEntry* contract(std::string_view id) const;
  const Contact* contact(std::string_view id) const;
  const Endpoint* endpoint(std::string_view id) const;
  const Technician* technician(std::string_view id) const;

  // Who a number (E.164) or an address (lower-case addr-spec) belongs to, across all tenants,
  // inactive ones among them. Empty where nobody. Valid as long as the snapshot.
  // Sorted by kind and id, so that a decision does not depend on the order of edits.
  struct Person {
    enum class Kind { contact, staff, company_main, msp_main } kind;
    Text id;
    // Of a contact, as it is now.
    Text site{};
    std::shared_ptr<const Contact> contact{};
    auto operator<=>(const Person& other) const {
      return std::tie(kind, id) <=> std::tie(other.kind, other.id);
    }
    bool operator==(const Person& other) const { return kind == other.kind && id == other.id; }
  };
  std::span<const Person> by_phone(std::string_view e164) const;
  std::span<const Person> by_email(std::string_view address) const;
  // Asks the processor for what will be looked at, and says nothing: what a decision waits for is
  // memory far away. First the place of somebody in the index, then what stands there, then the
  // contact and the site, then the company.
  void expect_phone(std::string_view e164) const { people_by_phone_.expect_place(e164); }
  void expect_email(std::string_view address) const { people_by_email_.expect_place(address); }
  void expect_who_has_phone(std::string_view e164) const { people_by_phone_.expect_entry(e164); }
  void expect_who_has_email(std::string_view a) const { people_by_email_.expect_entry(a); }
  void expect_contact(const Person& person) const {
    const auto* bytes = reinterpret_cast<const char*>(person.contact.get());
    expect_line(bytes);
    expect_line(bytes + 64);
    sites_.expect_entry(person.site);
  }
  // Of the company a decision reads the mail domains; what else it needs stands in the site.
  static void expect_owner(const SiteEntry& site) { expect_line(&site.owner->domains); }
  // The companies that name a mail domain, and the endpoint with a token.
  std::span<const std::string> companies_of_domain(std::string_view domain) const;
  const Endpoint* endpoint_of_token(std::string_view token_sha256) const;
  // The company's default site (R235, C43); its only site where none is marked; null otherwise.
  const SiteEntry* default_site(std::string_view company) const;
  std::span<const std::string> sites_of(std::string_view company) const;
  std::span<const std::string> companies_of(std::string_view msp) const;
  std::span<const std::string> contacts_of(std::string_view site) const;
  std::span<const std::string> staff_of(std::string_view msp) const;
  std::span<const std::string> endpoints_of_site(std::string_view site) const;
  std::span<const std::string> endpoints_of_contact(std::string_view contact) const;
  // The active Priority Connect contacts of an MSP (R93).
  std::span<const std::string> priority_contacts_of(std::string_view msp) const;
  // The tenant of a record; "" where it has none (technicians) or does not exist.
  std::string tenant_of(RecordKind kind, std::string_view id) const;

  // All records of a kind in the order of ids, as their JSON structs.
  DirectoryData all() const;
  std::size_t count(RecordKind kind) const;

  // Visits the records of a kind where they are, in no order: `all` copies every record there is.
  template <class F>
  void each_msp(F&& visit) const {
    msps_.for_each([&](std::string_view, const Msp& record) { visit(record); });
  }
  template <class F>
  void each_site(F&& visit) const {
    sites_.for_each([&](std::string_view, const SiteEntry& entry) { visit(entry.site); });
  }
  template <class F>
  void each_technician(F&& visit) const {
    technicians_.for_each([&](std::string_view, const Technician& record) { visit(record); });
  }

 private:
  friend class DirectoryEditor;
  ShardedMap<Msp> msps_;
  ShardedMap<Staff> staff_;
  ShardedMap<std::shared_ptr<const Company>> companies_;
  ShardedMap<SiteEntry> sites_;
  ShardedMap<ContractEntry> contracts_;
  ShardedMap<std::shared_ptr<const Contact>> contacts_;
  ShardedMap<Endpoint> endpoints_;
  ShardedMap<Technician> technicians_;
  ShardedMap<boost::container::small_vector<Person, 1>> people_by_phone_, people_by_email_;
  ShardedMap<std::vector<std::string>> company_by_domain_, endpoint_by_token_;
  ShardedMap<std::vector<std::string>> sites_by_company_, companies_by_msp_, contacts_by_site_,
      staff_by_msp_, endpoints_by_site_, endpoints_by_contact_, priority_by_msp_;
};

// Who edits, when, and with what leave.
struct EditOptions {
  std::string by = {};  // stands in plan changes and one-off hours
  Instant now{};
  bool provider_override = false;      // a plan change past C7
  bool other_number_optional = false;  // Priority Connect without an "other" number (C24)
  // Records of our own store, or a file to look at: Priority Connect is taken as it stands, where
  // otherwise enrolment is checked (R90, R93), an MSP may come before its help desk contact, and
  // what the rules know no more (a plan, a calendar, a queue) or have taken since (a number that is
  // a line now) stays as it was: the rules may have moved on while nobody looked.
  bool as_they_stand = false;
  // The tenant that edits; "" for all. What belongs to others looks as if it did not exist.
  std::string only_msp = {};
};

// One step towards the next snapshot. Checks what one record can be checked for: references exist,
// the zone is known, numbers parse (they are normalised to E.164), addresses have a shape
// (lower-cased), the plan is known by id, title or alias. Refuses with `invalid`; removal of what
// others refer to is `in_use`. A put that is refused changes nothing.
//
// The tenant of a record never changes: moving a record to another MSP is refused, and with
// `only_msp` a record of others is `not_found` in the words for one that is not there. A put that
// changes the plan of a site is a plan change (C7, router/plan_change.h), and the history of plan
// changes and the activation of a site that exists are kept where the record leaves them out.
// The rules may not go before the editor does.
class DirectoryEditor {
 public:
  DirectoryEditor(const Directory& base, const RuleSet& rules, EditOptions options = {});

  Result<void> put(Msp record);
  Result<void> put(Staff record);
  Result<void> put(Company record);
  Result<void> put(Site record);  // `default_` takes the mark from the site that had it (R235)
  Result<void> put(Contract record);
  Result<void> put(Contact record);
  Result<void> put(Endpoint record);
  Result<void> put(Technician record);
  Result<void> remove(RecordKind kind, std::string_view id);

  const Directory& current() const { return next_; }
  Directory take() { return std::move(next_); }
  // The records that were put or removed: what the store has to write.
  const std::set<std::pair<RecordKind, std::string>>& touched() const { return touched_; }

 private:
  // Null before a record is, null after it was.
  void index(const Msp* before, const Msp* after);
  void index(const Staff* before, const Staff* after);
  void index(const Company* before, const std::shared_ptr<const Company>& after);
  void index(const Site* before, const Site* after);
  void index(const Contract* before, const Contract* after);
  void index(const Contact* before, const std::shared_ptr<const Contact>& after);
  void index(const Endpoint* before, const Endpoint* after);

  bool sees(std::string_view tenant) const;
  bool sees(RecordKind kind, std::string_view id) const;
  Result<void> check_own(RecordKind kind, std::string_view id) const;
  Result<void> same_tenant(RecordKind kind, const std::string& id, std::string_view msp) const;
  Result<void> check_default(const Site& record, const Site* before) const;
  Result<void> settle_plan(Site& record, const Site* before) const;
  Result<void> check_enrolment(const Contact& record, const Contact* before) const;
  std::vector<std::string> referrers(RecordKind kind, std::string_view id) const;
  void take_default_from(const std::string& company, const std::string& but);
  void store(Site record, const Zone& zone);
  void settle_terms(const std::string& site);
  void drop(RecordKind kind, std::string_view id);

  Directory next_;
  const RuleSet& rules_;
  EditOptions options_;
  std::set<std::pair<RecordKind, std::string>> touched_;
};

}  // namespace frontdesk
