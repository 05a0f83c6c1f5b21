// Reads import files on a thread of its own, one at a time: a file takes seconds, and neither those
// who serve connections nor the writer may stand still for it.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "rules/base/result.h"

namespace frontdesk {

class ImportReader {
 public:
  ImportReader();
  ~ImportReader();
  ImportReader(const ImportReader&) = delete;
  ImportReader& operator=(const ImportReader&) = delete;

  // Runs `read` on the thread, then what `read` gave, which tells the result to whoever asked: the
  // next file is taken from then on. Refused at once with `store_busy` while one is being read,
  // with `unavailable` after `stop`. From any thread.
  using Tell = std::function<void()>;
  Result<void> start(std::function<Tell()> read);

  // Takes no more and waits for the file that is being read.
  void stop();

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::function<Tell()> read_;
  bool busy_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace frontdesk
