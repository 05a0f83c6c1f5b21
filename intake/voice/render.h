// What the renderers share.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "intake/voice/call_instruction.h"

namespace frontdesk::voice {

// One lambda for each kind of instruction.
template <class... Each>
struct Kinds : Each... {
  using Each::operator()...;
};
template <class... Each>
Kinds(Each...) -> Kinds<Each...>;

inline std::string whole(std::chrono::seconds length) {
  return std::to_string(length.count());
}

inline bool is_sip(std::string_view target) {
  return target.starts_with("sip:") || target.starts_with("sips:");
}

}  // namespace frontdesk::voice
