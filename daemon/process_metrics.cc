#include "daemon/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace frontdesk {
namespace {

using prometheus::MetricType;

void add(std::vector<prometheus::MetricFamily>& page, const char* name, const char* help,
         MetricType type, double value) {
  prometheus::ClientMetric metric;
  if (type == MetricType::Counter)
    metric.counter.value = value;
  else
    metric.gauge.value = value;
  page.push_back({name, help, type, {metric}});
}

// Fields of /proc/self/stat after the command's name, which may hold anything: 3 is the state.
struct Stat {
  double cpu_ticks = 0, threads = 0, start_ticks = 0, virtual_bytes = 0, resident_pages = 0;
};

std::optional<Stat> read_stat() {
  std::ifstream file("/proc/self/stat");
  std::stringstream all;
  all << file.rdbuf();
  const auto text = all.str();
  const auto name_end = text.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(text.substr(name_end + 1));
  Stat stat;
  std::string field;
  for (int number = 3; fields >> field && number <= 24; ++number) {
    if (number == 14 || number == 15) stat.cpu_ticks += std::stod(field);
    if (number == 20) stat.threads = std::stod(field);
    if (number == 22) stat.start_ticks = std::stod(field);
    if (number == 23) stat.virtual_bytes = std::stod(field);
    if (number == 24) stat.resident_pages = std::stod(field);
  }
  return stat;
}

std::optional<double> boot_time() {
  std::ifstream file("/proc/stat");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("btime ")) return std::stod(line.substr(6));
  return std::nullopt;
}

std::optional<double> open_descriptors() {
  std::error_code error;
  std::filesystem::directory_iterator at("/proc/self/fd", error), end;
  if (error) return std::nullopt;
  double count = -1;  // reading the folder holds one open
  for (; at != end && !error; at.increment(error)) ++count;
  return count;
}

}  // namespace

void add_process_metrics(std::vector<prometheus::MetricFamily>& page) {
  const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  if (const auto stat = read_stat()) {
    add(page, "process_cpu_seconds_total", "CPU time in user and system mode.", MetricType::Counter,
        stat->cpu_ticks / ticks);
    add(page, "process_resident_memory_bytes", "Resident memory.", MetricType::Gauge,
        stat->resident_pages * static_cast<double>(::sysconf(_SC_PAGESIZE)));
    add(page, "process_virtual_memory_bytes", "Virtual memory.", MetricType::Gauge,
        stat->virtual_bytes);
    add(page, "process_threads", "Threads.", MetricType::Gauge, stat->threads);
    if (const auto boot = boot_time())
      add(page, "process_start_time_seconds", "When the process started, since the epoch.",
          MetricType::Gauge, *boot + stat->start_ticks / ticks);
  }
  if (const auto fds = open_descriptors())
    add(page, "process_open_fds", "Open file descriptors.", MetricType::Gauge, *fds);
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0)
    add(page, "process_max_fds", "How many descriptors may be open.", MetricType::Gauge,
        static_cast<double>(limit.rlim_cur));
}

}  // namespace frontdesk
