// POST and GET /voice/{provider}/{line}: what telephone providers tell of calls and ask about them.
//
// Each request proves itself by its signature; nobody has a token here. What it tells is durable
// before it is answered, and an answer is what the caller hears next.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "daemon/desk/front_desk.h"
#include "daemon/http/routes.h"
#include "daemon/voice/voice_config.h"
#include "intake/voice/adapter.h"

namespace frontdesk::voice {

// What became of a webhook, for metrics.
enum class WebhookEnd {
  answered,
  unknown,    // no such provider, line or turn
  malformed,  // not what its provider sends
  refused,    // not signed by who it should be, or too old
  challenged,
  replayed,
  failed,  // the desk or the provider's API could not
};
BOOST_DESCRIBE_ENUM(WebhookEnd, answered, unknown, malformed, refused, challenged, replayed, failed)

// For metrics and the log: nothing of what was said in it.
struct WebhookTold {
  std::string_view provider, line, peer;
  WebhookEnd end = WebhookEnd::failed;
  std::string_view why;
};

struct WebhookServices {
  FrontDesk& desk;
  const Clock& clock;
  std::chrono::milliseconds deadline;  // of a commit, and of the provider's API
  std::function<void(const WebhookTold&)> ended;
};

// The files of secrets and keys are read now; a problem names the one that cannot be.
Result<void> add_voice_routes(http::RouteTable& table, WebhookServices services,
                              const std::vector<VoiceConfig>& config, std::string public_url);

}  // namespace frontdesk::voice
