// What a mail becomes before it is committed: parsed once, then one arrival for each line that it
// came in by. Shared by all the ways that mail comes in.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "daemon/desk/front_desk.h"
#include "daemon/desk/published.h"
#include "daemon/metrics.h"
#include "intake/distil.h"
#include "intake/thread_token.h"

namespace frontdesk {

class Distiller {
 public:
  // All outlive it. `tokens` may be replaced while it runs: keys rotate.
  Distiller(const FrontDesk& desk, const Published<const ThreadTokens>& tokens,
            ParseOptions parsing, Metrics& metrics)
      : desk_(desk), tokens_(tokens), parsing_(std::move(parsing)), metrics_(metrics) {}

  // Counts what could not be parsed.
  Mail parse(std::string_view raw) const;

  struct Copy {
    std::string line;  // an id; a line that a reload has just taken away still gets its mail
    Envelope envelope;
  };
  // One arrival for each copy, in their order. From any thread.
  std::vector<Incoming> distil(const Mail& mail, std::span<const Copy> copies, Instant at);

 private:
  // A matcher for the length of one mail. They are dear to make and not shared between threads.
  class Lent;
  std::unique_ptr<Matcher> borrow();
  void give_back(std::unique_ptr<Matcher> matcher);

  const FrontDesk& desk_;
  const Published<const ThreadTokens>& tokens_;
  const ParseOptions parsing_;
  Metrics& metrics_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Matcher>> idle_;
};

}  // namespace frontdesk
