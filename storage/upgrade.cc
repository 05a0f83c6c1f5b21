#include "storage/upgrade.h"

#include <unicode/uchar.h>
#include <unicode/uversion.h>

#include "storage/refusal.h"
#include "storage/reindex.h"

namespace frontdesk {
namespace {

constexpr std::string_view schema_key = "schema";
constexpr std::string_view unicode_key = "unicode";

// Words are folded by ICU's tables: with others, some are found no more.
std::string unicode_version() {
  UVersionInfo version;
  u_getUnicodeVersion(version);
  char text[U_MAX_VERSION_STRING_LENGTH];
  u_versionToString(version, text);
  return text;
}

Result<void> put_unicode(Store& store) {
  Transaction transaction(store, 1);
  transaction.put(Column::meta, unicode_key, unicode_version());
  return store.write(transaction);
}

Result<void> put_schema(Store& store, bool rebuild) {
  Transaction transaction(store, 1);
  transaction.put(Column::meta, schema_key, key_of(schema_version));
  if (!rebuild) transaction.put(Column::meta, unicode_key, unicode_version());
  if (rebuild) Reindex::begin(transaction);
  return store.write(transaction);
}

Result<void> rebuild(Store& store, std::uint32_t from, const StoreOptions& options) {
  UpgradeProgress progress;
  progress.from = from;
  progress.to = schema_version;
  const auto tell = [&](const Reindex::Count& count) {
    progress.records = count.records;
    progress.of = count.of;
    progress.unreadable = count.unreadable;
    if (options.upgrading) options.upgrading(progress);
  };
  Reindex reindex(store, tell);
  const auto done = reindex.finish();
  if (!done) return done.error();
  // Only now: an upgrade that is cut off, and gone on with by another program, begins again.
  if (auto ok = put_unicode(store); !ok) return ok;
  progress.done = true;
  tell(*done);
  return {};
}

// Of a store that is up to date but for this. One from before this was kept is taken for ours.
Result<void> check_unicode(Store& store, const StoreOptions& options) {
  const auto stored = store.get(Column::meta, unicode_key);
  if (!stored) return stored.error();
  if (!*stored) return put_unicode(store);
  if (**stored == unicode_version()) return {};
  if (auto ok = put_schema(store, true); !ok) return ok;
  return rebuild(store, schema_version, options);
}

}  // namespace

Result<std::optional<std::uint32_t>> stored_schema(const Reader& reader) {
  const auto schema = reader.get(Column::meta, schema_key);
  if (!schema) return problem(ProblemCode::store_damaged, schema.error().says);
  if (!*schema) {
    if (!reader.walk(Column::journal, {}).valid()) return std::optional<std::uint32_t>();
    return problem(ProblemCode::store_damaged, "it has a journal but no schema version");
  }
  const auto version = number_of(**schema);
  if (!version || *version > std::numeric_limits<std::uint32_t>::max())
    return problem(ProblemCode::store_damaged, "its schema version cannot be read");
  return std::optional(static_cast<std::uint32_t>(*version));
}

Result<void> check_schema(Store& store, const std::string& path, const StoreOptions& options) {
  const auto version = stored_schema(store);
  if (!version) return damaged_store(path, version.error().says);
  if (!*version) return options.read_only ? Result<void>() : put_schema(store, false);
  if (**version > schema_version) return newer_store(path, "schema " + std::to_string(**version));
  const auto cut_off = Reindex::is_pending(store);
  if (!cut_off) return damaged_store(path, cut_off.error().says);
  const bool older = **version < schema_version;
  if (!options.upgrade) return {};
  if (!older && !*cut_off)
    return options.read_only ? Result<void>() : check_unicode(store, options);
  if (options.read_only)
    return problem(
        ProblemCode::unavailable,
        "the store in " + path +
            (older ? " has schema " + std::to_string(**version) +
                         " and this program reads schema " + std::to_string(schema_version)
                   : " is half upgraded") +
            "; start frontdeskd once, which brings it up to date");
  if (older)
    if (auto ok = put_schema(store, true); !ok) return ok;
  auto done = rebuild(store, **version, options);
  if (!done && done.error().code == ProblemCode::store_damaged)
    return damaged_store(path, done.error().says);
  return done;
}

}  // namespace frontdesk
