// A value behind a pointer that one thread replaces and any thread reads: Published<const RuleSet>.
// A reader keeps what it took.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace frontdesk {

// std::atomic<std::shared_ptr> of g++ 12 is not clean under ThreadSanitizer; the lock is held for
// one pointer copy.
template <class T>
class Published {
 public:
  Published() = default;
  explicit Published(std::shared_ptr<T> value) : value_(std::move(value)) {}

  std::shared_ptr<T> get() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }
  void set(std::shared_ptr<T> value) {
    const std::lock_guard lock(mutex_);
    value_.swap(value);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<T> value_;
};

}  // namespace frontdesk
