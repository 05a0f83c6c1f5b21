// A rule file of any bytes among the seven that ship. The first byte says which file, and whether
// the bytes are the file or stand behind what ships. There are rules or there are faults, never
// both and never neither; the rules' own texts make the same rules; and they can be used.
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "rules/base/fold.h"
#include "rules/base/json.h"
#include "rules/loader.h"
#include "tests/fuzz/fuzz.h"

using namespace frontdesk;
using fuzz::require;

namespace {

const std::map<std::string, std::string>& shipped() {
  static const auto texts = [] {
    std::map<std::string, std::string> all;
    for (const auto& name : rule_file_names()) {
      std::ostringstream text;
      text << std::ifstream(std::filesystem::path(FRONTDESK_SOURCE_DIR) / "rules/default" / name)
                  .rdbuf();
      all[name] = text.str();
    }
    return all;
  }();
  return texts;
}

void check_faults(const LoadedRules& loaded) {
  for (const auto* list : {&loaded.faults, &loaded.warnings})
    for (const auto& fault : *list) {
      require(!fault.file.empty() && !fault.says.empty() && fault.line >= 0);
      require(is_utf8(to_json(fault)));
    }
}

void use(const RuleSet& rules) {
  Matcher matcher;
  const MailTexts mail{"Mail System <postmaster@x.example>", "postmaster@x.example",
                       "Undeliverable: your invoice", "Out of office until Monday"};
  const auto hits = matcher.match(rules.spam, mail);
  require(hits.rows.size() <= rules.spam.rows().size());
  for (const auto& row : hits.rows) require(rules.spam.row(row) != nullptr);
  for (const auto& queue : rules.queues.all) require(rules.queues.find(queue.id) != nullptr);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto choice = input.byte();
  const auto& names = rule_file_names();
  auto texts = shipped();
  auto& text = texts.at(names[(choice & 16) != 0 ? names.size() - 1 : choice % 8]);
  if ((choice & 8) != 0)
    text += '\n' + std::string(input.rest());
  else
    text = input.rest();
  const auto loaded = compile_rules(texts);
  require((loaded.rules == nullptr) == !loaded.faults.empty());
  check_faults(loaded);
  if (!loaded.rules) return 0;
  use(*loaded.rules);
  require(loaded.rules->texts == texts);
  const auto again = compile_rules(loaded.rules->texts);
  require(again.rules && again.rules->hash == loaded.rules->hash);
  require(to_json(again.warnings) == to_json(loaded.warnings));
  return 0;
}
