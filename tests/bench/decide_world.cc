#include "tests/bench/decide_world.h"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace frontdesk::bench {
namespace {

using namespace std::chrono;

constexpr std::array plans{
    "us_voice_us_chat.24x7", "us_voice_us_chat.after_hours", "us_voice_us_chat.business_hours",
    "global.24x7",           "global.after_hours",           "global.business_hours",
    "us_voice.24x7",         "us_voice.business_hours",      "us_voice.after_hours"};
constexpr std::array zones{"America/New_York",    "America/New_York", "America/Chicago",
                           "America/Chicago",     "America/Denver",   "America/Los_Angeles",
                           "America/Los_Angeles", "America/Phoenix",  "Europe/London",
                           "Australia/Sydney",    "Asia/Kolkata",     "America/Toronto"};
constexpr Instant year_begin = sys_days{January / 1 / 2026};
constexpr const char* activated = "2025-01-05T00:00:00Z";

std::string numbered(std::string_view kind, unsigned number, unsigned digits) {
  auto text = std::to_string(number);
  if (text.size() < digits) text.insert(0, digits - text.size(), '0');
  return text.insert(0, kind);
}

// A number that one site, company or contact has, and no other.
std::string phone(unsigned area, unsigned number) {
  return "+1" + std::to_string(area) + numbered("", number, 7);
}

}  // namespace

World::World(const RuleSet& rules, WorldSize size) : size_(size), rules_(rules) {
  make_msps();
  make_sites();
  make_contacts();
  auto lines = rules_.lines.all();
  for (unsigned i = 0; i < size_.msps; i += 4) {
    Line voice;
    voice.id = numbered("voice-", i, 3);
    voice.number = phone(888, 2'000'000 + i);
    voice.msp = numbered("msp-", i, 3);
    Line email = voice;
    email.id = numbered("email-", i, 3);
    email.channel = Channel::email;
    email.number.clear();
    email.address = "help@msp" + std::to_string(i) + ".example";
    lines.push_back(voice);
    lines.push_back(email);
  }
  rules_.lines = Lines(std::move(lines));
  auto restored = restore_directory(data_, rules_);
  for (const auto& row : restored.rejected) {
    std::fprintf(stderr, "%s %s: %s\n", row.kind.c_str(), row.id.c_str(), row.says.c_str());
    std::exit(1);
  }
  directory_ = std::move(restored.directory);
}

void World::make_msps() {
  for (unsigned i = 0; i < size_.msps; ++i) {
    Msp msp;
    msp.id = numbered("msp-", i, 3);
    msp.name = "Provider " + std::to_string(i);
    msp.main_number = phone(800, 2'000'000 + i);
    msp.time_zone = zones[i % zones.size()];
    msp.recognition = i % 5 == 0   ? RecognitionPolicy::deny
                      : i % 5 == 1 ? RecognitionPolicy::auto_add
                                   : RecognitionPolicy::sms_approval;
    for (unsigned j = 0; j < 5; ++j) {
      Staff staff;
      staff.id = numbered("staff-", i * 5 + j, 4);
      staff.msp = msp.id;
      staff.name = "Person " + staff.id;
      staff.emails = {staff.id + "@msp" + std::to_string(i) + ".example"};
      staff.phones = {phone(877, 2'000'000 + i * 5 + j)};
      staff.mobile = phone(866, 3'000'000 + i * 5 + j);
      staff.approver = j == 0;
      data_.staff.push_back(std::move(staff));
    }
    data_.msps.push_back(std::move(msp));
  }
  for (unsigned i = 0; i < size_.companies; ++i) {
    Company company;
    company.id = numbered("company-", i, 5);
    company.msp = numbered("msp-", i % size_.msps, 3);
    company.name = "Company " + std::to_string(i);
    company.main_number = phone(844, 2'000'000 + i);
    company.domains = {"company" + std::to_string(i) + ".example"};
    data_.companies.push_back(std::move(company));
  }
}

Site World::site(unsigned number) {
  Site site;
  site.id = numbered("site-", number, 5);
  site.company = numbered("company-", number % size_.companies, 5);
  site.name = "Site " + std::to_string(number);
  site.time_zone = zones[below(zones.size())];
  site.default_ = number < size_.companies;
  site.plan = one_in(25) ? "none" : plans[below(plans.size())];
  site.desired_start = "2025-02-01";
  if (!one_in(50)) site.activated_at = *parse_instant(activated);
  site.site_policy = true;
  site.agent_deployed = !one_in(10);
  if (one_in(50)) site.extra_holidays = {{"2026-03-17", "Founder's day"}};
  if (one_in(100)) {
    const auto from = some_time();
    site.one_offs = {{from, from + hours{24 * 14}, one_in(2), "admin"}};
  }
  if (one_in(20)) site.outside.email = OutsideChoice::held;
  return site;
}

void World::make_sites() {
  for (unsigned i = 0; i < size_.sites; ++i) {
    auto made = site(i);
    if (!one_in(3)) make_contracts(i);
    if (i % 3 == 0) {
      Endpoint computer;
      computer.id = numbered("pc-", i, 5);
      computer.site = made.id;
      computer.name = "PC-" + std::to_string(i);
      computer.token_sha256 = numbered("", i, 64);
      data_.endpoints.push_back(std::move(computer));
    }
    data_.sites.push_back(std::move(made));
  }
}

void World::make_contracts(unsigned number) {
  Contract contract;
  contract.id = numbered("contract-", number, 5);
  contract.site = numbered("site-", number, 5);
  contract.service_start = "2025-01-05";
  contract.go_live = "2025-01-05";
  if (one_in(20)) {
    contract.kind = ContractKind::hourly;
    contract.hours = {{"mon-fri", "07:30", "20:30"}};
  }
  data_.contracts.push_back(std::move(contract));
}

void World::make_contacts() {
  for (unsigned i = 0; i < size_.contacts; ++i) {
    const auto site = i % size_.sites;
    Contact contact;
    contact.id = numbered("contact-", i, 6);
    contact.site = numbered("site-", site, 5);
    contact.first_name = "First" + std::to_string(i % 700);
    contact.last_name = "Last" + std::to_string(i % 9'000);
    contact.emails = {numbered("person", i, 6) + "@company" +
                      std::to_string(site % size_.companies) + ".example"};
    contact.phones = {{"primary", phone(212, 2'000'000 + i), ""}};
    if (one_in(2)) contact.phones.push_back({"mobile", phone(917, 2'000'000 + i), ""});
    if (one_in(20)) contact.phones.push_back({"other", phone(646, 2'000'000 + site), ""});
    if (one_in(200)) contact.phones.push_back({"other", phone(718, 2'000'000 + i % 50), ""});
    contact.active = !one_in(50);
    data_.contacts.push_back(std::move(contact));
  }
}

// Most work comes in on a weekday between 7:00 and 19:00 in New York.
Instant World::some_time() {
  const auto day = year_begin + days{below(365)};
  const auto at = day + milliseconds{random_() % 86'400'000};
  const auto weekend = weekday{floor<days>(day)}.c_encoding() % 6 == 0;
  if (weekend || one_in(4)) return at;
  return day + hours{12} + milliseconds{random_() % (12 * 3'600'000)};
}

const Contact& World::somebody() {
  return data_.contacts[below(static_cast<unsigned>(data_.contacts.size()))];
}

void World::ask_by_phone(Asked& asked) {
  auto& arrival = asked.arrival;
  arrival.channel = Channel::voice;
  arrival.line = one_in(8) ? "toll-voice" : "us-voice";
  arrival.recipient = "+18665206414";
  const auto kind = below(100);
  if (kind < 3) {
    arrival.withheld = true;
  } else if (kind < 8) {
    arrival.line = numbered("voice-", below(size_.msps) / 4 * 4, 3);
    arrival.from_phone = phone(305, below(9'000'000) + 1'000'000);  // a stranger
  } else if (kind < 10) {
    arrival.from_phone = phone(877, 2'000'000 + below(size_.msps * 5));
  } else if (kind < 12) {
    arrival.from_phone = phone(844, 2'000'000 + below(size_.companies));
  } else {
    const auto& phones = somebody().phones;
    arrival.from_phone = phones[below(static_cast<unsigned>(phones.size()))].number;
  }
}

void World::ask_by_mail(Asked& asked) {
  auto& arrival = asked.arrival;
  arrival.channel = Channel::email;
  arrival.line = "helpdesk-email";
  const auto& person = somebody();
  arrival.from_address = person.emails.front();
  arrival.from_name = person.first_name;
  const auto kind = below(100);
  if (kind < 5) {
    arrival.line = numbered("email-", below(size_.msps) / 4 * 4, 3);
    arrival.from_address = numbered("stranger", below(1'000'000), 6) + "@company" +
                           std::to_string(below(size_.companies)) + ".example";
  } else if (kind < 7) {
    const auto number = below(size_.msps * 5);
    arrival.from_address =
        numbered("staff-", number, 4) + "@msp" + std::to_string(number / 5) + ".example";
  }
  arrival.return_path = arrival.from_address;
  arrival.recipient = "helpdesk@itsupport247.net";
  auto& mail = arrival.mail;
  mail.subject = "The printer on the second floor does not print";
  mail.message_id = std::to_string(asked_) + ".rate@bench.example";
  mail.to = {"helpdesk@itsupport247.net"};
  mail.hits_rules = rules_.hash;
  mail.hops = 3;
  mail.auth = {"pass", "pass", one_in(50) ? "fail" : "pass"};
  mail.text_preview = std::string(400 + below(1'600), 'x');
  if (kind >= 90) mail.hits.rows = {rules_.spam.rows()[below(20)].id};
  if (kind >= 70 && kind < 85) {
    ThreadCandidate ticket;
    ticket.ticket = "T-" + std::to_string(1000 + below(100'000));
    const auto* entry = directory_.site(person.site);
    ticket.company = entry->site.company;
    ticket.msp = directory_.company(ticket.company)->msp;
    ticket.via = one_in(2) ? "references" : "token";
    ticket.participant = !one_in(4);
    asked.context.threads = {std::move(ticket)};
  }
}

void World::ask_by_chat(Asked& asked) {
  auto& arrival = asked.arrival;
  arrival.channel = Channel::chat;
  arrival.line = "chat";
  if (one_in(2)) arrival.endpoint_token_sha256 = numbered("", below(size_.sites) / 3 * 3, 64);
  if (!one_in(3)) arrival.from_address = somebody().emails.front();
}

void World::ask_by_machine(Asked& asked) {
  auto& arrival = asked.arrival;
  arrival.channel = Channel::ticket;
  arrival.line = "psa";
  arrival.by_machine = true;
  arrival.site = numbered("site-", below(size_.sites), 5);
}

Asked World::ask() {
  Asked asked;
  asked.arrival.id = numbered("a-20261122T100000-", static_cast<unsigned>(asked_++), 8);
  asked.arrival.at = some_time();
  asked.arrival.external_id = asked.arrival.id + "@bench.example";
  asked.arrival.key = std::string(64, 'k');
  const auto kind = below(100);
  if (kind < 50)
    ask_by_mail(asked);
  else if (kind < 86)
    ask_by_phone(asked);
  else if (kind < 95)
    ask_by_chat(asked);
  else
    ask_by_machine(asked);
  return asked;
}

}  // namespace frontdesk::bench
