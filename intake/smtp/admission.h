// How many connections there are, in all and from each address, and what those of an address hold.
// Safe from any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "intake/smtp/limits.h"
#include "intake/smtp/reply.h"

namespace frontdesk::smtp {

class Admission {
 public:
  explicit Admission(const Limits& limits) : limits_(limits) {}

  // One more connection, or the reply that refuses it. Each one that was let in leaves once.
  std::optional<Reply> enter();
  void leave();
  // The same for its address, known only after a PROXY header.
  std::optional<Reply> enter_from(const std::string& key);
  void leave_from(const std::string& key);
  // Message bytes that the connections of this address hold. Good while one of them is entered.
  std::atomic<std::uint64_t>& held_from(const std::string& key);

  std::uint64_t count() const { return count_; }
  // Many connections: the idle ones get less patience.
  bool stressed() const;

 private:
  struct FromAddress {
    std::uint64_t connections = 0;
    std::atomic<std::uint64_t> held_bytes = 0;
  };

  const Limits limits_;
  mutable std::mutex mutex_;
  std::atomic<std::uint64_t> count_ = 0;  // written under the mutex
  std::unordered_map<std::string, FromAddress> by_key_;
};

}  // namespace frontdesk::smtp
