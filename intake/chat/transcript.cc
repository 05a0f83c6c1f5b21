#include "intake/chat/transcript.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace frontdesk::chat {

std::size_t Transcript::weight_of(const Entry& entry) {
  auto bytes = sizeof entry + entry.name.size() + entry.text.size() + entry.id.size();
  for (const auto& one : entry.attachments)
    bytes += sizeof one + one.upload.size() + one.name.size() + one.type.size();
  return bytes;
}

bool Transcript::add(Entry entry, const Limits& limits) {
  if (entry.number != last_ + 1) return false;
  ++last_;
  for (auto& one : entry.attachments) one.url.clear();
  bytes_ += weight_of(entry);
  kept_.push_back(std::move(entry));
  std::size_t gone = 0;
  for (; gone < kept_.size() &&
         (kept_.size() - gone > limits.kept_messages || bytes_ > limits.kept_bytes);
       ++gone)
    bytes_ -= weight_of(kept_[gone]);
  kept_.erase(kept_.begin(), kept_.begin() + static_cast<std::ptrdiff_t>(gone));
  if (kept_.empty()) forget();
  return true;
}

std::optional<std::span<const Entry>> Transcript::after(std::uint64_t number) const {
  if (number >= last_) return std::span<const Entry>{};
  const auto missing = last_ - number;
  if (missing > kept_.size()) return std::nullopt;
  return std::span<const Entry>(kept_).last(static_cast<std::size_t>(missing));
}

const Entry* Transcript::find(std::string_view id) const {
  const auto found = std::find_if(kept_.rbegin(), kept_.rend(), [id](const Entry& entry) {
    return !id.empty() && entry.from == From::visitor && entry.id == id;
  });
  return found == kept_.rend() ? nullptr : &*found;
}

void Transcript::forget() {
  std::vector<Entry>().swap(kept_);
  bytes_ = 0;
}

}  // namespace frontdesk::chat
