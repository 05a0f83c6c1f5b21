// Directory files: read, checked whole, reported on (users-want 27). Nothing is half-loaded.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "router/directory.h"

namespace frontdesk {

struct RejectedRow {
  std::string kind;  // "contacts"; "" where the whole file is meant
  std::string id;    // "" where it has none
  int line = 0;      // of a CSV; the index in its list for JSON
  std::string says;
};
BOOST_DESCRIBE_STRUCT(RejectedRow, (), (kind, id, line, says))

// What is allowed but wants a look: a number on two contacts (C13), an address that would hit a
// spam row (C18), Priority Connect over the paid units (C24, R93), a start date under two weeks
// ahead (R22)…
struct DirectoryNotice {
  std::string code;  // "duplicate_phone", "duplicate_email", "spam_address", …
  std::vector<std::string> refs;
  std::string says;
};
BOOST_DESCRIBE_STRUCT(DirectoryNotice, (), (code, refs, says))

struct ImportCounts {
  int added = 0, changed = 0, same = 0, rejected = 0, deactivated = 0;
};
BOOST_DESCRIBE_STRUCT(ImportCounts, (), (added, changed, same, rejected, deactivated))

struct ImportReport {
  bool applied = false;  // set by whoever puts the outcome in force
  ImportCounts counts;
  std::vector<RejectedRow> rejected;
  std::vector<DirectoryNotice> notices;
};
BOOST_DESCRIBE_STRUCT(ImportReport, (), (applied, counts, rejected, notices))

struct ImportOptions {
  // Active contacts that are not in the file, of the sites that the file or its contacts name.
  bool deactivate_absent = false;
  int deactivate_at_most_percent = 20;  // of them; more is refused
  std::string only_msp = {};  // rows of another tenant, MSPs, contracts, technicians are rejected
  std::string by = {};        // stands in plan changes
  bool provider_override = false;      // plan changes past C7
  bool other_number_optional = false;  // C24
  bool as_they_stand = false;          // as EditOptions has it: a file to simulate with
};

struct Imported {
  ImportReport report;
  // The records that changed (a site that lost the default mark among them), and the directory with
  // them; both as `base` had it if anything was rejected.
  DirectoryData changed;
  Directory directory;
};

// The directory's JSON (the design's shape). Everything that is not JSON of that shape is one
// rejected row, a list that is none of them is one; every row that cannot be, or that has a member
// which its record does not have, is one more. At 1000 rejected rows reading stops, which
// one more row of the report says, and which counts do not include. At most 64 MiB and a million
// rows.
Imported import_json(std::string_view text, const Directory& base, const RuleSet& rules,
                     const ImportOptions& options, Instant now);

// Contacts as CSV with a header line: id, site, first_name, last_name, emails (or email; ";"
// between), phone and phone_other or else phones (several), mobile, priority_connect (or vip),
// active. RFC 4180 quoting; UTF-8 with or without a byte order mark. What the file has no column
// for stays as the contact has it. The same limits.
Imported import_contacts_csv(std::string_view text, const Directory& base, const RuleSet& rules,
                             const ImportOptions& options, Instant now);

// The notices of a directory as it stands; with `only_msp`, nothing of other tenants is in them.
std::vector<DirectoryNotice> data_quality(const Directory& directory, const RuleSet& rules,
                                          std::string_view only_msp = {});

// The directory of records that a store kept, in any order. What the rules know no more stays as it
// was; what the tz database does not allow any more is reported and left out.
struct Restored {
  Directory directory;
  std::vector<RejectedRow> rejected;
};
Restored restore_directory(DirectoryData records, const RuleSet& rules);

}  // namespace frontdesk
