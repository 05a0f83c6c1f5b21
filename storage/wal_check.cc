#include "storage/wal_check.h"

#include <algorithm>
#include <charconv>

namespace frontdesk {

namespace {

std::vector<std::uint64_t> wal_numbers(const std::vector<std::string>& names) {
  std::vector<std::uint64_t> numbers;
  for (const auto& name : names) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error == std::errc{} && std::string_view(end) == ".log") numbers.push_back(number);
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

std::string wal_name(std::uint64_t number) {
  auto digits = std::to_string(number);
  if (digits.size() < 6) digits.insert(0, 6 - digits.size(), '0');
  return digits + ".log";
}

}  // namespace

Result<std::optional<WalReport>> check_wals(rocksdb::Env& env, const std::string& path) {
  std::vector<std::string> names;
  if (!env.GetChildren(path, &names).ok()) return std::optional<WalReport>{};  // no store yet
  std::vector<WalReport> reports;
  for (const auto number : wal_numbers(names)) {
    std::string bytes;
    if (const auto read = rocksdb::ReadFileToString(&env, path + '/' + wal_name(number), &bytes);
        !read.ok())
      return problem(ProblemCode::io, "cannot read " + wal_name(number) + ": " + read.ToString());
    reports.push_back(inspect_wal(bytes, number));
  }
  return judge_wals(reports);
}

}  // namespace frontdesk
