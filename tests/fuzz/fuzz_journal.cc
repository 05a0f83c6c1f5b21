// Stored lines as bytes, damaged perhaps: E before an event, T a ticket, A an arrival's record, F
// its facts. What can be read comes out of writing and reading as it was; what cannot says so; and
// the fold over what can be read never breaks, and tells the same twice.
#include <string>

#include "router/arrival.h"
#include "rules/base/fold.h"
#include "storage/decode.h"
#include "tests/fuzz/desk_checks.h"

using namespace frontdesk;
using fuzz::require;

namespace {

template <class T>
std::optional<T> read(std::string_view line) {
  auto record = decode<T>(line, "line");
  if (!record) {
    require(record.error().code == ProblemCode::store_damaged && !record.error().says.empty());
    return std::nullopt;
  }
  const auto written = to_json(*record);
  const auto again = decode<T>(std::string_view(written), "line");
  require(is_utf8(written) && again && to_json(*again) == written);
  return std::move(*record);
}

std::string told_by(std::string_view lines) {
  fuzz::Input input(reinterpret_cast<const std::uint8_t*>(lines.data()), lines.size());
  fuzz::Ledger ledger;
  for (int i = 0; i < 40 && !input.empty(); ++i) {
    const auto kind = input.byte();
    const auto line = input.line();
    if (kind == 'E') {
      if (const auto event = read<Event>(line)) ledger.fold(*event);
    } else if (kind == 'T') {
      // Ids are keys of the store: a record stands there once.
      auto ticket = read<Ticket>(line);
      if (ticket && !ledger.knows_ticket(ticket->id)) ledger.keep(std::move(*ticket));
    } else if (kind == 'A') {
      if (auto arrival = read<ArrivalRecord>(line)) ledger.keep(std::move(*arrival));
    } else if (kind == 'F') {
      read<Arrival>(line);
    }
  }
  ledger.check();
  return ledger.told();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto lines = fuzz::text_of(data, size);
  require(told_by(lines) == told_by(lines));
  return 0;
}
