#include <algorithm>
#include <array>
#include <map>

#include "router/csv.h"
#include "router/csv_phones.h"
#include "router/import_batch.h"
#include "router/record_checks.h"

namespace frontdesk {
namespace {

std::string trimmed_lower(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  std::string out(text.substr(first, text.find_last_not_of(" \t") - first + 1));
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

std::string canonical_column(std::string_view written) {
  auto name = trimmed_lower(written);
  if (name == "email") return "emails";
  if (name == "phone") return "phone_primary";
  if (name == "mobile") return "phone_mobile";
  if (name == "vip") return "priority_connect";  // R96
  return name;
}

constexpr std::array known_columns{
    "id",     "site",          "first_name",  "last_name",    "emails",
    "phones", "phone_primary", "phone_other", "phone_mobile", "priority_connect",
    "active"};

// What somebody who wrote the column most likely wants to know.
std::string_view read_instead(std::string_view name) {
  if (name == "name") return " Names are read from first_name and last_name.";
  if (name.find("phone") != name.npos || name.find("mobile") != name.npos)
    return " Numbers are read from phone, phones and mobile.";
  return "";
}

struct Column {
  std::size_t index = 0;
  std::string written;  // its name as the file has it
};
using Columns = std::map<std::string, Column, std::less<>>;

Result<Columns> read_header(const CsvRow& header, std::vector<DirectoryNotice>& notices) {
  Columns columns;
  for (std::size_t i = 0; i < header.fields.size(); ++i) {
    const auto name = canonical_column(header.fields[i]);
    if (std::find(known_columns.begin(), known_columns.end(), name) == known_columns.end()) {
      const auto quoted = in_quotes(header.fields[i]);
      notices.push_back({"unknown_column",
                         {},
                         "Column " + std::to_string(i + 1) + " of the file is not read" +
                             (quoted.empty() ? "" : ":" + quoted) + '.' +
                             std::string(read_instead(name))});
      continue;
    }
    const auto [same, added] = columns.emplace(name, Column{i, trimmed(header.fields[i])});
    if (added) continue;
    const auto again = trimmed(header.fields[i]);
    return problem(ProblemCode::syntax,
                   "the column " + again + " stands there twice" +
                       (same->second.written == again ? "" : ", also as " + same->second.written));
  }
  for (const std::string needed : {"id", "site"})
    if (!columns.contains(needed))
      return problem(ProblemCode::syntax,
                     "the column " + needed +
                         " is missing in the first line; the columns are id, site, first_name, "
                         "last_name, emails, phone, phones, mobile, priority_connect and active");
  for (const std::string one : {"phone_primary", "phone_other"})
    if (columns.contains("phones") && columns.contains(one))
      return problem(ProblemCode::syntax, "the columns " + columns.find("phones")->second.written +
                                              " and " + columns.find(one)->second.written +
                                              " exclude each other");
  return columns;
}

// As spreadsheets write it in much of Europe.
bool has_semicolons(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of("\r\n"), text.size()));
  const auto first = text.find_first_of(",;\n");
  return first != text.npos && text[first] == ';';
}

Result<bool> read_flag(std::string_view member, std::string_view written, bool empty_means) {
  const auto text = trimmed_lower(written);
  if (text.empty()) return empty_means;
  if (text == "true" || text == "yes" || text == "1") return true;
  if (text == "false" || text == "no" || text == "0") return false;
  const auto quoted = in_quotes(written);
  return problem(ProblemCode::invalid, std::string(member) +
                                           ": expected true, yes, 1, false, no or 0" +
                                           (quoted.empty() ? "" : ", not" + quoted));
}

std::vector<std::string> split_addresses(std::string_view written) {
  std::vector<std::string> addresses;
  for (;;) {
    const auto end = written.find(';');
    if (auto one = trimmed(written.substr(0, end)); !one.empty()) addresses.push_back(one);
    if (end == std::string_view::npos) return addresses;
    written.remove_prefix(end + 1);
  }
}

// One line of the file, over what the contact already is.
class ContactLine {
 public:
  ContactLine(const Columns& columns, const CsvRow& row) : columns_(columns), row_(row) {}

  Result<Contact> read(const Directory& base) const {
    const auto id = trimmed(*cell("id"));
    Contact contact;
    if (const auto* before = base.contact(id)) contact = *before;
    contact.id = id;
    contact.site = trimmed(*cell("site"));
    if (contact.site.empty()) return problem(ProblemCode::invalid, "site: missing");
    if (const auto* text = cell("first_name")) contact.first_name = trimmed(*text);
    if (const auto* text = cell("last_name")) contact.last_name = trimmed(*text);
    if (const auto* text = cell("emails")) contact.emails = split_addresses(*text);
    const auto* site = base.site(contact.site);
    const PhoneCells phones{cell("phones"), single("phone_primary"), single("phone_other"),
                            single("phone_mobile")};
    if (auto ok = read_phones(contact, phones, site ? site->site.country : ""); !ok)
      return ok.error();
    if (auto ok = flag("priority_connect", contact.priority_connect, false); !ok) return ok.error();
    if (auto ok = flag("active", contact.active, true); !ok) return ok.error();
    return contact;
  }

 private:
  const std::string* cell(std::string_view column) const {
    const auto found = columns_.find(column);
    return found == columns_.end() ? nullptr : &row_.fields[found->second.index];
  }

  PhoneCell single(std::string_view column) const {
    const auto found = columns_.find(column);
    if (found == columns_.end()) return {};
    return {&row_.fields[found->second.index], found->second.written};
  }

  Result<void> flag(std::string_view column, bool& into, bool empty_means) const {
    const auto* text = cell(column);
    if (!text) return {};
    const auto value = read_flag(columns_.find(column)->second.written, *text, empty_means);
    if (!value) return value.error();
    into = *value;
    return {};
  }

  const Columns& columns_;
  const CsvRow& row_;
};

// A file that is broken anywhere is refused whole, before anything of it is kept.
Result<void> read_through(std::string_view text) {
  CsvReader reader(text);
  for (;;) {
    const auto row = reader.next();
    if (!row) return row.error();
    if (!*row) return {};
  }
}

void read_contact(const CsvRow& row, const Columns& columns, std::size_t width,
                  const Directory& base, ImportBatch& batch) {
  const auto reject = [&](std::string id, std::string says) {
    batch.rejected.push_back({"contacts", std::move(id), row.line, std::move(says)});
  };
  if (row.fields.size() != width)
    return reject("", "expected " + std::to_string(width) + " fields, found " +
                          std::to_string(row.fields.size()));
  if (auto contact = ContactLine(columns, row).read(base))
    batch.contacts.push_back({row.line, std::move(*contact)});
  else
    reject(shown_id(row.fields[columns.find("id")->second.index]), contact.error().says);
}

}  // namespace

Imported import_contacts_csv(std::string_view text, const Directory& base, const RuleSet& rules,
                             const ImportOptions& options, Instant now) {
  if (text.size() > import_bytes_at_most) return refused_file(base, "larger than 64 MiB");
  const auto refuse = [&](std::string says, int line) {
    if (!has_semicolons(text)) return refused_file(base, std::move(says), line);
    return refused_file(base, "columns are separated by commas; this header has semicolons", 1);
  };
  if (const auto good = read_through(text); !good) return refuse(good.error().says, 0);
  CsvReader reader(text);
  const auto header = reader.next();
  if (!*header) return refused_file(base, "expected a first line with the columns' names", 1);
  ImportBatch batch;
  const auto columns = read_header(**header, batch.notices);
  if (!columns) return refuse(columns.error().says, (*header)->line);
  const auto width = (*header)->fields.size();
  while (batch.rejected.size() < rejected_rows_at_most) {
    const auto next = reader.next();
    if (!*next) break;
    read_contact(**next, *columns, width, base, batch);
  }
  return import_batch(std::move(batch), base, rules, options, now);
}

}  // namespace frontdesk
