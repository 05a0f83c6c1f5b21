#include <algorithm>
#include <chrono>
#include <functional>
#include <thread>
#include <utility>

#include "daemon/cli/api_client.h"
#include "daemon/cli/json_view.h"
#include "daemon/cli/stored.h"
#include "daemon/cli/table.h"
#include "daemon/cli/verbs.h"
#include "rules/base/json.h"
#include "storage/records.h"

namespace frontdesk::cli {
namespace {

constexpr std::size_t page = 500;
constexpr std::chrono::seconds between_looks{1};

std::string padded(std::string text, std::size_t width) {
  text = printable(text);
  const auto columns = columns_of(text);
  text.append(columns < width ? width - columns : 0, ' ');
  return text + "  ";
}

// A line for people. The width is fixed, since the journal may have no end.
std::string columns(std::string position, std::string at, std::string kind, std::string by,
                    std::string arrival, std::string ticket, const std::string& what) {
  return padded(std::move(position), 8) + padded(std::move(at), 24) + padded(std::move(kind), 16) +
         padded(std::move(by), 10) + padded(std::move(arrival), 18) + padded(std::move(ticket), 8) +
         printable(what) + '\n';
}

std::string readable(const boost::json::value& event) {
  const auto& decision = member_of(event, "decision");
  std::string what = text_of(decision, "outcome");
  for (const char* member : {"queue", "spam_row", "reasons"}) {
    const auto value = text_of(decision, member);
    if (!value.empty()) what += (what.empty() ? "" : ", ") + value;
  }
  const auto refs = text_of(event, "refs");
  if (!refs.empty()) what += (what.empty() ? "" : ", ") + refs;
  // What joins a ticket makes none: only its decision names it.
  auto ticket = text_of(event, "ticket");
  if (ticket.empty()) ticket = text_of(decision, "ticket");
  return columns(text_of(event, "position"), text_of(event, "at"), text_of(event, "kind"),
                 text_of(event, "by"), text_of(event, "arrival"), std::move(ticket), what);
}

// Prints events until the limit is reached; says how many may still come.
class Printer {
 public:
  Printer(const Options& options, Io& io)
      : json_(options.json),
        left_(options.limit == 0 || (options.follow && options.position == 0)
                  ? SIZE_MAX
                  : static_cast<std::size_t>(options.limit)),
        io_(io) {}

  void print(const boost::json::value& event) {
    if (left_ == 0) return;
    --left_;
    if (!json_ && !std::exchange(headed_, true))
      io_.out << columns("position", "at", "event", "by", "arrival", "ticket", "what");
    io_.out << (json_ ? json_line(event) : readable(event));
  }
  std::size_t left() const { return left_; }

 private:
  bool json_;
  bool headed_ = false;
  std::size_t left_;
  Io& io_;
};

using HasLine = std::function<Result<bool>(Position)>;  // is there a line here, or later?

// The position after the last line, in about twice as many looks as its number has bits.
Result<Position> end_of(const HasLine& has_line) {
  Position low = 1;
  Position end = 1;
  for (;; end *= 2) {
    const auto there = has_line(end);
    if (!there) return there.error();
    if (!*there) break;
    low = end + 1;
  }
  while (low < end) {
    const auto middle = low + (end - low) / 2;
    const auto there = has_line(middle);
    if (!there) return there.error();
    if (*there)
      low = middle + 1;
    else
      end = middle;
  }
  return low;
}

// Where to begin: at --from, else so that the newest --limit lines are shown.
Result<Position> first_of(const Options& options, const HasLine& has_line) {
  if (options.position != 0) return options.position;
  if (options.limit == 0) return Position{1};
  const auto end = end_of(has_line);
  if (!end) return end.error();
  const auto shown = static_cast<Position>(options.limit);
  return *end > shown ? *end - shown : Position{1};
}

Result<boost::json::value> lines_from(ApiClient& client, const std::string& from,
                                      std::size_t at_most) {
  auto reply =
      client.json("GET", "/v1/journal", {{"from", from}, {"limit", std::to_string(at_most)}});
  if (reply && !member_of(*reply, "items").is_array())
    return problem(ProblemCode::internal, "the daemon's answer is not a list");
  return reply;
}

Result<int> ask(const Options& options, Io& io) {
  auto client = ApiClient::of(options);
  if (!client) return client.error();
  const auto first = first_of(options, [&](Position position) -> Result<bool> {
    const auto reply = lines_from(*client, std::to_string(position), 1);
    if (!reply) return reply.error();
    return !member_of(*reply, "items").get_array().empty();
  });
  if (!first) return first.error();
  Printer printer(options, io);
  auto from = std::to_string(*first);
  while (printer.left() > 0) {
    const auto reply = lines_from(*client, from, std::min(page, printer.left()));
    if (!reply) return reply.error();
    const auto& items = member_of(*reply, "items").get_array();
    for (const auto& event : items) printer.print(event);
    io.out.flush();
    const auto next = text_of(*reply, "next");
    if (!next.empty()) from = next;
    if (!items.empty()) continue;
    if (!options.follow) break;
    std::this_thread::sleep_for(between_looks);
  }
  return 0;
}

Result<int> read(const Options& options, const Store& store, Io& io) {
  if (options.follow)
    return problem(ProblemCode::invalid,
                   "--follow needs the daemon: a store at rest does not grow");
  const auto first = first_of(options, [&](Position position) -> Result<bool> {
    const auto events = get_events(store, position, 1);
    if (!events) return events.error();
    return !events->empty();
  });
  if (!first) return first.error();
  Printer printer(options, io);
  for (Position from = *first; printer.left() > 0;) {
    const auto events = get_events(store, from, std::min(page, printer.left()));
    if (!events) return events.error();
    if (events->empty()) break;
    for (const auto& event : *events) {
      const auto value = parse_json(to_json(event));
      if (!value) return value.error();
      printer.print(*value);
    }
    from = events->back().position + 1;
  }
  return 0;
}

}  // namespace

Result<int> journal(const Options& options, Io& io) {
  return daemon_or_store(
      options, io, [&] { return ask(options, io); },
      [&](const Store& store) { return read(options, store, io); });
}

}  // namespace frontdesk::cli
