#include "storage/pending.h"

#include <algorithm>
#include <boost/endian/conversion.hpp>

namespace frontdesk {
namespace {

// A group that was much larger than most does not keep its memory.
constexpr std::size_t kept_bytes_max = std::size_t{4} << 20;
constexpr std::size_t kept_writes_max = 32'768;

rocksdb::Slice slice(std::string_view text) {
  return {text.data(), text.size()};
}

// Eight bytes of a text as a number that sorts as they do.
std::uint64_t eight_at(std::string_view text, std::size_t at) {
  unsigned char bytes[8] = {};
  if (at < text.size()) text.copy(reinterpret_cast<char*>(bytes), sizeof bytes, at);
  return boost::endian::load_big_u64(bytes);
}

}  // namespace

std::string& Pending::begin(rocksdb::ColumnFamilyHandle* handle, std::string_view key) {
  Written written;
  written.begin = bytes_.size();
  written.key_size = static_cast<std::uint32_t>(key.size());
  written.column = handle->GetID();
  bytes_ += key;
  if (columns_.size() <= written.column) columns_.resize(written.column + 1);
  auto& column = columns_[written.column];
  column.handle = handle;
  column.writes.push_back(static_cast<std::uint32_t>(all_.size()));
  all_.push_back(written);
  return bytes_;
}

// The last writer of a key is right.
void Pending::end() {
  const auto number = static_cast<std::uint32_t>(all_.size() - 1);
  auto& written = all_.back();
  written.value_size = bytes_.size() - written.begin - written.key_size;
  written.hash = keys_.hash_function()(Asked{written.column, key(written)});
  written.last = number;
  const auto [at, fresh] = keys_.insert(number);
  if (fresh) return;
  auto& first = all_[*at];
  all_[first.last].outdone = true;
  first.last = number;
}

void Pending::put(rocksdb::ColumnFamilyHandle* handle, std::string_view key,
                  std::string_view value) {
  begin(handle, key) += value;
  end();
}

void Pending::erase(rocksdb::ColumnFamilyHandle* handle, std::string_view key) {
  begin(handle, key);
  all_.back().erased = true;
  end();
}

std::optional<std::optional<std::string_view>> Pending::find(rocksdb::ColumnFamilyHandle* handle,
                                                             std::string_view key) const {
  const auto found = keys_.find(Asked{handle->GetID(), key});
  if (found == keys_.end()) return std::nullopt;
  return value(all_[all_[*found].last]);
}

std::size_t Pending::writes(rocksdb::ColumnFamilyHandle* handle) const {
  return handle->GetID() < columns_.size() ? columns_[handle->GetID()].writes.size() : 0;
}

rocksdb::Status Pending::sort_into_batch(const Column& column) {
  order_.clear();
  for (const auto number : column.writes)
    if (!all_[number].outdone) {
      const auto text = key(all_[number]);
      order_.push_back({eight_at(text, 0), eight_at(text, 8), number});
    }
  std::sort(order_.begin(), order_.end(), [this](const Place& a, const Place& b) {
    if (a.first != b.first) return a.first < b.first;
    if (a.second != b.second) return a.second < b.second;
    return key(all_[a.write]) < key(all_[b.write]);
  });
  for (const auto& place : order_) {
    const auto& one = all_[place.write];
    const auto put = value(one);
    const auto status = put ? batch_.Put(column.handle, slice(key(one)), slice(*put))
                            : batch_.Delete(column.handle, slice(key(one)));
    if (!status.ok()) return status;
  }
  return {};
}

rocksdb::Status Pending::make_batch() {
  constexpr std::size_t head_bytes = 16;  // what RocksDB puts before a key and its value, and more
  batch_.Clear();
  if (batch_.Data().capacity() < bytes_.size() + head_bytes * all_.size())
    batch_ = rocksdb::WriteBatch(bytes_.size() + head_bytes * all_.size());
  for (const auto& column : columns_)
    if (auto status = sort_into_batch(column); !status.ok()) return status;
  return {};
}

void Pending::clear() {
  keys_.clear();
  if (bytes_.capacity() > kept_bytes_max) bytes_ = {};
  if (all_.capacity() > kept_writes_max) {
    all_ = {};
    order_ = {};
    columns_ = {};
    keys_.rehash(0);
  }
  bytes_.clear();
  all_.clear();
  for (auto& column : columns_) column.writes.clear();
  if (batch_.Data().capacity() > kept_bytes_max)
    batch_ = rocksdb::WriteBatch();
  else
    batch_.Clear();
}

}  // namespace frontdesk
