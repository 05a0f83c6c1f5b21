// Sends a provider's commands by its API (Telnyx), in order for each call, and says when they were
// taken. Its threads end with it.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "intake/voice/adapter.h"
#include "rules/base/result.h"

namespace frontdesk::voice {

struct CommandLimits {
  std::size_t connections = 24;
  std::size_t waiting = 1'000;  // lists of commands
  std::chrono::milliseconds request{4'000};
  unsigned tries = 2;
  std::chrono::milliseconds due{9'000};  // from when it is sent; a webhook waits no longer
};

class CommandSender {
 public:
  // `api_url` without a slash at its end; `key` is the bearer token.
  CommandSender(std::string api_url, std::string key, CommandLimits limits = {});
  ~CommandSender();

  // `done` is called once, on a thread of the sender or, where it is refused at once, the caller's:
  // `unavailable` where the API cannot be reached or too much waits, `invalid` where it refuses.
  void send(std::vector<Command> commands, std::function<void(Result<void>)> done);

 private:
  class Worker;
  const std::chrono::milliseconds due_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace frontdesk::voice
