#include "storage/reader.h"

#include <rocksdb/iterator.h>

#include <algorithm>

#include "storage/refusal.h"

namespace frontdesk {

namespace {

// The least key beyond all that begin with the prefix; empty where there is none.
std::string beyond(std::string prefix) {
  while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) == 0xff) prefix.pop_back();
  if (!prefix.empty())
    prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
  return prefix;
}

}  // namespace

Cursor::Cursor(std::unique_ptr<rocksdb::Iterator> iterator, Range range)
    : iterator_(std::move(iterator)), range_(std::move(range)) {
  const auto& after = range_.after;
  const auto& start = after.empty() ? range_.from : after;
  if (range_.reverse && start.empty()) {
    const auto end = beyond(range_.prefix);
    if (end.empty())
      iterator_->SeekToLast();
    else
      iterator_->SeekForPrev(end);
    if (!end.empty() && iterator_->Valid() && iterator_->key() == end) iterator_->Prev();
  } else {
    seek(start);
  }
  if (!after.empty() && iterator_->Valid() && iterator_->key() == after) next();
}

Cursor::Cursor(Cursor&&) noexcept = default;
Cursor& Cursor::operator=(Cursor&&) noexcept = default;
Cursor::~Cursor() = default;

bool Cursor::valid() const {
  return iterator_->Valid() && iterator_->key().starts_with(range_.prefix);
}

std::string_view Cursor::key() const {
  return {iterator_->key().data(), iterator_->key().size()};
}

std::string_view Cursor::value() const {
  return {iterator_->value().data(), iterator_->value().size()};
}

void Cursor::next() {
  if (range_.reverse)
    iterator_->Prev();
  else
    iterator_->Next();
}

void Cursor::seek(std::string_view key) {
  if (range_.reverse) {
    iterator_->SeekForPrev(rocksdb::Slice(key.data(), key.size()));
  } else {
    const auto start = std::max<std::string_view>(key, range_.prefix);
    iterator_->Seek(rocksdb::Slice(start.data(), start.size()));
  }
}

Result<void> Cursor::ok() const {
  if (const auto status = iterator_->status(); !status.ok()) return not_read(status);
  return {};
}

}  // namespace frontdesk
