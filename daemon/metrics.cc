#include "daemon/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <map>
#include <mutex>
#include <stdexcept>
#include <variant>

#include "daemon/process_metrics.h"
#include "rules/base/json.h"

namespace frontdesk {
namespace {

// More combinations of label values than this come from a mistake or from an attack.
constexpr std::size_t max_series = 500;

using AnyFamily =
    std::variant<prometheus::Family<prometheus::Counter>*, prometheus::Family<prometheus::Gauge>*,
                 prometheus::Family<prometheus::Histogram>*>;

// One metric: its family and the series that were made so far.
struct Series {
  const MetricRow* row = nullptr;
  AnyFamily family;
  std::map<std::vector<std::string>, void*> made;
};

AnyFamily make_family(prometheus::Registry& registry, const MetricRow& row) {
  const std::string name(row.name), help(row.help);
  if (row.type == MetricType::counter)
    return &prometheus::BuildCounter().Name(name).Help(help).Register(registry);
  if (row.type == MetricType::gauge)
    return &prometheus::BuildGauge().Name(name).Help(help).Register(registry);
  return &prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}

prometheus::Labels labels_of(const MetricRow& row, const std::vector<std::string>& values) {
  prometheus::Labels labels;
  for (std::size_t i = 0; i < row.labels.size(); ++i)
    labels.emplace(std::string(row.labels[i]), values[i]);
  return labels;
}

}  // namespace

struct Metrics::Families {
  std::mutex mutex;
  prometheus::Registry registry;
  std::vector<Series> all;

  template <class T>
  T& get(Metric metric, Values values) {
    auto& series = all.at(static_cast<std::size_t>(metric));
    auto* const* family = std::get_if<prometheus::Family<T>*>(&series.family);
    if (!family || values.size() != series.row->labels.size())
      throw std::logic_error("not of this type or with these labels: " +
                             std::string(series.row->name));
    std::vector<std::string> key(values.begin(), values.end());
    const std::lock_guard lock(mutex);
    if (series.made.size() >= max_series && !series.made.contains(key))
      key.assign(key.size(), "other");
    auto& made = series.made[key];
    if (!made) {
      const auto labels = labels_of(*series.row, key);
      if constexpr (std::is_same_v<T, prometheus::Histogram>)
        made = &(*family)->Add(labels, series.row->buckets);
      else
        made = &(*family)->Add(labels);
    }
    return *static_cast<T*>(made);
  }
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {
  for (const auto& row : metric_table())
    families_->all.push_back({&row, make_family(families_->registry, row), {}});
  using boost::describe::describe_enumerators;
  boost::mp11::mp_for_each<describe_enumerators<Channel>>([&](auto channel) {
    boost::mp11::mp_for_each<describe_enumerators<Outcome>>([&](auto outcome) {
      arrivals_[static_cast<std::size_t>(channel.value)][static_cast<std::size_t>(outcome.value)] =
          &counter(Metric::arrivals,
                   {std::string_view(channel.name), std::string_view(outcome.name)});
    });
  });
  boost::mp11::mp_for_each<describe_enumerators<Recognition>>([&](auto result) {
    recognitions_[static_cast<std::size_t>(result.value)] =
        &counter(Metric::recognitions, {std::string_view(result.name)});
  });
  // Series without labels stand on the page from the start, at zero.
  for (const auto& row : metric_table()) {
    if (!row.labels.empty()) continue;
    if (row.type == MetricType::counter) counter(row.metric);
    if (row.type == MetricType::gauge) gauge(row.metric);
    if (row.type == MetricType::histogram) histogram(row.metric);
  }
  set(Metric::build_info, {FRONTDESK_VERSION}, 1);
}

Metrics::~Metrics() = default;

void Metrics::count_arrival(Channel channel, Outcome outcome) {
  arrivals_.at(static_cast<std::size_t>(channel))
      .at(static_cast<std::size_t>(outcome))
      ->Increment();
}

void Metrics::count_recognition(Recognition recognition) {
  recognitions_.at(static_cast<std::size_t>(recognition))->Increment();
}

prometheus::Counter& Metrics::counter(Metric metric, Values values) {
  return families_->get<prometheus::Counter>(metric, values);
}

prometheus::Gauge& Metrics::gauge(Metric metric, Values values) {
  return families_->get<prometheus::Gauge>(metric, values);
}

prometheus::Histogram& Metrics::histogram(Metric metric, Values values) {
  return families_->get<prometheus::Histogram>(metric, values);
}

void Metrics::count(Metric metric, Values values, double by) {
  counter(metric, values).Increment(by);
}

void Metrics::set(Metric metric, Values values, double value) {
  gauge(metric, values).Set(value);
}

void Metrics::observe(Metric metric, Values values, double value) {
  histogram(metric, values).Observe(value);
}

void Metrics::replace(Metric metric, const std::map<std::string, double>& values) {
  auto& series = families_->all.at(static_cast<std::size_t>(metric));
  if (series.row->labels.size() != 1) throw std::logic_error("replace is for one label");
  auto* family = std::get<prometheus::Family<prometheus::Gauge>*>(series.family);
  {
    const std::lock_guard lock(families_->mutex);
    std::erase_if(series.made, [&](const auto& entry) {
      if (values.contains(entry.first.front())) return false;
      family->Remove(static_cast<prometheus::Gauge*>(entry.second));
      return true;
    });
  }
  for (const auto& [label, value] : values) set(metric, {label}, value);
}

std::string Metrics::page() const {
  auto families = families_->registry.Collect();
  add_process_metrics(families);
  std::erase_if(families, [](const auto& family) { return family.metric.empty(); });
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace frontdesk
