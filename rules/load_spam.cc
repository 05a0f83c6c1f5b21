#include <algorithm>

#include "rules/load_files.h"

namespace frontdesk {
namespace {

using namespace std::chrono_literals;

SpamRow read_row(TableReader& reader, UniqueIds& ids) {
  SpamRow row;
  row.id = reader.id("id");
  ids.add(reader, "id", row.id);
  row.field = reader.choice<Field>("field");
  row.match = reader.choice<MatchKind>("match");
  row.phrase = reader.text("phrase");
  row.dry_run = reader.flag_or("dry_run", false);
  row.enabled = reader.flag_or("enabled", true);
  reader.finish();
  return row;
}

SpamException read_exception(TableReader& reader, const std::vector<SpamRow>& rows) {
  SpamException exception;
  exception.msp = reader.id("msp");
  exception.row = reader.id("row");
  exception.field = reader.choice<Field>("field");
  exception.phrase = reader.text("phrase");
  exception.enabled = reader.flag_or("enabled", false);
  if (!exception.row.empty() && std::none_of(rows.begin(), rows.end(), [&](const SpamRow& row) {
        return row.id == exception.row;
      }))
    reader.fault("row", "names the row \"" + exception.row + "\", which is not defined");
  reader.finish();
  return exception;
}

LoopGuard read_guard(TableReader& reader, UniqueIds& ids, UniqueIds& signs) {
  LoopGuard guard;
  guard.id = reader.id("id");
  ids.add(reader, "id", guard.id);
  guard.sign = reader.choice<LoopSign>("sign");
  if (reader.has("sign")) signs.add(reader, "sign", std::string(name_of(guard.sign)));
  guard.enabled = reader.flag_or("enabled", true);
  if (guard.sign == LoopSign::sender_rate || guard.sign == LoopSign::hops)
    guard.limit = static_cast<unsigned>(reader.whole("limit", 1, 1'000'000));
  if (guard.sign == LoopSign::sender_rate) guard.period = reader.duration("period", 1s, 24h);
  reader.finish();
  return guard;
}

}  // namespace

SpamRules load_spam(TableReader& top) {
  SpamRules rules;
  UniqueIds ids, signs;
  for (auto& reader : top.tables("row")) {
    rules.rows.push_back(read_row(reader, ids));
    rules.row_lines.push_back(reader.line());
  }
  for (auto& reader : top.tables("exception"))
    rules.exceptions.push_back(read_exception(reader, rules.rows));
  for (auto& reader : top.tables("guard")) rules.guards.push_back(read_guard(reader, ids, signs));
  top.finish();
  return rules;
}

}  // namespace frontdesk
