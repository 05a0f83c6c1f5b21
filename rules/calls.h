// What callers hear, how long they wait and where they are put through to (calls.toml). Outside of
// the decision: it says what becomes of a call, this how a caller is told.
#pragma once

#include <boost/describe.hpp>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace frontdesk {

// What is said, by its occasion. "{msp}" becomes the MSP's name, "{position}" the caller's own
// place in the queue, from 1, and "{partner}" the lines of partner support.
enum class CallText {
  greeting,          // in the MSP's name
  neutral_greeting,  // nobody is known yet, and the line is shared (C27)
  recording,         // the call may be recorded
  welcome_back,      // called again within `redial`: the place is kept
  position,          // the caller's own place
  hold,              // in between
  outside,           // outside coverage (C9)
  voicemail,         // before the beep
  callback_offer,    // press 1
  callback_taken,
  message_taken,
  partner,    // for the MSPs' own staff: where to turn instead (R107 to R113, C28)
  pending,    // unknown people: the MSP is asked first
  not_served  // not active, not enabled, refused
};
BOOST_DESCRIBE_ENUM(CallText, greeting, neutral_greeting, recording, welcome_back, position, hold,
                    outside, voicemail, callback_offer, callback_taken, message_taken, partner,
                    pending, not_served)

// When nobody answers within the longest wait.
enum class NobodyChoice { voicemail, callback };
BOOST_DESCRIBE_ENUM(NobodyChoice, voicemail, callback)

struct CallsOfMsp {
  std::string msp;
  std::string name;      // as it is said; "" takes the directory's
  std::string language;  // "" takes the file's
  std::optional<bool> recording;
};

struct CallTarget {
  std::string queue;
  std::string dial;  // E.164 or "sip:…"
};

struct CallRules {
  std::chrono::seconds longest_wait{600};
  std::chrono::seconds round{20};          // of holding, before the place is told again
  std::chrono::seconds ring{30};           // at a target
  std::chrono::seconds redial{600};        // who calls again within it has kept the place
  std::chrono::seconds short_hang_up{10};  // sooner given up counts apart
  std::chrono::seconds longest_message{180};
  NobodyChoice nobody = NobodyChoice::voicemail;
  bool recording = false;  // calls are recorded, and callers are told so
  std::string language = "en-US";
  std::vector<CallTarget> targets;
  std::vector<CallsOfMsp> msps;
  std::map<std::string, std::map<CallText, std::string>, std::less<>> wording;  // by language

  // Where calls of the queue are put through to; "" where a technician takes them.
  std::string_view target_of(std::string_view queue) const;
  // Null where the MSP has nothing of its own.
  const CallsOfMsp* of(std::string_view msp) const;
  // In this language, else in one of the same root ("de-AT": "de"), else in English.
  std::string_view text(std::string_view language, CallText which) const;
};

// What a caller hears where no file says anything else.
std::map<CallText, std::string> english_wording();

}  // namespace frontdesk
