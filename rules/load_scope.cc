#include <algorithm>

#include "rules/load_files.h"

namespace frontdesk {
namespace {

constexpr std::string_view known_preconditions[] = {"approval", "documentation", "licence",
                                                    "agent"};

void read_preconditions(TableReader& reader, ScopeItem& item) {
  item.preconditions = reader.texts_or_none("preconditions");
  for (const auto& each : item.preconditions)
    if (std::find(std::begin(known_preconditions), std::end(known_preconditions), each) ==
        std::end(known_preconditions))
      reader.fault(
          "preconditions",
          "expected names out of approval, documentation, licence, agent, not \"" + each + '"');
  if (!item.in_scope && !item.preconditions.empty())
    reader.fault("preconditions", "belong to work that is in scope");
}

ScopeItem read_item(TableReader& reader, UniqueIds& names) {
  ScopeItem item;
  item.id = reader.id("id");
  item.tag = reader.id("tag");
  names.add(reader, "id", item.id);
  names.add(reader, "tag", item.tag);
  item.title = reader.text("title");
  item.in_scope = reader.flag_or("in_scope", false);
  item.best_effort = reader.flag_or("best_effort", false);
  read_preconditions(reader, item);
  const bool escalates = reader.has("escalate_to");
  if (!item.in_scope || escalates)
    item.escalate_to = reader.word("escalate_to", {"msp", "product_support"});
  if (item.in_scope && escalates)
    reader.fault("escalate_to", "belongs to work that is out of scope");
  reader.finish();
  return item;
}

}  // namespace

Scope load_scope(TableReader& top) {
  Scope scope;
  scope.default_in_scope = top.flag_or("default_in_scope", false);
  UniqueIds names;
  for (auto& reader : top.tables("item")) scope.items.push_back(read_item(reader, names));
  top.finish();
  return scope;
}

}  // namespace frontdesk
