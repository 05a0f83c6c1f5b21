// A store's files as they are at a moment: what a kill leaves, and what must not change.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <string>

#include "tests/storage/support.h"

namespace frontdesk::test {

// Copies a store that is open and idle, as a killed process leaves it.
inline void copy_live(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::error_code gone;
  // RocksDB may be removing a file that it needs no more: then once again.
  do {
    std::filesystem::remove_all(to);
    gone.clear();
    std::filesystem::copy(from, to, std::filesystem::copy_options::recursive, gone);
  } while (gone == std::errc::no_such_file_or_directory);
  REQUIRE_FALSE(gone);
}

// What each file holds, but for the lock and what RocksDB tells about its work.
inline std::map<std::string, std::string> contents(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    if (name != "LOCK" && !name.starts_with("LOG")) files[name] = read_bytes(entry.path());
  }
  return files;
}

}  // namespace frontdesk::test
