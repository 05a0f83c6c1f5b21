#include "daemon/voice/command_sender.h"

#include <curl/curl.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "rules/base/text_hash.h"

namespace frontdesk::voice {
namespace {

struct Job {
  std::vector<Command> commands;
  std::chrono::steady_clock::time_point due;  // later it is of no use: the webhook comes again
  std::function<void(Result<void>)> done;
};

struct EasyEnd {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};
struct ListEnd {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

constexpr std::chrono::milliseconds between_tries{200};

std::size_t pass_over(char*, std::size_t size, std::size_t count, void*) {
  return size * count;  // what the API says beside its status is of no use
}

}  // namespace

class CommandSender::Worker {
 public:
  Worker(const std::string& api_url, const std::string& key, const CommandLimits& limits)
      : api_url_(api_url), limits_(limits), curl_(curl_easy_init()) {
    for (const auto& line : {"Authorization: Bearer " + key,
                             std::string("Content-Type: application/json"), std::string("Expect:")})
      headers_.reset(curl_slist_append(headers_.release(), line.c_str()));
    thread_ = std::thread([this] { run(); });
  }
  ~Worker() {
    stop();
    thread_.join();
    for (auto& job : jobs_) job.done(problem(ProblemCode::unavailable, "the daemon is ending"));
  }

  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_one();
  }

  bool add(Job& job) {
    {
      const std::lock_guard lock(mutex_);
      if (jobs_.size() >= limits_.waiting) return false;
      jobs_.push_back(std::move(job));
    }
    wake_.notify_one();
    return true;
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [&] { return stopping_ || !jobs_.empty(); });
      if (stopping_) return;
      auto job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job.done(all(job));
      lock.lock();
    }
  }

  Result<void> all(const Job& job) {
    for (const auto& command : job.commands) {
      if (std::chrono::steady_clock::now() > job.due)
        return problem(ProblemCode::timeout, "the provider's API is too slow");
      if (auto ok = one(command); !ok) return ok;
    }
    return {};
  }

  // Tried again where it may not have come through: the API knows a command by its id.
  Result<void> one(const Command& command) {
    for (unsigned tried = 1;; ++tried) {
      const auto status = post(command);
      if (status >= 200 && status < 300) return {};
      if (status == 404 || status == 410 || status == 422) return {};  // the caller has hung up
      const bool later = status == 0 || status == 429 || status >= 500;
      if (!later)
        return problem(ProblemCode::invalid,
                       "the provider's API answers " + std::to_string(status));
      if (tried >= limits_.tries)
        return problem(ProblemCode::unavailable, "the provider's API cannot be reached");
      std::unique_lock lock(mutex_);
      if (wake_.wait_for(lock, between_tries * tried, [&] { return stopping_; }))
        return problem(ProblemCode::unavailable, "the daemon is ending");
    }
  }

  // 0 where there is no answer.
  long post(const Command& command) {
    auto* curl = curl_.get();
    if (!curl) return 0;
    const auto url = api_url_ + command.path;
    curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "https,http");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers_.get());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, command.body.c_str());
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, static_cast<long>(command.body.size()));
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, pass_over);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(limits_.request.count()));
    if (curl_easy_perform(curl) != CURLE_OK) return 0;
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return status;
  }

  const std::string api_url_;
  const CommandLimits limits_;
  std::unique_ptr<CURL, EasyEnd> curl_;
  std::unique_ptr<curl_slist, ListEnd> headers_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  bool stopping_ = false;
  std::thread thread_;
};

CommandSender::CommandSender(std::string api_url, std::string key, CommandLimits limits)
    : due_(limits.due) {
  for (std::size_t i = 0; i < limits.connections; ++i)
    workers_.push_back(std::make_unique<Worker>(api_url, key, limits));
}

CommandSender::~CommandSender() {
  for (auto& worker : workers_)
    worker->stop();  // all at once, then one after another is waited for
}

void CommandSender::send(std::vector<Command> commands, std::function<void(Result<void>)> done) {
  if (commands.empty()) return done({});
  // One call, one worker: its commands stay in order.
  const auto call = commands.front().path.substr(0, commands.front().path.find("/actions"));
  auto& worker = *workers_[TextHash{}(call) % workers_.size()];
  Job job{std::move(commands), std::chrono::steady_clock::now() + due_, std::move(done)};
  if (!worker.add(job))
    job.done(problem(ProblemCode::unavailable, "too many commands wait for the provider's API"));
}

}  // namespace frontdesk::voice
