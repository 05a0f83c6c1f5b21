// What all connections keep in memory together: bodies that come in, what is made of them, and
// answers on their way out. Safe from any thread.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace frontdesk::http {

class HeldBytes {
 public:
  explicit HeldBytes(std::size_t at_most) : at_most_(at_most) {}

  // What one request holds: its body, what is made of it, the answer. What is small is not counted:
  // the number of connections bounds it, and so whoever looks after a full daemon gets an answer.
  class Share {
   public:
    // `holder` is whose it is. Nobody gets more than half, so that nobody keeps out the rest; but
    // for one thing alone that is larger.
    Share(std::shared_ptr<HeldBytes> all, std::string holder);
    ~Share();
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

    // Holds so many bytes from now on; false where that would pass a bound, and then as many as
    // before.
    bool hold(std::size_t bytes);
    // True where a call of `hold` was refused.
    bool refused() const { return refused_; }
    // False where so many would be refused also if nothing else were held.
    bool could_ever_hold(std::size_t bytes) const { return bytes <= all_->at_most_; }
    // An empty one of the same holder, beside this one.
    std::shared_ptr<Share> another() const { return std::make_shared<Share>(all_, holder_); }

   private:
    const std::shared_ptr<HeldBytes> all_;
    const std::string holder_;
    std::size_t bytes_ = 0;
    bool refused_ = false;
  };

 private:
  bool change(const std::string& holder, std::size_t from, std::size_t to);

  const std::size_t at_most_;
  std::mutex mutex_;
  std::size_t total_ = 0;
  std::map<std::string, std::size_t> by_holder_;
};

}  // namespace frontdesk::http
