#include "intake/imap/backlog.h"

#include <algorithm>
#include <utility>

namespace frontdesk::imap {

const Backlog::Item* Backlog::find(Uid uid) const {
  const auto at = std::lower_bound(items_.begin(), items_.end(), uid,
                                   [](const Item& item, Uid sought) { return item.uid < sought; });
  return at != items_.end() && at->uid == uid ? &*at : nullptr;
}

Backlog::Item* Backlog::find(Uid uid) {
  return const_cast<Item*>(std::as_const(*this).find(uid));
}

void Backlog::begin_again() {
  items_.clear();
  first_ = handed_ = waiting_ = 0;
  held_ = 0;
  cursor_ = 0;
}

void Backlog::found(const std::vector<Uid>& uids) {
  std::vector<Item> items;
  for (const Uid uid : uids) {
    if (uid <= cursor_) continue;  // n:* names the last mail even where its UID is less than n
    const Item* known = find(uid);
    items.push_back(known && known->stage == Stage::done ? *known : Item{.uid = uid});
  }
  items_ = std::move(items);
  first_ = handed_ = 0;
  held_ = 0;
  waiting_ = static_cast<std::size_t>(std::count_if(
      items_.begin(), items_.end(), [](const Item& item) { return item.stage != Stage::done; }));
  settle();
}

Backlog::Job Backlog::next() const {
  Job job;
  std::uint64_t bytes = 0;
  const auto& limits = settings_.limits;
  for (auto i = first_; i < items_.size(); ++i) {
    const auto& item = items_[i];
    if (item.stage == Stage::done || item.stage == Stage::put_off) continue;
    if (item.stage == Stage::found) {
      if (job.kind == Job::Kind::bodies) break;
      job.kind = Job::Kind::sizes;
      job.uids.push_back(item.uid);
      if (job.uids.size() == limits.sizes) break;
      continue;
    }
    if (job.kind == Job::Kind::sizes) break;
    const bool alone = item.stage == Stage::alone || item.uid <= settings_.alone_until;
    const bool full =
        job.uids.size() == limits.batch_mails || bytes + item.size > limits.batch_bytes;
    if (!job.uids.empty() && (alone || full)) break;
    job.kind = Job::Kind::bodies;
    job.uids.push_back(item.uid);
    bytes += item.size;
    if (alone) break;
  }
  return job;
}

void Backlog::ask_sizes(const std::vector<Uid>& uids) {
  for (const Uid uid : uids)
    if (Item* item = find(uid)) item->asked_size = true;
}

bool Backlog::sized(Uid uid, std::uint64_t size, std::optional<Instant> received) {
  Item* item = find(uid);
  if (!item || item->stage != Stage::found || !item->asked_size) return false;
  item->stage = Stage::sized;
  item->size = size;
  item->received = received;
  return true;
}

void Backlog::sizes_answered() {
  for (auto i = first_; i < items_.size(); ++i)
    if (items_[i].stage == Stage::found && items_[i].asked_size) items_[i].stage = Stage::alone;
}

void Backlog::ask_bodies(const std::vector<Uid>& uids) {
  for (const Uid uid : uids)
    if (Item* item = find(uid)) item->stage = uids.size() == 1 ? Stage::asked_alone : Stage::asked;
}

bool Backlog::is_asked(Uid uid) const {
  const Item* item = find(uid);
  return item && (item->stage == Stage::asked || item->stage == Stage::asked_alone);
}

bool Backlog::handed(Uid uid, std::uint64_t bytes) {
  if (!is_asked(uid)) return false;
  Item* item = find(uid);
  item->stage = Stage::handed;
  item->held = bytes;
  held_ += bytes;
  ++handed_;
  return true;
}

std::optional<Uid> Backlog::bodies_answered() {
  std::optional<Uid> missing;
  for (auto i = first_; i < items_.size(); ++i) {
    auto& item = items_[i];
    if (item.stage == Stage::asked_alone) missing = item.uid;
    if (item.stage == Stage::asked || item.stage == Stage::asked_alone) item.stage = Stage::alone;
    if (item.stage == Stage::found || item.stage == Stage::sized) break;
  }
  return missing;
}

Fetching Backlog::fetching() const {
  Fetching asked;
  for (auto i = first_; i < items_.size(); ++i) {
    if (!is_asked(items_[i].uid)) continue;
    if (asked.first == 0) asked.first = items_[i].uid;
    asked.last = items_[i].uid;
  }
  return asked;
}

bool Backlog::is_handed(Uid uid) const {
  const Item* item = find(uid);
  return item && item->stage == Stage::handed;
}

void Backlog::done(Uid uid) {
  Item* item = find(uid);
  if (!item || item->stage == Stage::done) return;
  if (item->stage == Stage::handed) {
    --handed_;
    held_ -= item->held;
  }
  item->stage = Stage::done;
  --waiting_;
  settle();
}

void Backlog::put_off(Uid uid) {
  Item* item = find(uid);
  if (!item || item->stage != Stage::handed) return;
  --handed_;
  held_ -= item->held;
  item->stage = Stage::put_off;
}

// The cursor passes what is done, as far as nothing is left behind it.
void Backlog::settle() {
  while (first_ < items_.size() && items_[first_].stage == Stage::done)
    cursor_ = items_[first_++].uid;
}

Uid Backlog::cursor_with(std::span<const Uid> uids) const {
  Uid cursor = cursor_;
  for (auto i = first_; i < items_.size(); ++i) {
    const auto& item = items_[i];
    if (item.stage != Stage::done && !std::binary_search(uids.begin(), uids.end(), item.uid)) break;
    cursor = item.uid;
  }
  return cursor;
}

std::optional<Instant> Backlog::oldest() const {
  for (auto i = first_; i < items_.size(); ++i)
    if (items_[i].stage != Stage::done) return items_[i].received;
  return {};
}

std::uint64_t Backlog::size_of(Uid uid) const {
  const Item* item = find(uid);
  return item ? item->size : 0;
}

std::optional<Instant> Backlog::received(Uid uid) const {
  const Item* item = find(uid);
  return item ? item->received : std::nullopt;
}

}  // namespace frontdesk::imap
