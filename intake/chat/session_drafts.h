// Inside the session: the messages of a connection that wait for their commit.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "intake/chat/session.h"

namespace frontdesk::chat {

// The first one's contents are with the desk; the rest wait here.
struct Session::Draft {
  std::string id;
  std::variant<Message, Form> what;
  std::size_t bytes = 0;
};

struct Session::Drafts {
  std::vector<Draft> waiting;
  std::size_t bytes = 0;
  // A message that was refused for now: until it comes again nothing may overtake it. Not even
  // where an earlier connection has it committed meanwhile: what was refused behind it must come
  // first.
  std::string owed;
  std::uint64_t orders = 0;  // what was refused for that

  void owe(std::string_view id) {
    owed = id;
    orders = 0;
  }
  bool is_empty() const { return waiting.empty() && owed.empty(); }
};

}  // namespace frontdesk::chat
