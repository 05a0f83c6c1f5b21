#include "storage/backup.h"

#include <thread>

#include "rules/base/json.h"
#include "storage/backup_folder.h"
#include "storage/private_files.h"
#include "storage/records.h"
#include "storage/store_parts.h"
#include "storage/upgrade.h"

namespace frontdesk {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds look_again{20};
constexpr std::uint64_t step_bytes = std::uint64_t{4} << 20;

Problem stopped() {
  return problem(ProblemCode::cancelled, "the backup was stopped; what it had written goes");
}

Result<BackupMark> mark_of(const Reader& store, const BackupWish& wish) {
  BackupMark mark;
  mark.at = wish.at;
  mark.program = wish.program;
  auto position = last_position(store);
  if (!position) return position.error();
  mark.position = *position;
  auto schema = stored_schema(store);
  if (!schema) return schema.error();
  mark.schema = schema->value_or(schema_version);
  auto rules = active_rules(store);
  if (!rules) return rules.error();
  mark.rules = std::move(*rules);
  return mark;
}

// Looks after a copy under way: tells how far it is, and stops it.
class Watch {
 public:
  Watch(rocksdb::BackupEngine& engine, const BackupWish& wish, Health& store,
        std::uint64_t watermark)
      : engine_(engine), wish_(wish), store_(store), watermark_(watermark) {}

  void copied() {
    bytes_ += step_bytes;
    if (wish_.told) wish_.told(BackupStep::copying, bytes_);
    if (wish_.cancelled && *wish_.cancelled) engine_.StopBackup();
    if (look_for_room()) engine_.StopBackup();
  }

  // Which disk has too little, if one has. The store takes nothing new below the watermark, and
  // what a backup reads stays on its disk though it is rewritten: both keep the reserve.
  std::optional<Problem> look_for_room() {
    std::error_code error;
    const auto space = fs::space(wish_.folder, error);
    if (!error && space.available < watermark_) full_ = true;
    if (watermark_ > 0 && store_.free_bytes() < watermark_) store_full_ = true;
    return full();
  }
  std::optional<Problem> full() const {
    if (!full_ && !store_full_) return std::nullopt;
    const auto disk = full_ ? "the disk of " + wish_.folder.string() : "the store's own disk";
    return problem(ProblemCode::store_full,
                   disk +
                       " has too little room: so much must stay free on it as the store's "
                       "min_free_bytes says");
  }
  std::uint64_t bytes() const { return bytes_; }

 private:
  rocksdb::BackupEngine& engine_;
  const BackupWish& wish_;
  Health& store_;
  const std::uint64_t watermark_;
  std::atomic<std::uint64_t> bytes_{0};
  std::atomic<bool> full_{false}, store_full_{false};
};

std::unique_ptr<rocksdb::BackupEngine> open_engine(const BackupWish& wish, rocksdb::Env& store_env,
                                                   rocksdb::Env& env, rocksdb::Status& status) {
  rocksdb::BackupEngineOptions options(wish.folder.string(), &env);
  options.backup_rate_limit = wish.bytes_per_second;
  options.callback_trigger_interval_size = step_bytes;
  rocksdb::BackupEngine* engine = nullptr;
  status = rocksdb::BackupEngine::Open(&store_env, options, &engine);
  return std::unique_ptr<rocksdb::BackupEngine>(engine);
}

}  // namespace

Result<KeptBackup> Store::backup(const BackupWish& wish) {
  const auto files = PrivateFiles::env_over(wish.env ? *wish.env : *parts_->env, wish.cancelled);
  auto folder = BackupFolder::take(*files, wish.folder, parts_->path);
  if (!folder) return folder.error();
  std::unique_lock alone(parts_->files, std::defer_lock);
  const auto cancelled = [&] { return wish.cancelled && *wish.cancelled; };
  while (!cancelled() && !alone.try_lock()) std::this_thread::sleep_for(look_again);
  if (cancelled()) return stopped();
  const auto mark = mark_of(*this, wish);
  if (!mark) return mark.error();

  rocksdb::Status status;
  const auto engine = open_engine(wish, *parts_->env, *files, status);
  if (!status.ok()) return copy_problem(status, wish.folder);
  Watch watch(*engine, wish, *parts_->health, parts_->watermark_bytes);
  if (auto full = watch.look_for_room()) return std::move(*full);
  rocksdb::CreateBackupOptions options;
  options.flush_before_backup = true;  // else each backup has a copy of all the logs
  options.progress_callback = [&watch] { watch.copied(); };
  rocksdb::BackupID id = 0;
  status = engine->CreateNewBackupWithMetadata(options, parts_->db.get(), to_json(*mark), &id);
  if (!status.ok()) {
    engine->GarbageCollect().PermitUncheckedError();  // the next backup does it too
    if (auto full = watch.full()) return std::move(*full);
    return status.IsIncomplete() ? stopped() : copy_problem(status, wish.folder);
  }
  if (wish.told) wish.told(BackupStep::verifying, watch.bytes());
  status = engine->VerifyBackup(id, /*verify_with_checksum=*/true);
  rocksdb::BackupInfo info;
  if (status.ok()) status = engine->GetBackupInfo(id, &info);
  if (!status.ok()) {
    // No later backup may build on files that cannot be read back.
    engine->DeleteBackup(id).PermitUncheckedError();
    if (cancelled()) return stopped();
    return copy_problem(status, wish.folder);
  }
  if (wish.keep > 0) status = engine->PurgeOldBackups(wish.keep);
  if (!status.ok()) return copy_problem(status, wish.folder);
  return kept(info);
}

Result<std::vector<KeptBackup>> list_backups(const fs::path& folder) {
  const auto engine = open_backups(folder);
  if (!engine) return engine.error();
  // Tells of a folder in which nothing is whole.
  if (const auto newest = find_backup(**engine, folder, 0); !newest) return newest.error();
  std::vector<rocksdb::BackupInfo> infos;
  (*engine)->GetBackupInfo(&infos);
  std::vector<KeptBackup> all;
  for (const auto& info : infos) {
    auto backup = kept(info);
    if (!backup) return backup.error();
    all.push_back(std::move(*backup));
  }
  return all;
}

Result<KeptBackup> verify_backup(const fs::path& folder, std::uint32_t id) {
  const auto engine = open_backups(folder);
  if (!engine) return engine.error();
  const auto info = find_backup(**engine, folder, id);
  if (!info) return info.error();
  const auto status = (*engine)->VerifyBackup(info->backup_id, /*verify_with_checksum=*/true);
  if (!status.ok()) return copy_problem(status, folder);
  return kept(*info);
}

}  // namespace frontdesk
