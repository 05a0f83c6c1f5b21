// What every process tells of itself under the names that Prometheus expects.
#pragma once

#include <prometheus/metric_family.h>

#include <vector>

namespace frontdesk {

// Adds resident memory, CPU time, open descriptors and their limit, threads, start time. What the
// system does not tell is left out.
void add_process_metrics(std::vector<prometheus::MetricFamily>& page);

}  // namespace frontdesk
