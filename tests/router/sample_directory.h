// The design's sample directory and rules to go with it, for the tests of the directory.
#pragma once

#include "router/directory_import.h"

namespace frontdesk::sample {

inline RuleSet rules() {
  using std::chrono::minutes;
  std::vector<DaySpan> days;
  for (unsigned day = 1; day <= 5; ++day) days.push_back({day, minutes{480}, minutes{1080}});
  const auto plan = [](std::string id, std::string title, std::string window) {
    Plan made;
    made.id = std::move(id);
    made.title = std::move(title);
    made.window = std::move(window);
    return made;
  };
  std::vector<Plan> plans{
      plan("none", "No Coverage", ""),
      plan("us_voice_us_chat.business_hours",
           "RMM Help Desk Service + US Voice and US Chat Interactions - Business Hours",
           "business"),
      plan("global.business_hours", "RMM Help Desk Service - Business Hours", "business")};
  plans[1].aliases = {"Premier"};
  RuleSet made;
  made.coverage = Coverage({Window("business", "Business Hours", days, false)}, std::move(plans));
  Line line;
  line.id = "us-voice";
  line.number = "+18665206414";
  line.shared = true;
  Line own;
  own.id = "northwind-private";
  own.number = "+12125550199";
  own.msp = "northwind";
  own.private_ = true;
  made.lines = Lines({line, own});
  made.queues.all = {{"us.voice", "US voice", Region::us, {Channel::voice}}};
  return made;
}

inline Instant at(std::string_view text) {
  return *parse_instant(text);
}

inline Msp northwind() {
  Msp msp;
  msp.id = "northwind";
  msp.name = "Northwind IT";
  msp.priority_units = 2;
  msp.main_number = "+13475550000";
  return msp;
}

inline Msp southwind() {
  Msp msp;
  msp.id = "southwind";
  msp.name = "Southwind IT";
  return msp;
}

inline Staff nora() {
  Staff staff;
  staff.id = "nora";
  staff.msp = "northwind";
  staff.name = "Nora Diaz";
  staff.emails = {"nora@northwind.example"};
  staff.phones = {"+13475550100"};
  staff.mobile = "+13475550101";
  staff.approver = true;
  return staff;
}

inline Company acme() {
  Company company;
  company.id = "acme";
  company.msp = "northwind";
  company.name = "Acme Dental";
  company.main_number = "+12125550100";
  company.domains = {"acme.example"};
  return company;
}

inline Site site(std::string id, std::string company, std::string zone = "America/New_York") {
  Site made;
  made.id = id;
  made.company = std::move(company);
  made.name = "Site " + id;
  made.time_zone = std::move(zone);
  made.plan = "us_voice_us_chat.business_hours";
  made.desired_start = "2026-01-05";
  made.activated_at = at("2026-01-05T00:00:00Z");
  made.site_policy = true;
  made.agent_deployed = true;
  return made;
}

inline Contact contact(std::string id, std::string site, std::string email, std::string phone) {
  Contact made;
  made.id = id;
  made.site = std::move(site);
  made.first_name = id;
  made.last_name = "Lee";
  if (!email.empty()) made.emails = {std::move(email)};
  if (!phone.empty()) made.phones = {{"primary", std::move(phone), ""}};
  return made;
}

inline Contact priority_contact(std::string id, std::string site, std::string digits) {
  auto made = contact(id, std::move(site), id + "@acme.example", "+1212555" + digits + "1");
  made.phones.push_back({"other", "+1212555" + digits + "2", ""});
  made.phones.push_back({"mobile", "+1212555" + digits + "3", ""});
  made.priority_connect = true;
  return made;
}

inline Directory directory(const RuleSet& rules) {
  const Directory empty;
  DirectoryEditor editor(empty, rules);
  editor.put(northwind()).value();
  editor.put(southwind()).value();
  editor.put(nora()).value();
  editor.put(acme()).value();
  auto nyc = site("nyc", "acme");
  nyc.default_ = true;
  editor.put(nyc).value();
  editor.put(site("sydney", "acme", "Australia/Sydney")).value();
  editor.put(contact("ann", "nyc", "ann@acme.example", "(212) 555-0142")).value();
  return editor.take();
}

}  // namespace frontdesk::sample
