#include "storage/wal_check.h"

#include <algorithm>
#include <charconv>

namespace frontdesk {

namespace {

std::vector<std::uint64_t> wal_numbers(const std::vector<std::string>& names) {
  std::vector<std::uint64_t> numbers;
  for (const auto& name : names)
    if (const auto number = wal_number(name)) numbers.push_back(*number);
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

}  // namespace

std::optional<std::uint64_t> wal_number(std::string_view name) {
  std::uint64_t number = 0;
  const auto* const last = name.data() + name.size();
  const auto [end, error] = std::from_chars(name.data(), last, number);
  if (error != std::errc{} || std::string_view(end, last) != ".log") return std::nullopt;
  return number;
}

std::string wal_name(std::uint64_t number) {
  auto digits = std::to_string(number);
  if (digits.size() < 6) digits.insert(0, 6 - digits.size(), '0');
  return digits + ".log";
}

Result<WalVerdict> check_wals(rocksdb::Env& env, const std::string& path) {
  std::vector<std::string> names;
  if (!env.GetChildren(path, &names).ok()) return WalVerdict{};  // no store yet
  std::vector<WalReport> reports;
  std::optional<std::uint64_t> expected;
  for (const auto number : wal_numbers(names)) {
    std::string bytes;
    if (const auto read = rocksdb::ReadFileToString(&env, path + '/' + wal_name(number), &bytes);
        !read.ok())
      return problem(ProblemCode::io, "cannot read " + wal_name(number) + ": " + read.ToString());
    reports.push_back(inspect_wal(bytes, number, expected));
    if (reports.back().first_sequence) expected = reports.back().next_sequence;
  }
  auto torn = judge_wals(reports);
  if (!torn) return torn.error();
  return WalVerdict{std::move(*torn), std::move(reports)};
}

Result<void> settle_wals(rocksdb::Env& env, const std::string& path, const WalVerdict& verdict) {
  for (const auto& log : verdict.logs) {
    const auto name = wal_name(log.number);
    std::unique_ptr<rocksdb::WritableFile> file;
    auto status = env.ReopenWritableFile(path + '/' + name, &file, {});
    if (status.ok() && log.end == WalEnd::zeros) status = file->Truncate(log.whole_bytes);
    if (status.ok()) status = file->Sync();
    if (status.ok()) status = file->Close();
    if (!status.ok())
      return problem(ProblemCode::io, "cannot sync " + name + ": " + status.ToString());
  }
  return {};
}

Result<void> cut_tail(rocksdb::Env& env, const std::string& path, const WalReport& log) {
  const auto name = path + '/' + wal_name(log.number);
  std::string bytes;
  auto status = rocksdb::ReadFileToString(&env, name, &bytes);
  if (status.IsNotFound() || status.IsPathNotFound()) return {};
  // Whole or not at all: a temporary file, which RocksDB sweeps away, takes its place.
  const auto whole = path + '/' + std::to_string(log.number) + ".dbtmp";
  bytes.resize(std::min<std::size_t>(bytes.size(), log.whole_bytes));
  if (status.ok()) status = rocksdb::WriteStringToFile(&env, bytes, whole, /*should_sync=*/true);
  if (status.ok()) status = env.RenameFile(whole, name);
  std::unique_ptr<rocksdb::Directory> folder;
  if (status.ok()) status = env.NewDirectory(path, &folder);
  if (status.ok()) status = folder->Fsync();
  if (status.ok()) return {};
  return problem(ProblemCode::io, "cannot mend " + name + ": " + status.ToString());
}

}  // namespace frontdesk
