// What must hold of every import of a directory file, whatever is in the file.
#pragma once

#include <functional>
#include <string>

#include "router/import_batch.h"
#include "rules/base/fold.h"
#include "rules/base/json.h"
#include "tests/fuzz/fuzz.h"
#include "tests/router/sample_directory.h"

namespace frontdesk::fuzz {

using Import = std::function<Imported(const Directory& base, const ImportOptions& options)>;

// From the first byte of an input.
inline ImportOptions import_options(std::uint8_t byte) {
  ImportOptions options;
  options.by = "fuzz";
  options.deactivate_absent = (byte & 1) != 0;
  options.deactivate_at_most_percent = 100;
  if ((byte & 2) != 0) options.only_msp = "northwind";
  options.provider_override = (byte & 4) != 0;
  options.other_number_optional = (byte & 8) != 0;
  options.as_they_stand = (byte & 16) != 0;
  return options;
}

// The records of a tenant that the import has no business with.
inline std::string others_of(const Directory& directory) {
  const auto* msp = directory.msp("southwind");
  std::string out = msp ? to_json(*msp) : "";
  for (const auto& company : directory.companies_of("southwind")) out += company;
  for (const auto& staff : directory.staff_of("southwind")) out += staff;
  return out;
}

// A refused file changes nothing; an accepted one gives a directory that a store can keep and read
// back; the base is never touched; the same file gives the same answer.
inline void check_import(const Import& import, const RuleSet& rules, const ImportOptions& options) {
  static const auto base = sample::directory(rules);
  static const auto before = to_json(base.all());
  const auto done = import(base, options);
  const auto after = to_json(done.directory.all());
  require(to_json(base.all()) == before);
  require(is_utf8(to_json(done.report)) && is_utf8(after));
  require(done.report.rejected.size() <= rejected_rows_at_most + 1);
  if (!done.report.rejected.empty()) {
    require(after == before && to_json(done.changed) == to_json(DirectoryData{}));
    return;
  }
  if (!options.only_msp.empty()) require(others_of(done.directory) == others_of(base));
  auto restored = restore_directory(done.directory.all(), rules);
  require(restored.rejected.empty() && to_json(restored.directory.all()) == after);
  const auto again = import(base, options);
  require(to_json(again.report) == to_json(done.report));
  require(to_json(again.directory.all()) == after);
}

}  // namespace frontdesk::fuzz
