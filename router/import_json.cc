#include <algorithm>

#include "router/each_kind.h"
#include "router/import_batch.h"
#include "router/unknown_members.h"
#include "rules/base/json_untrusted.h"
#include "rules/base/names.h"
#include "rules/base/nearest.h"

namespace frontdesk {
namespace {

std::string id_in(const boost::json::value& row) {
  const auto* object = row.if_object();
  const auto* id = object ? object->if_contains("id") : nullptr;
  const auto* text = id ? id->if_string() : nullptr;
  return text ? shown_id({text->data(), text->size()}) : std::string();
}

// R96: what is Priority Connect today was VIP before.
void read_alias(Contact& contact, const boost::json::object& row) {
  const auto* now = row.if_contains("priority_connect");
  const auto* before = row.if_contains("vip");
  if ((!now || now->is_null()) && before && before->is_bool())
    contact.priority_connect = before->get_bool();
}

template <class T>
void read_list(const boost::json::object& document, const std::string& kind,
               std::vector<ImportRow<T>>& into, std::vector<RejectedRow>& rejected) {
  const auto* list = document.if_contains(kind);
  if (!list || list->is_null() || rejected.size() >= rejected_rows_at_most) return;
  if (!list->is_array()) {
    rejected.push_back({kind, "", 0, kind + ": expected a list"});
    return;
  }
  const auto& rows = list->get_array();
  into.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size() && rejected.size() < rejected_rows_at_most; ++i) {
    const int line = static_cast<int>(i);
    auto record = from_json_value<T>(rows[i], kind + '[' + std::to_string(i) + ']');
    if (!record) {
      rejected.push_back({kind, id_in(rows[i]), line, record.error().says});
      continue;
    }
    constexpr bool contact = std::is_same_v<T, Contact>;
    if constexpr (contact) read_alias(*record, rows[i].get_object());
    const auto known = refuse_unknown_members<T>(rows[i], contact ? "vip" : "");
    if (!known) rejected.push_back({kind, shown_id(record->id), line, known.error().says});
    into.push_back({line, std::move(*record), !known});
  }
}

std::size_t rows_in(const boost::json::object& document) {
  std::size_t rows = 0;
  for (const auto kind : record_kinds) {
    const auto* list = document.if_contains(std::string(name_of(kind)));
    if (list && list->is_array()) rows += list->get_array().size();
  }
  return rows;
}

bool has_a_list(const boost::json::object& document) {
  return document.empty() ||
         std::any_of(record_kinds.begin(), record_kinds.end(), [&](RecordKind kind) {
           return document.contains(std::string(name_of(kind)));
         });
}

// A list under a name that is none would be left out in silence, and with it all its records.
void reject_unknown_lists(const boost::json::object& document, std::vector<RejectedRow>& rejected) {
  std::vector<std::string_view> known;
  for (const auto kind : record_kinds) known.push_back(name_of(kind));
  for (const auto& row : document) {
    const std::string_view name(row.key().data(), row.key().size());
    if (std::find(known.begin(), known.end(), name) == known.end())
      rejected.push_back({"", "", 0,
                          "unknown list " + shown_name(name) + ": " + meant_by(name, known) +
                              "Known are " + names_of<RecordKind>()});
  }
}

// The rows of a file. The document goes before they become a directory: it is several times the
// file, and both together would be the most that an import takes.
Result<ImportBatch> read_document(std::string_view text) {
  const auto refused = [](std::string says) {
    return problem(ProblemCode::syntax, std::move(says));
  };
  const auto value = parse_untrusted_json(text);
  if (!value) return value.error();
  const auto* document = value->if_object();
  if (!document) return refused("expected an object with lists of records");
  if (!has_a_list(*document))
    return refused("none of the lists " + names_of<RecordKind>() + " is in it");
  if (rows_in(*document) > import_rows_at_most) return refused("more than 1000000 rows");
  ImportBatch batch;
  auto& rejected = batch.rejected;
  reject_unknown_lists(*document, rejected);
  each_kind(batch, [&](RecordKind kind, auto& rows) {
    read_list(*document, std::string(name_of(kind)), rows, rejected);
  });
  return batch;
}

}  // namespace

Imported import_json(std::string_view text, const Directory& base, const RuleSet& rules,
                     const ImportOptions& options, Instant now) {
  if (text.size() > import_bytes_at_most) return refused_file(base, "larger than 64 MiB");
  auto batch = read_document(text);
  if (!batch) return refused_file(base, batch.error().says);
  return import_batch(std::move(*batch), base, rules, options, now);
}

}  // namespace frontdesk
