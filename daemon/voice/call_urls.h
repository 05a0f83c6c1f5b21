// The addresses of ours that a provider calls for one line:
//
//   <public_url>/voice/<provider>/<line>               a call has come in
//   <public_url>/voice/<provider>/<line>/<turn>?round=2   what to do next
//   <public_url>/voice/<provider>/<line>/status        it only tells
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "intake/voice/script.h"

namespace frontdesk::voice {

struct CallPlace {
  Turn turn = Turn::arrive;
  unsigned round = 0;
  bool to_status = false;
};

class CallUrls {
 public:
  // `public_url` has no slash at its end.
  CallUrls(std::string_view public_url, std::string_view provider, std::string_view line);

  Places places() const;

  // Of a request's path and query, or of an address that `places` gave. Nothing where the last
  // segment names no turn.
  static std::optional<CallPlace> place_of(std::string_view last_segment, std::string_view round);
  std::optional<CallPlace> place_of(std::string_view url) const;

 private:
  std::string base_;
};

}  // namespace frontdesk::voice
