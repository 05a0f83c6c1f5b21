// Taking off the disk what was erased: from the write-ahead logs, the tables, the blob files and
// the manifest.
#include <algorithm>
#include <thread>
#include <vector>

#include "storage/store.h"
#include "storage/store_parts.h"

namespace frontdesk {

namespace {

constexpr std::chrono::milliseconds look_again{20};
// Readers hold a view for one answer only; one that is held longer keeps old bytes alive.
constexpr std::chrono::seconds views_end_within{60};

Problem stopped() {
  return problem(ProblemCode::cancelled, "the store's rewriting was stopped");
}

Result<void> done(const rocksdb::Status& status) {
  if (status.ok()) return {};
  if (status.IsIncomplete()) return stopped();
  return problem(ProblemCode::io, "the store cannot be rewritten: " + status.ToString());
}

// A compaction keeps what an open view may still read.
Result<void> wait_for_views(rocksdb::DB& db, const std::atomic<bool>& cancelled) {
  const auto erased_until = db.GetLatestSequenceNumber();
  const auto end = std::chrono::steady_clock::now() + views_end_within;
  for (;;) {
    std::uint64_t oldest = 0;
    db.GetIntProperty("rocksdb.oldest-snapshot-sequence", &oldest);
    if (oldest == 0 || oldest >= erased_until) return {};
    if (cancelled) return stopped();
    if (std::chrono::steady_clock::now() > end)
      return problem(ProblemCode::timeout, "a view of the store's past stays open");
    std::this_thread::sleep_for(look_again);
  }
}

// A column is written anew before its old files go.
std::uint64_t space_for(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* column) {
  std::uint64_t tables = 0, blobs = 0;
  db.GetIntProperty(column, "rocksdb.total-sst-files-size", &tables);
  db.GetIntProperty(column, "rocksdb.total-blob-file-size", &blobs);
  return tables + blobs;
}

}  // namespace

Result<void> Store::purge(std::atomic<bool>* cancelled) {
  auto& db = *parts_->db;
  std::atomic<bool> never{false};
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  options.blob_garbage_collection_policy = rocksdb::BlobGarbageCollectionPolicy::kForce;
  options.blob_garbage_collection_age_cutoff = 1.0;
  options.canceled = cancelled ? cancelled : &never;
  std::unique_lock alone(parts_->files, std::defer_lock);
  while (!alone.try_lock()) {
    if (*options.canceled) return stopped();
    std::this_thread::sleep_for(look_again);
  }
  if (auto ok = wait_for_views(db, *options.canceled); !ok) return ok;
  // A log goes once no column needs it any more.
  if (auto ok = done(db.Flush({}, parts_->handles)); !ok) return ok;
  // Search words are keys of the index, and the manifest names the first and the last key of each
  // table. It is begun anew with each change of tables (see tuning.cc): the changes after the
  // index's leave none of its old keys there, and `meta` always has a table.
  for (const auto column :
       {Column::index, Column::facts, Column::raw, Column::directory, Column::meta}) {
    auto* handle = parts_->handle(column);
    if (*options.canceled) return stopped();
    if (space_for(db, handle) + parts_->watermark_bytes > parts_->health->free_bytes())
      return problem(ProblemCode::store_full,
                     "rewriting the store needs as much free space as its largest column takes");
    if (auto ok = done(db.CompactRange(options, handle, nullptr, nullptr)); !ok) return ok;
  }
  return {};
}

}  // namespace frontdesk
