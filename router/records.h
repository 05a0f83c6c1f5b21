// The directory's records: MSP -> company -> site -> contact, endpoint (R3). Every member but the
// ids may be left out of the JSON. `version` counts edits of a record.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "rules/base/clock.h"
#include "rules/rule_set.h"

namespace frontdesk {

// What becomes of people that the directory does not know (C12).
enum class RecognitionPolicy { deny, sms_approval, auto_add };
BOOST_DESCRIBE_ENUM(RecognitionPolicy, deny, sms_approval, auto_add)

// Who agreed to contacts without approval, when, to which wording (R77).
struct Consent {
  std::string by, version;
  Instant at{};
};
BOOST_DESCRIBE_STRUCT(Consent, (), (by, version, at))

struct Msp {
  std::string id, name;
  RecognitionPolicy recognition = RecognitionPolicy::sms_approval;
  std::optional<Consent> consent;
  int priority_units = 0;  // paid Priority Connect contacts (R93)
  std::string country = "US";
  std::string time_zone = "America/New_York";
  std::string main_number;
  int retention_days = 0;         // 0: kept until erased
  std::string help_desk_contact;  // a staff id (R13, R16)
};
BOOST_DESCRIBE_STRUCT(Msp, (),
                      (id, name, recognition, consent, priority_units, country, time_zone,
                       main_number, retention_days, help_desk_contact))

struct Staff {
  std::string id, msp, name;
  std::vector<std::string> emails, phones;
  std::string mobile;
  bool approver = false;  // may approve contacts by SMS from `mobile` (R78)
  bool active = true;
};
BOOST_DESCRIBE_STRUCT(Staff, (), (id, msp, name, emails, phones, mobile, approver, active))

struct Company {
  std::string id, msp, name, main_number;
  std::vector<std::string> domains;  // mail domains; suggest a company, never recognise (C14)
};
BOOST_DESCRIBE_STRUCT(Company, (), (id, msp, name, main_number, domains))

// One committed change of a site's plan (C7).
struct PlanChange {
  Instant at{};
  std::string from, to, by;
  bool override_ = false;
};
BOOST_DESCRIBE_STRUCT(PlanChange, (), (at, from, to, by, override_))

// One-off hours: a snow day, "to the MSP now" (C7).
struct OneOff {
  Instant from{}, until{};
  bool covered = false;
  std::string by;
};
BOOST_DESCRIBE_STRUCT(OneOff, (), (from, until, covered, by))

// A site's own answers to C9; null takes the rule file's.
struct OutsideHours {
  std::optional<OutsideChoice> email, ticket, voice, chat;
  std::string forward_to;
};
BOOST_DESCRIBE_STRUCT(OutsideHours, (), (email, ticket, voice, chat, forward_to))

struct ExtraHoliday {
  std::string date;  // "2026-12-31"
  std::string name;
};
BOOST_DESCRIBE_STRUCT(ExtraHoliday, (), (date, name))

struct Site {
  std::string id, company, name, time_zone;
  std::string country = "US";
  bool default_ = false;  // the company's default site (R235)
  std::string plan = "none";
  std::string desired_start;            // "2026-01-05", site time (R20)
  std::optional<Instant> activated_at;  // (R21)
  bool site_policy = false;             // R9
  bool agent_deployed = false;          // R10
  std::string agreement;                // "rmm_only": no end-user support (R231)
  std::string holidays;                 // id of a calendar; "" = the U.S. one
  std::vector<ExtraHoliday> extra_holidays;
  OutsideHours outside;
  std::vector<OneOff> one_offs;
  std::vector<PlanChange> plan_changes;
  std::optional<int> seats;  // R23
};
BOOST_DESCRIBE_STRUCT(Site, (),
                      (id, company, name, time_zone, country, default_, plan, desired_start,
                       activated_at, site_policy, agent_deployed, agreement, holidays,
                       extra_holidays, outside, one_offs, plan_changes, seats))

enum class ContractKind { recurring, hourly };
BOOST_DESCRIBE_ENUM(ContractKind, recurring, hourly)

// "Mon 07:30-20:30" windows in the site's zone (C29).
struct ContractHours {
  std::string days;   // "mon-fri", "sat", "mon,wed"
  std::string start;  // "07:30"
  std::string end;    // "20:30", "24:00"
};
BOOST_DESCRIBE_STRUCT(ContractHours, (), (days, start, end))

struct Contract {
  std::string id, site;
  ContractKind kind = ContractKind::recurring;
  std::string service_start;  // eligibility follows it, not the contract's start (C38)
  std::string go_live;        // R275
  bool help_desk = true;      // R256
  std::vector<ContractHours> hours;
  std::string end;  // "" = open
};
BOOST_DESCRIBE_STRUCT(Contract, (), (id, site, kind, service_start, go_live, help_desk, hours, end))

struct ContactPhone {
  std::string kind = "primary";  // primary | other | mobile
  std::string number;            // E.164 once imported
  std::string extension;
};
BOOST_DESCRIBE_STRUCT(ContactPhone, (), (kind, number, extension))

struct Contact {
  // First what a decision reads, so that it lies in one or two cache lines.
  std::string id, site;
  bool priority_connect = false;  // R88; `vip` is accepted on import (R96)
  bool active = true;             // false locks out on every channel at once
  std::string first_name, last_name;
  std::vector<std::string> emails;
  std::vector<ContactPhone> phones;
};
BOOST_DESCRIBE_STRUCT(Contact, (),
                      (id, site, first_name, last_name, emails, phones, priority_connect, active))

struct Endpoint {
  std::string id, site, contact, name;
  bool agent = true;
  std::string token_sha256;
};
BOOST_DESCRIBE_STRUCT(Endpoint, (), (id, site, contact, name, agent, token_sha256))

struct Technician {
  std::string id, name;
  Region region = Region::any;
  std::vector<std::string> queues;
};
BOOST_DESCRIBE_STRUCT(Technician, (), (id, name, region, queues))

// A directory file, or an export.
struct DirectoryData {
  std::vector<Msp> msps;
  std::vector<Staff> staff;
  std::vector<Company> companies;
  std::vector<Site> sites;
  std::vector<Contract> contracts;
  std::vector<Contact> contacts;
  std::vector<Endpoint> endpoints;
  std::vector<Technician> technicians;
};
BOOST_DESCRIBE_STRUCT(DirectoryData, (),
                      (msps, staff, companies, sites, contracts, contacts, endpoints, technicians))

// The kinds of record, as the API names their folders.
enum class RecordKind {
  msps,
  staff,
  companies,
  sites,
  contracts,
  contacts,
  endpoints,
  technicians
};
BOOST_DESCRIBE_ENUM(RecordKind, msps, staff, companies, sites, contracts, contacts, endpoints,
                    technicians)

}  // namespace frontdesk
