// A walk whose failure its store hears of: RocksDB tells nobody but whoever asks the iterator.
#pragma once

#include <rocksdb/iterator.h>

#include <memory>
#include <utility>

#include "storage/health.h"

namespace frontdesk {

class WatchedIterator final : public rocksdb::Iterator {
 public:
  // `health` outlives it.
  WatchedIterator(rocksdb::Iterator* inner, Health& health) : inner_(inner), health_(health) {}

  bool Valid() const override { return inner_->Valid(); }
  void SeekToFirst() override { inner_->SeekToFirst(); }
  void SeekToLast() override { inner_->SeekToLast(); }
  void Seek(const rocksdb::Slice& key) override { inner_->Seek(key); }
  void SeekForPrev(const rocksdb::Slice& key) override { inner_->SeekForPrev(key); }
  void Next() override { inner_->Next(); }
  void Prev() override { inner_->Prev(); }
  rocksdb::Slice key() const override { return inner_->key(); }
  rocksdb::Slice value() const override { return inner_->value(); }
  rocksdb::Status status() const override {
    auto status = inner_->status();
    if (!status.ok()) health_.read_failed(status);
    return status;
  }

 private:
  const std::unique_ptr<rocksdb::Iterator> inner_;
  Health& health_;
};

}  // namespace frontdesk
