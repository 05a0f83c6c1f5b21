// Log lines and their catalogue.
#include "daemon/log.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>
#include <set>
#include <vector>

using namespace frontdesk;
using namespace std::chrono_literals;

namespace {

const Instant now = *parse_instant("2026-06-03T12:00:00Z");

}  // namespace

TEST_CASE("log: every message has an id of its own, and trouble comes with advice") {
  std::set<std::string_view> ids;
  for (const auto& message : log_messages()) {
    CHECK(ids.insert(message.id).second);
    CHECK_FALSE(message.text.empty());
    if (message.level >= LogLevel::warning)
      CHECK_MESSAGE(!message.advice.empty(), std::string(message.id));
  }
}

TEST_CASE("log: a JSON line has the event, the arrival and the advice") {
  const auto line = log_line(Log::Format::json, now, say::store_mended,
                             {{"arrival", "a-1"}, {"reason", "a\n\"b\""}}, 3);
  CHECK(line.find('\n') == std::string::npos);
  const auto value = boost::json::parse(line);
  CHECK(value.at("at") == "2026-06-03T12:00:00Z");
  CHECK(value.at("level") == "warning");
  CHECK(value.at("event") == "STORE_MENDED");
  CHECK(value.at("arrival") == "a-1");
  CHECK(value.at("reason") == "a\n\"b\"");
  CHECK(value.at("held_back") == 3);
  CHECK(value.as_object().contains("advice"));
}

TEST_CASE("log: a text line cannot be forged by a value") {
  CHECK(log_line(Log::Format::text, now, say::listening,
                 {{"address", "127.0.0.1:25"}, {"name", "x\n2026 error FORGED: a=b"}}, 0) ==
        "2026-06-03T12:00:00Z info LISTENING: takes connections address=127.0.0.1:25 "
        "name=\"x\\n2026 error FORGED: a=b\"");
}

TEST_CASE("log: what cannot be seen is escaped, in text and in JSON") {
  const std::string name = "a\u2028b\u202ec\u200bd\u061ce\ufefff\u009bg\x7fh\U000e0041iü";
  const std::string escaped =
      R"("a\u2028b\u202ec\u200bd\u061ce\ufefff\u009bg\u007fh\udb40\udc41iü")";
  const auto text = log_line(Log::Format::text, now, say::listening, {{"name", name}}, 0);
  CHECK(text.ends_with(" name=" + escaped));
  const auto json = log_line(Log::Format::json, now, say::listening, {{"name", name}}, 0);
  CHECK(json.find("\"name\":" + escaped) != std::string::npos);
  CHECK(boost::json::parse(json).at("name").as_string() == name);
  CHECK(log_line(Log::Format::text, now, say::listening, {{"name", "\xff"}}, 0)
            .ends_with("name=\"\xEF\xBF\xBD\""));
}

TEST_CASE("log: repeated lines are counted, and the count is told") {
  LogRate rate;
  std::size_t written = 0;
  for (int i = 0; i < 50; ++i) written += rate.admit("A", now).has_value();
  CHECK(written == LogRate::lines);
  CHECK(rate.admit("B", now) == 0);
  CHECK(rate.admit("A", now + LogRate::period) == 50 - LogRate::lines);
  CHECK(rate.admit("A", now + LogRate::period) == 0);
}

TEST_CASE("log: the level and the rate decide what is written") {
  const ManualClock clock(now);
  std::vector<std::string> lines;
  Log log(Log::Format::text, LogLevel::info, clock,
          [&](std::string_view line) { lines.emplace_back(line); });
  std::size_t held_back = 0;
  log.on_held_back([&] { ++held_back; });
  log.write(say::http_answered, {{"route", "/healthz"}});
  CHECK(lines.empty());
  log.write(say::ready);
  CHECK(lines == std::vector<std::string>{
                     "2026-06-03T12:00:00Z info DAEMON_READY: listeners and store are up"});
  for (int i = 0; i < 30; ++i) log.write(say::connection_refused, {{"reason", "slow"}});
  CHECK(lines.size() == 1 + LogRate::lines);
  CHECK(held_back == 10);
}

TEST_CASE("log: lines that are written together come in order, one by one, and not before") {
  const ManualClock clock(now);
  std::vector<std::string> lines;
  Log log(Log::Format::text, LogLevel::info, clock,
          [&](std::string_view line) { lines.emplace_back(line); });
  {
    Log::Together together(log);
    together.write(say::ready);
    together.write(say::http_answered);  // below the level
    together.write(say::stopping);
    for (int i = 0; i < 30; ++i) together.write(say::connection_refused);
    CHECK(lines.empty());
  }
  REQUIRE(lines.size() == 2 + LogRate::lines);
  CHECK(lines[0].find("DAEMON_READY") != std::string::npos);
  CHECK(lines[1].find("DAEMON_STOPPING") != std::string::npos);
  { Log::Together none(log); }
  CHECK(lines.size() == 2 + LogRate::lines);
}
