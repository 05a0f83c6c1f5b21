// The telephone providers, each a row of one table: how its webhooks are verified, what they tell,
// and how it is answered.
//
// clang-format off
//   auto webhook = make_webhook(method, url, headers, body, now);   // 400, 413 where it fails
//   const auto verdict = adapter->verify(*webhook, secrets);        // 403, 401, 503 unless accepted
//   if (replays.seen(verdict.once, address, now) == replayed) …     // see Verdict
//   auto event = adapter->parse(*webhook);                          // 400 where it fails
//   const auto answer = adapter->render(instructions, {*event, secrets});
// clang-format on
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "intake/voice/call_event.h"
#include "intake/voice/call_instruction.h"
#include "intake/voice/webhook.h"

namespace frontdesk::voice {

// The newest first: any of them holds, so that a secret can be changed without losing a call. What
// each provider's is, is said beside its row.
using Secrets = std::span<const std::string>;

struct Verdict {
  enum class Kind : std::uint8_t {
    accepted,
    refused,    // 403, without a hint
    challenge,  // 401 with `WWW-Authenticate: Basic`: some call first without credentials
    retry,      // 503: its sender is asked to come again, properly signed
  };
  Kind kind = Kind::refused;
  // SHA-256 of what was signed, as hex. A webhook with one that was seen is the same one, sent
  // again by the provider or by somebody who recorded it: it may get the same answer, and changes
  // nothing. To be kept for twice the tolerance where there is a signed time, else as long as the
  // call can still be talked of.
  std::string once;
  std::optional<Instant> signed_at;

  bool accepted() const { return kind == Kind::accepted; }
};

// A call of a provider's API, to be sent with its API key as bearer token, in order. Sent again
// within a minute it does nothing: its body has an id that is the same for the same webhook.
struct Command {
  std::string path;  // "/v2/calls/…/actions/speak"
  std::string body;  // JSON
};

struct Answer {
  std::string content_type, body;  // both empty: 200 with no body
  std::vector<Command> commands;
};

struct RenderContext {
  const CallEvent& event;  // what is answered
  Secrets secrets;         // Bandwidth is told what to authenticate its next webhook with
};

struct Adapter {
  std::string_view name;
  Verdict (*verify)(const Webhook&, Secrets);
  // Of an accepted webhook. What it is silent of is left as it is in CallEvent.
  Result<CallEvent> (*parse)(const Webhook&);
  // For an event that only tells: an empty answer, whatever the list.
  Answer (*render)(std::span<const CallInstruction>, const RenderContext&);
  bool records;  // can take a message, and record two who talk
};

std::span<const Adapter> adapters();
const Adapter* find_adapter(std::string_view name);

}  // namespace frontdesk::voice
