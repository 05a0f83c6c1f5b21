#include "storage/tuning.h"

#include <rocksdb/convenience.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>

#include <algorithm>

#include "storage/asked_keys.h"
#include "storage/sorted_memory.h"
#include "storage/store_parts.h"

namespace frontdesk {
namespace {

// What the filters of the index hold, in memory and in its tables. Tables with filters by another
// name are read without them: another meaning of `asked_part` is another name.
class AskedPart final : public rocksdb::SliceTransform {
 public:
  const char* Name() const override { return "frontdesk.asked_part"; }
  rocksdb::Slice Transform(const rocksdb::Slice& key) const override {
    return InDomain(key) ? slice(asked_part({key.data(), key.size()})) : key;
  }
  bool InDomain(const rocksdb::Slice& key) const override {
    return !asked_part({key.data(), key.size()}).empty();
  }
};

}  // namespace

rocksdb::DBOptions db_options(const StoreOptions& options, rocksdb::Env& env,
                              std::shared_ptr<rocksdb::EventListener> listener) {
  rocksdb::DBOptions db;
  db.env = &env;
  db.create_if_missing = options.create && !options.read_only;
  db.create_missing_column_families = !options.read_only;
  db.listeners.push_back(std::move(listener));
  // Acknowledged records must not vanish in silence: damage in the middle refuses to open.
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  db.track_and_verify_wals_in_manifest = true;
  db.paranoid_checks = true;
  db.manual_wal_flush = false;
  db.avoid_unnecessary_blocking_io = true;
  db.allow_concurrent_memtable_write = false;  // one writer
  db.enable_write_thread_adaptive_yield = false;
  db.max_total_wal_size = options.wal_bytes;
  db.db_write_buffer_size = options.write_buffer_bytes;
  db.max_background_jobs = 2;
  db.max_open_files = 512;
  db.keep_log_file_num = 4;
  // A new manifest with each change of tables: an old one names keys of tables that are gone.
  db.max_manifest_file_size = 1;
  db.max_log_file_size = std::size_t{4} << 20;
  db.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  db.stats_dump_period_sec = 0;
  db.stats_persist_period_sec = 0;
  return db;
}

std::vector<rocksdb::ColumnFamilyDescriptor> column_options(const StoreOptions& options) {
  const auto compressions = rocksdb::GetSupportedCompressions();
  const bool lz4 = std::find(compressions.begin(), compressions.end(), rocksdb::kLZ4Compression) !=
                   compressions.end();
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(options.block_cache_bytes, 2);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.format_version = 5;

  rocksdb::ColumnFamilyOptions column;
  column.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  column.compression = lz4 ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
  // What was just written is soon written again, one level below.
  column.compression_per_level.assign(static_cast<std::size_t>(column.num_levels),
                                      column.compression);
  column.compression_per_level.front() = rocksdb::kNoCompression;
  column.write_buffer_size = options.write_buffer_bytes;
  column.memtable_factory = sorted_memory();
  column.arena_block_size = std::size_t{256} << 10;
  column.max_write_buffer_number = 4;
  column.level_compaction_dynamic_level_bytes = true;

  auto blobs = column;
  blobs.enable_blob_files = true;
  blobs.min_blob_size = options.blob_bytes;
  blobs.blob_compression_type = column.compression;
  blobs.enable_blob_garbage_collection = true;  // what was erased leaves the disk

  auto index = column;
  index.prefix_extractor = std::make_shared<AskedPart>();
  table.whole_key_filtering = false;
  index.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  index.memtable_prefix_bloom_size_ratio = 0.005;
  // Small keys, many, and each flush has some for every part of the column: level by level the
  // whole of it would be written anew for every few flushes, which took a third of a mail's
  // processor time.
  index.compaction_style = rocksdb::kCompactionStyleUniversal;
  index.level0_file_num_compaction_trigger = 10;

  const auto options_of = [&](Column which) -> const rocksdb::ColumnFamilyOptions& {
    if (which == Column::raw) return blobs;
    return which == Column::index ? index : column;
  };
  std::vector<rocksdb::ColumnFamilyDescriptor> all;
  all.emplace_back(rocksdb::kDefaultColumnFamilyName, column);
  for (std::size_t i = 0; i < column_names.size(); ++i)
    all.emplace_back(std::string(column_names[i]), options_of(static_cast<Column>(i)));
  return all;
}

}  // namespace frontdesk
