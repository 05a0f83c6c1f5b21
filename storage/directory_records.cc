// The directory's records by kind and id.
#include "router/each_kind.h"
#include "storage/decode.h"
#include "storage/records.h"

namespace frontdesk {

namespace {

std::string folder(RecordKind kind) {
  return std::string(name_of(kind)) + '/';
}

template <class Record>
Result<void> read_all(const Reader& reader, RecordKind kind, std::vector<Record>& out) {
  Range range;
  range.prefix = folder(kind);
  auto cursor = reader.walk(Column::directory, range);
  for (; cursor.valid(); cursor.next()) {
    auto record = decode<Record>(cursor.value(), cursor.key());
    if (!record) return record.error();
    out.push_back(std::move(*record));
  }
  return cursor.ok();
}

}  // namespace

Result<std::optional<std::string>> get_record(const Reader& reader, RecordKind kind,
                                              std::string_view id) {
  return reader.get(Column::directory, folder(kind).append(id));
}

Result<DirectoryData> all_records(const Reader& reader) {
  DirectoryData data;
  Result<void> ok;
  each_kind(data, [&](RecordKind kind, auto& out) {
    if (ok) ok = read_all(reader, kind, out);
  });
  if (!ok) return ok.error();
  return data;
}

void put_record_text(Transaction& transaction, RecordKind kind, std::string_view id,
                     std::string_view json) {
  transaction.put(Column::directory, folder(kind).append(id), json);
}

void erase_record(Transaction& transaction, RecordKind kind, std::string_view id) {
  transaction.erase(Column::directory, folder(kind).append(id));
}

}  // namespace frontdesk
