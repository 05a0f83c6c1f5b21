#include "daemon/cli/earlier.h"

#include "daemon/cli/table.h"
#include "rules/base/names.h"

namespace frontdesk::cli {
namespace {

constexpr std::size_t page = 500;
// Clocks are set back at times.
constexpr std::chrono::hours slack{1};

// The first position whose event is not older than `since`; the journal is in the order of time.
Result<Position> first_since(const JournalPages& journal, Instant since, Position end) {
  Position low = 1;
  while (low < end) {
    const auto middle = low + (end - low) / 2;
    const auto found = journal(middle, 1);
    if (!found) return found.error();
    if (!found->empty() && found->front().at < since)
      low = middle + 1;
    else
      end = middle;
  }
  return low;
}

std::string joined(const std::vector<std::string>& words) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

}  // namespace

Result<std::vector<Event>> earlier_decisions(const JournalPages& journal, const Event& last) {
  std::vector<Event> earlier;
  if (last.kind == EventKind::arrived || last.arrival.empty() || !last.decision) return earlier;
  auto next = first_since(journal, last.decision->at - slack, last.position);
  if (!next) return next.error();
  while (*next < last.position) {
    auto events = journal(*next, page);
    if (!events) return events.error();
    if (events->empty()) break;
    *next = events->back().position + 1;
    for (auto& event : *events)
      if (event.position < last.position && event.arrival == last.arrival && event.decision)
        earlier.push_back(std::move(event));
  }
  return earlier;
}

std::string earlier_text(const std::vector<Event>& events) {
  Table table({"position", "at", "event", "by", "outcome", "queue", "reasons"});
  for (const auto& event : events)
    table.row({std::to_string(event.position), to_text(event.at), std::string(name_of(event.kind)),
               event.by, std::string(name_of(event.decision->outcome)),
               event.decision->queue.value_or(""), joined(event.decision->reasons)});
  return table.empty() ? "" : "Earlier decisions\n" + table.text();
}

}  // namespace frontdesk::cli
