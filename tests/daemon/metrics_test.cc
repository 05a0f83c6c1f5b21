// The metrics' table and page.
#include "daemon/metrics.h"

#include <doctest/doctest.h>
#include <prometheus/counter.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>

using namespace frontdesk;
using namespace std::chrono_literals;

namespace {

bool has(const std::string& page, const std::string& line) {
  return ('\n' + page).find('\n' + line + '\n') != std::string::npos;
}

// One value in every metric.
void fill(Metrics& metrics) {
  for (const auto& row : metric_table()) {
    const auto act = [&](Metrics::Values values) {
      if (row.type == MetricType::counter) metrics.count(row.metric, values);
      if (row.type == MetricType::gauge) metrics.set(row.metric, values, 1);
      if (row.type == MetricType::histogram) metrics.observe(row.metric, values, 1);
    };
    switch (row.labels.size()) {
      case 0:
        act({});
        break;
      case 1:
        act({"a"});
        break;
      case 2:
        act({"a", "b"});
        break;
      default:
        act({"a", "b", "c", "d"});
    }
  }
}

}  // namespace

TEST_CASE("metrics: the table has one row for each metric, in order, with help and a prefix") {
  std::set<std::string_view> names;
  std::size_t place = 0;
  for (const auto& row : metric_table()) {
    CHECK(static_cast<std::size_t>(row.metric) == place++);
    CHECK(row.name.starts_with("frontdesk_"));
    CHECK_FALSE(row.help.empty());
    CHECK(names.insert(row.name).second);
    CHECK((row.type == MetricType::histogram) == !row.buckets.empty());
    CHECK((row.type == MetricType::counter) == row.name.ends_with("_total"));
  }
  CHECK(place == static_cast<std::size_t>(Metric::build_info) + 1);
}

TEST_CASE("metrics R115 R116: answer times have buckets that end at exactly 60 s and 7200 s") {
  Metrics metrics;
  const Metrics::Values labels{"us.voice", "normal", "false", "false"};
  metrics.observe(Metric::answer_seconds, labels, 60s);
  metrics.observe(Metric::answer_seconds, labels, 60001ms);
  metrics.observe(Metric::answer_seconds, labels, 7200s);
  metrics.observe(Metric::answer_seconds, labels, 7200001ms);
  const auto page = metrics.page();
  const std::string series =
      "frontdesk_answer_seconds_bucket{holiday=\"false\",overflow=\"false\",priority=\"normal\","
      "queue=\"us.voice\",le=";
  CHECK(has(page, series + "\"60\"} 1"));
  CHECK(has(page, series + "\"7200\"} 3"));
  CHECK(has(page, series + "\"+Inf\"} 4"));
}

TEST_CASE("metrics: arrivals and recognitions count without a look-up, all from zero") {
  Metrics metrics;
  metrics.count_arrival(Channel::email, Outcome::quarantined);
  metrics.count_arrival(Channel::ticket, Outcome::held);
  metrics.count_recognition(Recognition::not_applicable);
  const auto page = metrics.page();
  CHECK(has(page, "frontdesk_arrivals_total{channel=\"email\",outcome=\"quarantined\"} 1"));
  CHECK(has(page, "frontdesk_arrivals_total{channel=\"ticket\",outcome=\"held\"} 1"));
  CHECK(has(page, "frontdesk_arrivals_total{channel=\"voice\",outcome=\"duplicate\"} 0"));
  CHECK(has(page, "frontdesk_recognitions_total{result=\"not_applicable\"} 1"));
}

TEST_CASE("metrics: a gauge by label forgets what is not there any more") {
  Metrics metrics;
  metrics.replace(Metric::queue_depth, {{"us.voice", 3}, {"triage", 1}});
  metrics.replace(Metric::queue_depth, {{"us.voice", 2}});
  const auto page = metrics.page();
  CHECK(has(page, "frontdesk_queue_depth{queue=\"us.voice\"} 2"));
  CHECK(page.find("triage") == std::string::npos);
}

TEST_CASE("metrics: label values have a bound; more are counted as other") {
  Metrics metrics;
  for (int i = 0; i < 700; ++i) metrics.count(Metric::spam_hits, {"S" + std::to_string(i)});
  CHECK(has(metrics.page(), "frontdesk_spam_hits_total{row=\"other\"} 200"));
  metrics.count(Metric::spam_hits, {"S1"});
  CHECK(has(metrics.page(), "frontdesk_spam_hits_total{row=\"S1\"} 2"));
}

TEST_CASE("metrics: a handle of the wrong type or with the wrong labels is a bug") {
  Metrics metrics;
  CHECK_THROWS_AS(metrics.set(Metric::arrivals, {"email", "queued"}, 1), std::logic_error);
  CHECK_THROWS_AS(metrics.count(Metric::spam_hits), std::logic_error);
}

TEST_CASE("metrics: a value in a label cannot forge a line") {
  Metrics metrics;
  metrics.count(Metric::refusals, {"smtp", "a\"} 1\nforged 1"});
  CHECK_FALSE(has(metrics.page(), "forged 1"));
}

TEST_CASE("metrics: promtool accepts the page, and the process tells of itself") {
  Metrics metrics;
  fill(metrics);
  const auto page = metrics.page();
  CHECK(page.find("\nprocess_resident_memory_bytes ") != std::string::npos);
  CHECK(page.find("\nprocess_open_fds ") != std::string::npos);
  CHECK(page.find("\nprocess_start_time_seconds ") != std::string::npos);
  for (const auto& row : metric_table())
    CHECK_MESSAGE(page.find("# HELP " + std::string(row.name) + ' ') != std::string::npos,
                  std::string(row.name));
  REQUIRE_MESSAGE(std::system("command -v promtool >/dev/null") == 0,
                  "promtool comes with Debian's prometheus, see packaging/deps.sh");
  const auto file = std::filesystem::temp_directory_path() / "frontdesk-metrics-test.prom";
  std::ofstream(file) << page;
  CHECK(std::system(("promtool check metrics <" + file.string()).c_str()) == 0);
  std::filesystem::remove(file);
}
