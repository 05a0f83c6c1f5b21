// What the storage tests share: a folder that goes away, and records to write.
#pragma once

#include <doctest/doctest.h>
#include <rocksdb/env.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "rules/base/digest.h"
#include "storage/erase.h"
#include "storage/export.h"
#include "storage/records.h"
#include "storage/store.h"

namespace frontdesk::test {

// For doctest, which cannot print a Result.
template <class R>
bool ok(const R& result) {
  return result.has_value();
}

class TempFolder {
 public:
  TempFolder() {
    auto pattern = (std::filesystem::temp_directory_path() / "frontdesk-store-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  std::filesystem::path path() const { return path_; }
  std::filesystem::path operator/(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

inline StoreOptions no_watermark() {
  StoreOptions options;
  options.free_watermark_bytes = 0;
  return options;
}

inline std::unique_ptr<Store> open_store(const std::filesystem::path& path) {
  return Store::open(path, no_watermark()).value();
}

// A free-space figure that tests set.
class SmallDisk final : public rocksdb::EnvWrapper {
 public:
  SmallDisk() : EnvWrapper(rocksdb::Env::Default()) {}
  const char* Name() const override { return "SmallDisk"; }
  rocksdb::Status GetFreeSpace(const std::string&, std::uint64_t* bytes) override {
    *bytes = free;
    return rocksdb::Status::OK();
  }
  std::uint64_t free = 0;
};

// One transaction behind the journal's end.
inline void write(Store& store, const std::function<void(Transaction&)>& run) {
  Transaction transaction(store, last_position(store).value() + 1);
  run(transaction);
  REQUIRE(ok(store.write(transaction)));
}

inline Instant at_second(int second) {
  return Instant{std::chrono::seconds{1'780'000'000 + second}};
}

inline Ticket make_ticket(std::uint64_t number, std::string msp, std::string queue,
                          TicketStatus status = TicketStatus::new_) {
  Ticket ticket;
  ticket.id = ticket_id(number);
  ticket.msp = std::move(msp);
  ticket.queue = std::move(queue);
  ticket.status = status;
  ticket.created_at = at_second(static_cast<int>(number));
  return ticket;
}

inline ArrivalRecord make_arrival(std::string id, std::string msp, int second = 0) {
  ArrivalRecord arrival;
  arrival.id = std::move(id);
  arrival.msp = std::move(msp);
  arrival.line = "mail";
  arrival.at = at_second(second);
  return arrival;
}

inline Arrival make_facts(std::string id, std::string from, std::string subject) {
  Arrival facts;
  facts.id = std::move(id);
  facts.from_address = std::move(from);
  facts.mail.subject = std::move(subject);
  facts.mail.message_id = facts.id + "@mail.example";
  facts.key = sha256_hex(facts.id);
  return facts;
}

// Erases an arrival and marks its record, as the desk does. False where there was nothing to erase.
inline bool forget(Transaction& transaction, std::string_view id) {
  if (!erase_arrival(transaction, id).value()) return false;
  const auto record = get_arrival(transaction, id).value().value();
  auto marked = record;
  marked.facts_erased = true;
  put_arrival(transaction, marked, &record);
  return true;
}

// The lines of a person's export, without their line feeds.
inline std::vector<std::string> exported(const Store& store, const PersonTraces& person) {
  const auto text = ContactExport(person).next(store, SIZE_MAX);
  REQUIRE(ok(text));
  std::vector<std::string> lines;
  std::istringstream from(*text);
  for (std::string line; std::getline(from, line);) lines.push_back(line);
  return lines;
}

// The newest write-ahead log of a store.
inline std::filesystem::path newest_wal(const std::filesystem::path& store) {
  std::filesystem::path newest;
  for (const auto& entry : std::filesystem::directory_iterator(store))
    if (entry.path().extension() == ".log" && entry.path() > newest) newest = entry.path();
  return newest;
}

inline std::string read_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace frontdesk::test
