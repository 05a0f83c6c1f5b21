// The spam rows (R191 to R214, C16 to C18) and the loop guards X1.., for email only (R213).
// Matching is done once, while distilling: one Hyperscan database of literals per field, all rows
// at once.
#pragma once

#include <boost/describe.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/base/result.h"

namespace frontdesk {

enum class Field { from, subject, body };
BOOST_DESCRIBE_ENUM(Field, from, subject, body)
enum class MatchKind { contains, begins_with };
BOOST_DESCRIBE_ENUM(MatchKind, contains, begins_with)

struct SpamRow {
  std::string id;  // "S01"
  Field field = Field::from;
  MatchKind match = MatchKind::contains;
  std::string phrase;    // as written; folded for matching
  bool dry_run = false;  // counted and shown, never filtered (C18)
  bool enabled = true;
};

// "For this MSP, this row does not filter mail with this phrase in this field" (C18).
struct SpamException {
  std::string msp, row;
  Field field = Field::from;
  std::string phrase;
  bool enabled = false;
};

// What evidence of a loop a guard asks for.
enum class LoopSign {
  auto_replied,
  null_return_path,
  own_address,
  sender_rate,
  hops,
  auto_generated
};
BOOST_DESCRIBE_ENUM(LoopSign, auto_replied, null_return_path, own_address, sender_rate, hops,
                    auto_generated)

struct LoopGuard {
  std::string id;  // "X1"
  LoopSign sign = LoopSign::auto_replied;
  bool enabled = true;
  unsigned limit = 0;  // sender_rate: mails in `period`; hops: Received lines
  std::chrono::seconds period{0};
};

// The fields of a mail as rows see them. `from` are the texts that `contains` is tried on and
// `begins_with` too: the decoded header and the addr-spec (C17).
struct MailTexts {
  std::string_view from_header;   // decoded: "Mail System <postmaster@x>"
  std::string_view from_address;  // postmaster@x
  std::string_view subject;       // decoded
  std::string_view body;          // plain text of text and HTML parts
};

// Which rows a mail hits, lowest row first. `exceptions` are indexes into SpamTable::exceptions()
// whose phrase is in the mail.
struct RowHits {
  std::vector<std::string> rows;
  std::vector<int> exceptions;
};
BOOST_DESCRIBE_STRUCT(RowHits, (), (rows, exceptions))

class SpamTable {
 public:
  SpamTable();
  // Compiles the databases. `rule_fault` where Hyperscan refuses (the loader has checked phrases).
  static Result<SpamTable> compile(std::vector<SpamRow> rows, std::vector<SpamException> exceptions,
                                   std::vector<LoopGuard> guards);
  const std::vector<SpamRow>& rows() const { return rows_; }
  const std::vector<SpamException>& exceptions() const { return exceptions_; }
  const std::vector<LoopGuard>& guards() const { return guards_; }
  const SpamRow* row(std::string_view id) const;
  const LoopGuard* guard(LoopSign sign) const;  // null where there is none or it is off

 private:
  friend class Matcher;
  struct Compiled;
  std::vector<SpamRow> rows_;
  std::vector<SpamException> exceptions_;
  std::vector<LoopGuard> guards_;
  std::shared_ptr<const Compiled> compiled_;
};

// Scratch space and buffers for matching: one per thread or per connection, never shared. Works
// with any table, growing its scratch as needed.
class Matcher {
 public:
  Matcher();
  ~Matcher();
  Matcher(Matcher&&) noexcept;
  Matcher& operator=(Matcher&&) noexcept;

  RowHits match(const SpamTable& table, const MailTexts& mail);

 private:
  struct Scratch;
  std::unique_ptr<Scratch> scratch_;
};

}  // namespace frontdesk
