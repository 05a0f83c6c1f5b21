// What must be so: who sent what, what was acknowledged, what may be forgotten. It knows nothing of
// rules, queues and columns.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "router/decision.h"
#include "rules/base/result.h"

namespace frontdesk::simulation {

// A promise that was not kept.
class Broken : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

inline void expect(bool holds, const std::string& says) {
  if (!holds) throw Broken(says);
}

// Whether what was refused so may have been done: the store failed meanwhile.
inline bool maybe_done(const Problem& why) {
  return why.code == ProblemCode::store_sick;
}

enum class LetterKind {
  ordinary,   // from one of the people
  gadget,     // likewise; one of the rule sets filters it
  no_id,      // likewise; without a Message-ID
  spam,       // likewise; a row hits it
  watched,    // likewise; a row hits it that a person looks after
  reply,      // likewise; to an earlier letter
  stranger,   // nobody knows who
  two_lines,  // likewise; to two lines
  consent,    // likewise; to an MSP that lets new people in
  approval,   // likewise; with a name that cannot be kept
  call,
  chat,
};

// What somebody sends, maybe several times.
struct Letter {
  std::size_t number = 0;
  LetterKind kind = LetterKind::ordinary;
  std::optional<std::size_t> person;
  std::optional<std::size_t> reply_to;  // a letter
  std::vector<std::string> to;          // addresses of lines
  std::string raw, external_id;         // `raw` of a mail
  std::string message_id() const { return "m" + std::to_string(number) + ".sim@people.example"; }
};

// A letter on one line: one arrival at most, ever.
struct Sent {
  std::size_t letter = 0;
  std::string key;                    // "" where it has none: then each sending is another
  std::vector<std::string> tried;     // the ids that it was sent with
  std::optional<std::string> stored;  // must be there
  bool acknowledged = false;
  bool must_be_erased = false, may_be_erased = false;
};

// One transaction: all of it or nothing.
struct Attempt {
  std::vector<std::pair<std::size_t, std::string>> parts;  // a Sent, and its id in this attempt
};

struct Ledger {
  std::vector<Letter> letters;
  std::vector<Sent> sent;
  std::map<std::string, std::size_t> by_key;
  std::vector<Attempt> unsure;  // failed, or nobody was told: maybe there

  // Records of the directory as edits left them; nothing inside: removed. Only those that were
  // edited. And what edits that nobody was told of may have made of them.
  std::map<std::string, std::optional<std::string>> directory;
  std::multimap<std::string, std::optional<std::string>> maybe_directory;

  // People of whom nothing may be found, since they were erased and nothing came since.
  std::set<std::size_t> gone;

  std::size_t duplicates = 0, acknowledgements = 0;

  std::size_t note(std::size_t letter, const std::string& key);
  bool is_of(const Sent& one, std::size_t person) const {
    return letters[one.letter].person == person;
  }
};

}  // namespace frontdesk::simulation
