// One question to simulate: what would become of this?
#pragma once

#include <boost/json/fwd.hpp>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "intake/thread_token.h"
#include "router/decide.h"
#include "rules/rule_set.h"

namespace frontdesk::cli {

struct Question {
  Channel channel = Channel::voice;
  std::string from, to;
  std::optional<Instant> at;  // now, where there is none
  std::string subject, body;
  std::string raw;  // path of a mail's file; "" for subject and body

  // Keeps the buffers.
  void clear();
};

// Whether a question may name a mail's file: not over the network.
enum class RawFile { allowed, refused };

// Reads an object with the members channel, from, to, at, subject, body, raw. Another member is
// refused, since a misspelt one would change the answer in silence.
Result<void> read_question(const boost::json::value& value, RawFile raw, Question& question);

// Reads the lines of a batch. One reader serves many and reuses its memory.
class QuestionReader {
 public:
  QuestionReader();
  ~QuestionReader();
  Result<void> read(std::string_view line, Question& question);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

// Decides questions, each alone and with an empty context, and renders the steps.
class Simulator {
 public:
  Simulator(const RuleSet& rules, const Directory& directory);
  Result<Decision> answer(const Question& question);

 private:
  Result<Arrival> arrival_of(const Question& question, Instant at);
  Result<Arrival> mail_of(const Question& question, Instant at);
  Result<const Line*> line_of(const Question& question);

  const RuleSet& rules_;
  const Directory& directory_;
  const ThreadTokens tokens_;
  Matcher matcher_;
  SystemClock clock_;
  // The line that was named last: a batch names few.
  std::string named_;
  const Line* line_ = nullptr;
};

}  // namespace frontdesk::cli
