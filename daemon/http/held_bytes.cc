#include "daemon/http/held_bytes.h"

#include <utility>

namespace frontdesk::http {
namespace {

constexpr std::size_t small_bytes = 64 * 1024;

}  // namespace

HeldBytes::Share::Share(std::shared_ptr<HeldBytes> all, std::string holder)
    : all_(std::move(all)), holder_(std::move(holder)) {}

HeldBytes::Share::~Share() {
  all_->change(holder_, bytes_, 0);
}

bool HeldBytes::Share::hold(std::size_t bytes) {
  const std::size_t counted = bytes <= small_bytes ? 0 : bytes;
  if (counted == bytes_) return true;
  const bool granted = all_->change(holder_, bytes_, counted);
  if (granted) bytes_ = counted;
  refused_ = refused_ || !granted;
  return granted;
}

// Less is always granted.
bool HeldBytes::change(const std::string& holder, std::size_t from, std::size_t to) {
  const std::lock_guard lock(mutex_);
  const auto found = by_holder_.find(holder);
  const std::size_t others_of_holder = found == by_holder_.end() ? 0 : found->second - from;
  if (to > from) {
    if (to > at_most_ || total_ - from > at_most_ - to) return false;
    if (others_of_holder > 0 && others_of_holder + to > at_most_ / 2) return false;
  }
  total_ = total_ - from + to;
  if (others_of_holder + to > 0)
    by_holder_[holder] = others_of_holder + to;
  else if (found != by_holder_.end())
    by_holder_.erase(found);
  return true;
}

}  // namespace frontdesk::http
