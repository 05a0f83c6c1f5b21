// The mails of a folder that wait, oldest first: which to ask for next, and how far all are done.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "intake/imap/settings.h"
#include "intake/imap/suspect.h"
#include "rules/base/clock.h"

namespace frontdesk::imap {

class Backlog {
 public:
  // What is to be asked next: the sizes of these, the bodies of these, or nothing.
  struct Job {
    enum class Kind : std::uint8_t { none, sizes, bodies };
    Kind kind = Kind::none;
    std::vector<Uid> uids;
  };

  // `settings` outlives it.
  Backlog(const Settings& settings, Uid cursor) : settings_(settings), cursor_(cursor) {}

  // Nothing is known any more, and the cursor is 0.
  void begin_again();
  // A search found these, ascending. What was done above the cursor stays done, what was put off
  // waits again.
  void found(const std::vector<Uid>& uids);
  Job next() const;

  void ask_sizes(const std::vector<Uid>& uids);
  // False for a mail that was not asked for, or is known.
  bool sized(Uid uid, std::uint64_t size, std::optional<Instant> received);
  // What got no size is fetched alone.
  void sizes_answered();

  void ask_bodies(const std::vector<Uid>& uids);
  // A mail came whole: true once for each that was asked for.
  bool handed(Uid uid, std::uint64_t bytes);
  bool is_asked(Uid uid) const;
  // Those that did not come are asked for alone; the one that was alone is returned.
  std::optional<Uid> bodies_answered();
  Fetching fetching() const;

  void done(Uid uid);
  void put_off(Uid uid);
  // False where the driver has this mail not, or has answered.
  bool is_handed(Uid uid) const;

  Uid cursor() const { return cursor_; }
  // The cursor once these, ascending, are done too.
  Uid cursor_with(std::span<const Uid> uids) const;
  std::size_t unanswered() const { return handed_; }
  std::uint64_t held() const { return held_; }
  // Those neither taken nor parked, and when the oldest of them came, where that is known.
  std::size_t waiting() const { return waiting_; }
  std::optional<Instant> oldest() const;
  std::uint64_t size_of(Uid uid) const;
  std::optional<Instant> received(Uid uid) const;

 private:
  enum class Stage : std::uint8_t {
    found,
    sized,
    alone,
    asked,
    asked_alone,
    handed,
    put_off,
    done
  };
  struct Item {
    Uid uid = 0;
    Stage stage = Stage::found;
    bool asked_size = false;
    std::uint64_t size = 0;
    std::uint64_t held = 0;
    std::optional<Instant> received = {};
  };

  Item* find(Uid uid);
  const Item* find(Uid uid) const;
  void settle();

  const Settings& settings_;
  std::vector<Item> items_;  // ascending
  std::size_t first_ = 0;    // the first that is not done
  std::size_t handed_ = 0, waiting_ = 0;
  std::uint64_t held_ = 0;
  Uid cursor_ = 0;
};

}  // namespace frontdesk::imap
