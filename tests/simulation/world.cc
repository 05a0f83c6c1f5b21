#include "tests/simulation/world.h"

#include <stdexcept>

#include "rules/base/json.h"
#include "rules/loader.h"

namespace frontdesk::simulation {
namespace {

constexpr std::string_view organisations = R"(
 "msps": [{"id":"northwind","name":"Northwind IT","priority_units":2,"retention_days":30},
          {"id":"fabrikam","name":"Fabrikam MSP","recognition":"deny"},
          {"id":"umbrella","name":"Umbrella IT","recognition":"auto_add",
           "consent":{"by":"Ada","version":"1","at":"2026-01-01T00:00:00Z"}}],
 "companies": [{"id":"acme","msp":"northwind","name":"Acme Dental","domains":["acme.example"]},
               {"id":"initech","msp":"fabrikam","name":"Initech"},
               {"id":"hive","msp":"umbrella","name":"Hive"}],
 "sites": [{"id":"acme-nyc","company":"acme","name":"New York","time_zone":"America/New_York","default":true,
            "plan":"us_voice_us_chat.24x7","activated_at":"2026-01-05T00:00:00Z","site_policy":true,"agent_deployed":true},
           {"id":"acme-bh","company":"acme","name":"Boston","time_zone":"America/New_York",
            "plan":"global.business_hours","activated_at":"2026-01-05T00:00:00Z","site_policy":true,"agent_deployed":true},
           {"id":"initech-hq","company":"initech","name":"HQ","time_zone":"America/Chicago","default":true,
            "plan":"global.24x7","activated_at":"2026-01-05T00:00:00Z","site_policy":true,"agent_deployed":true},
           {"id":"hive-1","company":"hive","name":"Raccoon","time_zone":"America/Chicago","default":true,
            "plan":"global.24x7","activated_at":"2026-01-05T00:00:00Z","site_policy":true,"agent_deployed":true}])";

std::shared_ptr<const RuleSet> compiled(std::map<std::string, std::string> texts) {
  const auto loaded = compile_rules(texts);
  for (const auto& fault : loaded.faults) throw std::runtime_error(to_text(fault));
  return loaded.rules;
}

}  // namespace

Contact Person::contact() const {
  Contact contact;
  contact.id = id;
  contact.site = site;
  contact.first_name = name;
  contact.emails = {address};
  contact.phones = {{"primary", phone, ""}};
  return contact;
}

World::World() {
  auto texts = load_rules(std::string(FRONTDESK_SOURCE_DIR) + "/rules/default").rules->texts;
  texts["lines.toml"] +=
      "\n[[line]]\nid = \"umbrella-mail\"\nchannel = \"email\"\n"
      "address = \"help@umbrella.example\"\nmsp = \"umbrella\"\n";
  shipped = compiled(texts);
  texts["queues.toml"] +=
      "\n[[queue]]\nid = \"extra.mail\"\ntitle = \"Extra\"\nchannels = [\"email\"]\n";
  texts["spam-filter.toml"] +=
      "\n[[row]]\nid = \"N01\"\nfield = \"subject\"\nmatch = \"contains\"\nphrase = \"gadget\"\n";
  with_extra = compiled(texts);

  static constexpr const char* sites[] = {"acme-nyc", "acme-bh", "initech-hq", "acme-bh"};
  directory_json = "{" + std::string(organisations) + ",\n \"contacts\": [";
  for (std::size_t i = 0; i < people_count; ++i) {
    const auto name = "zp" + std::to_string(10 + i) + "zp";
    people.push_back({"k" + std::to_string(10 + i), name, name + "@people.example",
                      "+121255501" + std::to_string(10 + i), sites[i % 4]});
    if (i >= people_count / 2) continue;
    directory_json += (i > 0 ? "," : "") + to_json(people.back().contact());
  }
  directory_json += "]}";
}

const World& world() {
  static const World one;
  return one;
}

std::string token_of(std::size_t letter) {
  return "zq" + std::to_string(letter) + "zq";
}

}  // namespace frontdesk::simulation
