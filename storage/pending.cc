#include "storage/pending.h"

namespace frontdesk {
namespace {

rocksdb::Slice slice(std::string_view text) {
  return {text.data(), text.size()};
}

// The length in front of a value: seven bits a byte.
std::size_t length_bytes(std::size_t size) {
  std::size_t bytes = 1;
  for (; size >= 128; size >>= 7) ++bytes;
  return bytes;
}

}  // namespace

// The last writer of a key is right.
void Pending::note(Written written) {
  if (columns_.size() <= written.column) columns_.resize(written.column + 1);
  columns_[written.column].push_back(written);
  const auto [at, fresh] = keys_.insert(written);
  if (fresh) return;
  keys_.erase(at);
  keys_.insert(written);
}

rocksdb::Status Pending::put(rocksdb::ColumnFamilyHandle* handle, std::string_view key,
                             std::string_view value) {
  auto status = batch_.Put(handle, slice(key), slice(value));
  if (!status.ok()) return status;
  const auto end = batch_.Data().size() - value.size() - length_bytes(value.size());
  note({handle->GetID(), static_cast<std::uint32_t>(key.size()), end, value.size()});
  return status;
}

rocksdb::Status Pending::erase(rocksdb::ColumnFamilyHandle* handle, std::string_view key) {
  auto status = batch_.Delete(handle, slice(key));
  if (!status.ok()) return status;
  note({handle->GetID(), static_cast<std::uint32_t>(key.size()), batch_.Data().size(), {}});
  return status;
}

std::optional<std::optional<std::string_view>> Pending::find(rocksdb::ColumnFamilyHandle* handle,
                                                             std::string_view key) const {
  const auto found = keys_.find(Asked{handle->GetID(), key});
  if (found == keys_.end()) return std::nullopt;
  return value(*found);
}

std::optional<std::string_view> Pending::value(const Written& written) const {
  if (!written.value_size) return std::nullopt;
  const auto start = written.key_end + length_bytes(*written.value_size);
  return std::string_view(batch_.Data()).substr(start, *written.value_size);
}

std::size_t Pending::writes(rocksdb::ColumnFamilyHandle* handle) const {
  return handle->GetID() < columns_.size() ? columns_[handle->GetID()].size() : 0;
}

}  // namespace frontdesk
