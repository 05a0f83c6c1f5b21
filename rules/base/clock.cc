#include "rules/base/clock.h"

#include <algorithm>

namespace frontdesk {
namespace {

using namespace std::chrono;

// Reads exactly `digits` digits at `at`; -1 where they are not there.
int number(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

// Writes the last `digits` digits, and returns the end.
char* put_number(char* to, unsigned value, std::size_t digits) {
  for (auto at = digits; at-- > 0; value /= 10) to[at] = static_cast<char>('0' + value % 10);
  return to + digits;
}

Problem not_an_instant(std::string_view text) {
  return problem(ProblemCode::syntax, "\"" + std::string(text.substr(0, 40)) +
                                          "\" is not an instant such as 2026-06-03T12:30:00Z");
}

}  // namespace

char* write_text(char* to, Instant instant) {
  const auto day = floor<days>(instant);
  const year_month_day date{day};
  const hh_mm_ss time{instant - day};
  const int year = static_cast<int>(date.year());  // of std::chrono: five digits, or below zero
  const auto magnitude = static_cast<unsigned>(year < 0 ? -year : year);
  const auto two_digits = [&](char mark, unsigned value) {
    *to++ = mark;
    to = put_number(to, value, 2);
  };
  if (year < 0) *to++ = '-';
  to = put_number(to, magnitude, magnitude > 9999 ? 5 : 4);
  two_digits('-', static_cast<unsigned>(date.month()));
  two_digits('-', static_cast<unsigned>(date.day()));
  two_digits('T', static_cast<unsigned>(time.hours().count()));
  two_digits(':', static_cast<unsigned>(time.minutes().count()));
  two_digits(':', static_cast<unsigned>(time.seconds().count()));
  if (const auto ms = time.subseconds().count(); ms != 0) {
    *to++ = '.';
    to = put_number(to, static_cast<unsigned>(ms), 3);
  }
  return to;
}

std::string to_text(Instant instant) {
  char text[instant_bytes + 1];
  char* end = write_text(text, instant);
  *end++ = 'Z';
  return {text, end};
}

Result<Instant> parse_instant(std::string_view text) {
  const bool shape = text.size() >= 20 && text[4] == '-' && text[7] == '-' &&
                     (text[10] == 'T' || text[10] == 't' || text[10] == ' ') && text[13] == ':' &&
                     text[16] == ':';
  if (!shape) return not_an_instant(text);
  const int y = number(text, 0, 4), mo = number(text, 5, 2), d = number(text, 8, 2);
  const int h = number(text, 11, 2), mi = number(text, 14, 2), s = number(text, 17, 2);
  if (y < 0 || mo < 0 || d < 0 || h < 0 || h > 23 || mi < 0 || mi > 59 || s < 0 || s > 60)
    return not_an_instant(text);
  const year_month_day date{year{y}, month{static_cast<unsigned>(mo)},
                            day{static_cast<unsigned>(d)}};
  if (!date.ok()) return not_an_instant(text);

  std::size_t at = 19;
  int ms = 0;
  if (text[at] == '.') {
    int scale = 100;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
      ms += (text[at] - '0') * scale;
    if (text[at - 1] == '.') return not_an_instant(text);
  }
  minutes offset{0};
  const std::string_view rest = text.substr(at);
  if (rest.size() == 6 && (rest[0] == '+' || rest[0] == '-') && rest[3] == ':') {
    const int oh = number(rest, 1, 2), om = number(rest, 4, 2);
    if (oh < 0 || oh > 23 || om < 0 || om > 59) return not_an_instant(text);
    offset = minutes{(rest[0] == '-' ? -1 : 1) * (oh * 60 + om)};
  } else if (rest != "Z" && rest != "z") {
    return not_an_instant(text);
  }
  return Instant{sys_days{date} + hours{h} + minutes{mi} + seconds{s} + milliseconds{ms} - offset};
}

Instant Ratchet::latest(Instant read) {
  const auto now = read.time_since_epoch().count();
  auto before = latest_.load(std::memory_order_relaxed);
  while (before < now && !latest_.compare_exchange_weak(before, now, std::memory_order_relaxed)) {
  }
  return Instant{milliseconds{std::max(before, now)}};
}

Instant SystemClock::now() const {
  return ratchet_.latest(floor<milliseconds>(system_clock::now()));
}

}  // namespace frontdesk
