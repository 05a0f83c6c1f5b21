// What a directory file holds once it is read, whatever its format, and how it becomes the next
// directory.
#pragma once

#include <string>
#include <vector>

#include "router/directory_import.h"

namespace frontdesk {

template <class T>
struct ImportRow {
  int line = 0;  // as RejectedRow::line
  T record;
  bool rejected = false;  // already; it stays, or what refers to it would be rejected for that
};

struct ImportBatch {
  std::vector<ImportRow<Msp>> msps;
  std::vector<ImportRow<Staff>> staff;
  std::vector<ImportRow<Company>> companies;
  std::vector<ImportRow<Site>> sites;
  std::vector<ImportRow<Contract>> contracts;
  std::vector<ImportRow<Contact>> contacts;
  std::vector<ImportRow<Endpoint>> endpoints;
  std::vector<ImportRow<Technician>> technicians;
  std::vector<RejectedRow> rejected;     // rows that could not be read
  std::vector<DirectoryNotice> notices;  // of reading
};

constexpr std::size_t import_bytes_at_most = 64 * 1024 * 1024;
constexpr std::size_t import_rows_at_most = 1'000'000;
// A file of nothing but wrong rows is looked at so far and no further: a report may not be many
// times the file.
constexpr std::size_t rejected_rows_at_most = 1000;

// An id for a report: "" where it is too long or not text, or where it can be no id and may be
// somebody's address or number.
std::string shown_id(std::string_view id);

// Rows may stand in any order: what is referred to goes first.
Imported import_batch(ImportBatch batch, const Directory& base, const RuleSet& rules,
                      const ImportOptions& options, Instant now);

// An import of nothing, for a file that cannot be read at all.
Imported refused_file(const Directory& base, std::string says, int line = 0);

}  // namespace frontdesk
