#include "daemon/cli/offline.h"
#include "daemon/cli/replayer.h"
#include "daemon/cli/stored.h"
#include "daemon/cli/table.h"
#include "daemon/cli/verbs.h"
#include "rules/base/json.h"
#include "storage/records.h"

namespace frontdesk::cli {
namespace {

constexpr std::size_t page = 500;

struct Span {
  std::optional<Instant> from, until;
  bool has(Instant at) const { return (!from || at >= *from) && (!until || at < *until); }
};

struct ReplayReport {
  std::string rules;
  std::uint64_t decided = 0, moved = 0, facts_erased = 0;
  std::vector<Replayed> arrivals;  // those that would move, and those whose facts are erased
};
BOOST_DESCRIBE_STRUCT(ReplayReport, (), (rules, decided, moved, facts_erased, arrivals))

Result<std::optional<Instant>> bound(const std::string& text, const char* option) {
  if (text.empty()) return std::optional<Instant>();
  // A day alone is its first instant.
  const auto instant = parse_instant(text.size() == 10 ? text + "T00:00:00Z" : text);
  if (!instant)
    return problem(ProblemCode::invalid, std::string(option) + ": " + instant.error().says);
  return std::optional<Instant>(*instant);
}

Result<Span> span_of(const Options& options) {
  const auto from = bound(options.from, "--from");
  if (!from) return from.error();
  const auto until = bound(options.until, "--to");
  if (!until) return until.error();
  return Span{*from, *until};
}

Result<void> replay_all(const Reader& reader, const Span& span, Replayer& replayer,
                        ReplayReport& report, Io& io) {
  Progress progress(io, "arrivals");
  for (Position next = 1;;) {
    const auto events = get_events(reader, next, page);
    if (!events) return events.error();
    if (events->empty()) return {};
    next = events->back().position + 1;
    for (const auto& event : *events) {
      if (event.kind != EventKind::arrived || !event.decision || !span.has(event.decision->at))
        continue;
      auto replayed = replayer.replay(event);
      if (!replayed) return replayed.error();
      ++report.decided;
      report.moved += replayed->result == ReplayResult::moved;
      report.facts_erased += replayed->result == ReplayResult::facts_erased;
      if (replayed->result != ReplayResult::same) report.arrivals.push_back(std::move(*replayed));
      progress.at(report.decided);
    }
  }
}

void print(const ReplayReport& report, Io& io) {
  Table table({"arrival", "ticket", "at", "what would move"});
  for (const auto& one : report.arrivals) {
    if (one.result == ReplayResult::facts_erased)
      table.row({one.arrival, one.ticket, to_text(one.at), "facts erased"});
    for (const auto& change : one.changes)
      table.row({one.arrival, one.ticket, to_text(one.at), change});
  }
  io.out << table.text(io.columns) << report.moved << " of "
         << counted(report.decided, "arrival", "arrivals") << " would move";
  if (report.facts_erased > 0) io.out << ", " << report.facts_erased << " with their facts erased";
  io.out << "\nrules " << report.rules << '\n';
}

}  // namespace

Result<int> replay(const Options& options, Io& io) {
  const auto span = span_of(options);
  if (!span) return span.error();
  const auto rules = rules_of(options, io);
  if (!rules) return rules.error();
  const auto store = open_store(options);
  if (!store) return store.error();
  const auto directory = stored_directory(**store, **rules, io);
  if (!directory) return directory.error();
  Replayer replayer(**store, **rules, *directory);
  ReplayReport report;
  report.rules = (*rules)->hash;
  if (auto ok = replay_all(**store, *span, replayer, report, io); !ok) return ok.error();
  if (options.json)
    io.out << to_json(report) << '\n';
  else
    print(report, io);
  return 0;
}

}  // namespace frontdesk::cli
