#include "daemon/mail_loops.h"

#include <boost/asio/executor_work_guard.hpp>

namespace frontdesk {

std::vector<boost::asio::any_io_executor> MailLoops::executors() {
  std::vector<boost::asio::any_io_executor> all;
  for (auto& loop : loops_) all.emplace_back(loop.get_executor());
  return all;
}

void MailLoops::start() {
  for (auto& loop : loops_)
    threads_.emplace_back([&loop] {
      const auto stays = boost::asio::make_work_guard(loop);
      loop.run();
    });
}

void MailLoops::stop() {
  for (auto& loop : loops_) loop.stop();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

}  // namespace frontdesk
