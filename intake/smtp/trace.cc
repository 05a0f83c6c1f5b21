#include "intake/smtp/trace.h"

#include <array>
#include <chrono>
#include <cstdio>

namespace frontdesk::smtp {
namespace {

// RFC 3848 and RFC 6531, 4.3.
std::string protocol(const Trace& trace) {
  std::string name = trace.lmtp ? "LMTP" : "SMTP";
  if (trace.utf8)
    name.insert(0, "UTF8");
  else if (trace.extended && !trace.lmtp)
    name.insert(0, "E");
  if (trace.tls) name += 'S';
  return name;
}

}  // namespace

std::string mail_date(Instant at) {
  static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d +0000",
                days[std::chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
                months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  return text.data();
}

std::string received_line(const Trace& trace, Instant at) {
  std::string line = "Received: from ";
  line += trace.helo;
  const bool v6 = trace.peer.find(':') != trace.peer.npos;
  const bool address = v6 || trace.peer.find('.') != trace.peer.npos;
  line += address ? (v6 ? " ([IPv6:" : " ([") : " (";
  line += trace.peer;
  line += address ? "])\r\n\tby " : ")\r\n\tby ";
  line += trace.host;
  line += " with ";
  line += protocol(trace);
  line += ";\r\n\t";
  line += mail_date(at);
  line += "\r\n";
  return line;
}

}  // namespace frontdesk::smtp
