// How long to wait before the next try: it doubles from `first` to `most`, and half of it is left
// to chance, so that many mailboxes of one server do not come back together.
#pragma once

#include <chrono>

namespace frontdesk::imap {

class BackOff {
 public:
  using Wait = std::chrono::milliseconds;
  struct Bounds {
    Wait first{1'000};
    Wait most{std::chrono::minutes{15}};
  };

  BackOff() = default;
  explicit BackOff(Bounds bounds) : bounds_(bounds) {}

  // The wait after one more failure. `random` is from 0 to 1. Never less than `at_least`, which the
  // server may have asked for or the reason may have: the chance is then added.
  Wait next(double random, Wait at_least = Wait{0});
  // It worked: the next failure waits `first` again.
  void reset() { failures_ = 0; }
  unsigned failures() const { return failures_; }

 private:
  Bounds bounds_;
  unsigned failures_ = 0;
};

}  // namespace frontdesk::imap
