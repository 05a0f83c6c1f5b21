// The column `meta`: rule sets and small things by name.
#include "storage/records.h"

namespace frontdesk {

namespace {

constexpr std::string_view active_key = "active_rules";

std::string rules_key(std::string_view hash) {
  return "rules/" + std::string(hash);
}
std::string setting_key(std::string_view name) {
  return "setting/" + std::string(name);
}

}  // namespace

Result<std::optional<std::string>> get_rule_set(const Reader& reader, std::string_view hash) {
  return reader.get(Column::meta, rules_key(hash));
}

Result<std::string> active_rules(const Reader& reader) {
  auto hash = reader.get(Column::meta, active_key);
  if (!hash) return hash.error();
  return hash->value_or("");
}

Result<std::optional<std::string>> get_setting(const Reader& reader, std::string_view name) {
  return reader.get(Column::meta, setting_key(name));
}

Result<std::vector<std::pair<std::string, std::string>>> get_settings(const Reader& reader,
                                                                      std::string_view prefix) {
  const auto head = setting_key({}).size();
  Range range;
  range.prefix = setting_key(prefix);
  std::vector<std::pair<std::string, std::string>> all;
  auto cursor = reader.walk(Column::meta, range);
  for (; cursor.valid(); cursor.next()) all.emplace_back(cursor.key().substr(head), cursor.value());
  if (auto ok = cursor.ok(); !ok) return ok.error();
  return all;
}

void put_rule_set(Transaction& transaction, std::string_view hash, std::string_view text) {
  transaction.put(Column::meta, rules_key(hash), text);
}

void set_active_rules(Transaction& transaction, std::string_view hash) {
  transaction.put(Column::meta, active_key, hash);
}

void put_setting(Transaction& transaction, std::string_view name, std::string_view value) {
  transaction.put(Column::meta, setting_key(name), value);
}

void erase_setting(Transaction& transaction, std::string_view name) {
  transaction.erase(Column::meta, setting_key(name));
}

}  // namespace frontdesk
