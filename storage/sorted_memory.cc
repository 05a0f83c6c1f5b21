#include "storage/sorted_memory.h"

#include <new>
#include <optional>

#include "storage/sorted_keys.h"

namespace frontdesk {
namespace {

using rocksdb::MemTableRep;
using rocksdb::Slice;

std::string_view view(const Slice& text) {
  return {text.data(), text.size()};
}

class Walk : public MemTableRep::Iterator {
 public:
  explicit Walk(const SortedKeys& keys) : keys_(keys) {}
  bool Valid() const override { return at_ != nullptr; }
  const char* key() const override { return at_->entry(); }
  void Next() override { at_ = SortedKeys::after(*at_); }
  void Prev() override { at_ = keys_.before(at_->key()); }
  void Seek(const Slice& key, const char*) override { at_ = keys_.at_least(view(key)); }
  void SeekForPrev(const Slice& key, const char* entry) override {
    Seek(key, entry);
    if (!at_ || SortedKeys::compare(at_->key(), view(key)) != 0) at_ = keys_.before(view(key));
  }
  void SeekToFirst() override { at_ = keys_.first(); }
  void SeekToLast() override { at_ = keys_.last(); }

 private:
  const SortedKeys& keys_;
  const SortedKeys::Node* at_ = nullptr;
};

struct Memory {
  void* held = nullptr;
  ~Memory() { ::operator delete(held); }
};

// A walk that gives its own memory back with the last of its destructors. RocksDB ends some walks
// by their destructor only, since it thinks them in an arena of its own; the class of that is not
// among its headers.
class SelfHeldWalk final : private Memory, public Walk {
 public:
  static Walk* make(const SortedKeys& keys) {
    auto* memory = ::operator new(sizeof(SelfHeldWalk));
    return new (memory) SelfHeldWalk(keys, memory);
  }

 private:
  SelfHeldWalk(const SortedKeys& keys, void* memory) : Memory{memory}, Walk(keys) {}
};

class SortedMemory final : public MemTableRep {
 public:
  explicit SortedMemory(rocksdb::Allocator* allocator) : MemTableRep(allocator) {}

  rocksdb::KeyHandle Allocate(const std::size_t bytes, char** entry) override {
    auto* node = keys_.make(bytes, [this](std::size_t all) {
      char* memory = nullptr;
      MemTableRep::Allocate(all, &memory);
      return memory;
    });
    *entry = const_cast<char*>(node->entry());
    return node;
  }
  void Insert(rocksdb::KeyHandle handle) override { InsertKey(handle); }
  bool InsertKey(rocksdb::KeyHandle handle) override {
    return keys_.insert(static_cast<SortedKeys::Node*>(handle));
  }
  bool Contains(const char* entry) const override {
    const auto key = view(rocksdb::GetLengthPrefixedSlice(entry));
    const auto* found = keys_.at_least(key);
    return found && SortedKeys::compare(found->key(), key) == 0;
  }
  std::size_t ApproximateMemoryUsage() override { return 0; }  // all is in RocksDB's arena
  // RocksDB's read of one key asks for this walk without an arena and never ends it: its own kinds of
  // memory do not use that read. So it is the thread's, and made anew for each.
  Iterator* GetDynamicPrefixIterator(rocksdb::Arena* arena) override {
    if (arena) return GetIterator(arena);
    thread_local std::optional<Walk> of_one_read;
    return &of_one_read.emplace(keys_);
  }
  Iterator* GetIterator(rocksdb::Arena* arena) override {
    if (arena) return SelfHeldWalk::make(keys_);
    return new Walk(keys_);
  }

 private:
  SortedKeys keys_;
};

class SortedMemories final : public rocksdb::MemTableRepFactory {
 public:
  const char* Name() const override { return "frontdesk.sorted_memory"; }
  using MemTableRepFactory::CreateMemTableRep;
  MemTableRep* CreateMemTableRep(const MemTableRep::KeyComparator&, rocksdb::Allocator* allocator,
                                 const rocksdb::SliceTransform*, rocksdb::Logger*) override {
    return new SortedMemory(allocator);
  }
  bool CanHandleDuplicatedKey() const override { return true; }
};

}  // namespace

std::shared_ptr<rocksdb::MemTableRepFactory> sorted_memory() {
  return std::make_shared<SortedMemories>();
}

}  // namespace frontdesk
