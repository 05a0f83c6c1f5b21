#include "storage/tuning.h"

#include <rocksdb/convenience.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <algorithm>

namespace frontdesk {

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
  column.write_buffer_size = options.write_buffer_bytes;
  column.arena_block_size = std::size_t{256} << 10;
  column.max_write_buffer_number = 4;
  column.level_compaction_dynamic_level_bytes = true;

  auto blobs = column;
  blobs.enable_blob_files = true;
  blobs.min_blob_size = options.blob_bytes;
  blobs.blob_compression_type = column.compression;
  blobs.enable_blob_garbage_collection = true;  // what was erased leaves the disk

  std::vector<rocksdb::ColumnFamilyDescriptor> all;
  all.emplace_back(rocksdb::kDefaultColumnFamilyName, column);
  for (std::size_t i = 0; i < column_names.size(); ++i)
    all.emplace_back(std::string(column_names[i]),
                     static_cast<Column>(i) == Column::raw ? blobs : column);
  return all;
}

}  // namespace frontdesk
