// What we tell a provider to do with a call, in nobody's dialect. A list is done in its order, and
// ends the call where nothing of it goes on (Ask, Dial, Record and Redirect do, by their `next`).
//
// `next` and `status` are absolute public URLs of ours. The provider asks `next` what to do then,
// and only tells `status` what happened. Holding a caller is Say, Play or Pause and then Redirect,
// again and again: each round's `next` has to differ (a count in its query), since some providers
// have no other thing that tells one round's webhook from another's.
#pragma once

#include <boost/describe.hpp>
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "rules/base/result.h"

namespace frontdesk::voice {

// A text for speech: plain, no markup; an empty one is left out. `language` as in BCP 47: "en-US";
// the provider's own where it is empty.
struct Say {
  std::string text, language;
};

struct Play {
  std::string url;  // a sound file
};

struct Pause {
  std::chrono::seconds length{1};
};

// Says the text and waits for keys, fewer where # is pressed. `next` is asked either way, with none
// where none came within `patience`. The last of a list.
struct Ask {
  std::string text, language;
  unsigned keys = 1;
  std::chrono::seconds patience{8};
  std::string next;
};

// Connects the caller with `target`, "+12125550142" or "sip:desk@pbx.example". `next` is asked when
// nobody answered within `patience`, and when the two have parted. The last of a list.
struct Dial {
  std::string target;
  std::string caller_id;  // what the target sees; the provider's own where it is empty
  std::chrono::seconds patience{20};
  bool record = false;
  std::string status;  // told when the target rings, answers, hangs up
  std::string next;
};

// Takes a message after a beep. `next` is asked at its end; its link may come there or to `status`.
// The last of a list.
struct Record {
  std::chrono::seconds longest{120};
  std::string finish_key = "#";
  std::string next, status;
};

struct Redirect {
  std::string next;
};

// Refuses a call that was not answered yet, so that nobody pays for it; ends one that was.
struct Reject {
  bool operator==(const Reject&) const = default;
};

struct Hangup {
  bool operator==(const Hangup&) const = default;
};

BOOST_DESCRIBE_STRUCT(Say, (), (text, language))
BOOST_DESCRIBE_STRUCT(Play, (), (url))
BOOST_DESCRIBE_STRUCT(Pause, (), (length))
BOOST_DESCRIBE_STRUCT(Ask, (), (text, language, keys, patience, next))
BOOST_DESCRIBE_STRUCT(Dial, (), (target, caller_id, patience, record, status, next))
BOOST_DESCRIBE_STRUCT(Record, (), (longest, finish_key, next, status))
BOOST_DESCRIBE_STRUCT(Redirect, (), (next))
BOOST_DESCRIBE_STRUCT(Reject, (), ())
BOOST_DESCRIBE_STRUCT(Hangup, (), ())

using CallInstruction = std::variant<Say, Play, Pause, Ask, Dial, Record, Redirect, Reject, Hangup>;

// As JSON: [{"do":"say","text":"…","language":"en-US"},…], lengths in seconds.
std::string instructions_json(std::span<const CallInstruction> list);
Result<std::vector<CallInstruction>> read_instructions(std::string_view json);

}  // namespace frontdesk::voice
