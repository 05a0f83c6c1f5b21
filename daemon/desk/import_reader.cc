#include "daemon/desk/import_reader.h"

#include <utility>

namespace frontdesk {

ImportReader::ImportReader() : thread_([this] { work(); }) {}

ImportReader::~ImportReader() {
  stop();
}

Result<void> ImportReader::start(std::function<Tell()> read) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return problem(ProblemCode::unavailable, "the daemon is ending; come again");
  if (busy_) return problem(ProblemCode::store_busy, "another import is being read; come again");
  busy_ = true;
  read_ = std::move(read);
  wake_.notify_one();
  return {};
}

void ImportReader::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_one();
  }
  if (thread_.joinable()) thread_.join();
}

void ImportReader::work() {
  for (;;) {
    std::function<Tell()> read;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return read_ || stopping_; });
      if (!read_) return;
      read = std::exchange(read_, nullptr);
    }
    const auto tell = read();
    {
      const std::lock_guard lock(mutex_);
      busy_ = false;
    }
    tell();
  }
}

}  // namespace frontdesk
