// POST /v1/import, GET /v1/export, POST /v1/contacts/{id}/erase.

#include <set>
#include <utility>

#include "daemon/api/directory_text.h"
#include "daemon/api/import_size.h"
#include "daemon/api/services.h"
#include "storage/erase.h"
#include "storage/export.h"
#include "storage/records.h"

namespace frontdesk::api {
namespace {

using boost::asio::awaitable;
using http::Request;
using http::Response;

// The import takes over the request's share, with the body in it, and keeps it until it has ended,
// also where nobody waits any more. The answer gets a new one.
std::optional<Response> hold_import(Request& request, ImportWish& wish) {
  if (!request.held) return std::nullopt;
  const auto bytes = wish.csv ? bytes_of_csv_import(wish.text) : bytes_of_json_import(wish.text);
  if (!request.held->could_ever_hold(bytes))
    return http::problem_response(problem(
        ProblemCode::too_large, "to read this file may take " + std::to_string(bytes >> 20) +
                                    " MiB of memory, more than held_bytes in [http]: send it in "
                                    "several parts, or raise held_bytes"));
  if (!request.may_hold(bytes)) return http::too_many_held();
  wish.holds = std::exchange(request.held, request.held->another());
  return std::nullopt;
}

awaitable<Response> import(const Services& services, Request& request) {
  ImportWish wish;
  wish.text = std::move(request.body);
  wish.by = request.principal.name;
  wish.csv = request.header("content-type").starts_with("text/csv");
  wish.dry_run = request.query_value("dry_run") == "true";
  wish.options.deactivate_absent = request.query_value("deactivate_absent") == "true";
  wish.options.only_msp = request.principal.msp;
  wish.options.by = request.principal.name;
  auto refused = hold_import(request, wish);
  if (refused) co_return std::move(*refused);
  const auto report = co_await ask<ImportReport>(services, [&](FrontDesk::Done<ImportReport> done) {
    services.desk.import(std::move(wish), std::move(done));
  });
  if (!report) co_return http::problem_response(report.error());
  co_return http::json_response(*report, report->rejected.empty() ? 200 : 422);
}

// Large answers go out in pieces of this size, each made when the one before is written.
constexpr std::size_t piece_bytes = 256 * 1024;

// The response begins with `first`; where that is all, it comes with its length.
Response in_pieces(std::string content_type, std::string first,
                   std::function<Result<std::string>()> more) {
  Response response{200, std::move(content_type), std::move(first), {}};
  if (response.body.size() >= piece_bytes) response.more = std::move(more);
  return response;
}

Response export_directory(const Services& services, const Request& request) {
  if (!request.principal.msp.empty())
    return http::problem_response(
        problem(ProblemCode::forbidden, "an MSP exports by contact: name one with ?contact="));
  const auto text = std::make_shared<DirectoryText>(services.desk.directory());
  auto first = text->next(piece_bytes);
  return in_pieces("application/json", std::move(first),
                   [text]() -> Result<std::string> { return text->next(piece_bytes); });
}

// What of an arrival whoever asks may see.
Narrow narrow_for(const Request& request, std::shared_ptr<const Directory> directory) {
  return [view = view_of(request, *directory), directory, of_msp = !request.principal.msp.empty()](
             ArrivalRecord& record, Arrival* facts, Decision* decision) {
    view.narrow(record);
    if (facts && of_msp) facts->raw = record.raw;
    if (decision) view.narrow(*decision);
  };
}

awaitable<Response> export_all(const Services& services, const Request& request) {
  const auto contact = request.query_value("contact").value_or("");
  if (contact.empty()) co_return export_directory(services, request);
  const auto directory = services.desk.directory();
  const auto lines = std::make_shared<ContactExport>(
      traces_of(*directory, contact, request.principal.msp), narrow_for(request, directory));
  // The pieces are counted by whoever sends them; this is for what is remembered beside them.
  const auto kept = request.held ? request.held->another() : nullptr;
  // Each with a view of its own: one that stays open keeps erased bytes on the disk.
  const auto next = [&store = services.desk.store(), lines, kept] {
    auto piece = lines->next(*store.snapshot(), piece_bytes);
    if (piece && kept && !kept->hold(lines->held()))
      piece = problem(ProblemCode::unavailable, "the rest of an export would be too much to hold");
    return piece;
  };
  auto first = next();
  if (!first) co_return http::problem_response(first.error());
  if (first->empty()) co_return not_found("contact", contact);
  co_return in_pieces("application/jsonl", std::move(*first), next);
}

// How many of these are still somebody's.
Result<std::size_t> used_of(const Store& store, const std::set<std::string>& raws) {
  if (raws.empty()) return std::size_t{0};
  const auto view = store.snapshot();
  std::size_t count = 0;
  for (const auto& raw : raws) {
    const auto used = raw_is_used(*view, raw);
    if (!used) return used.error();
    count += *used ? 1 : 0;
  }
  return count;
}

// Small stores are rewritten while the answer waits.
constexpr std::chrono::seconds purge_awaited{5};

awaitable<Response> erase(const Services& services, const Request& request) {
  ErasureWish wish;
  wish.contact = request.parameter("id");
  wish.by = request.principal.name;
  wish.only_msp = request.principal.msp;
  Erasure all;
  Erased page;
  std::set<std::string> raws;
  do {
    auto next = co_await ask<Erased>(services, [&](FrontDesk::Done<Erased> done) {
      services.desk.erase_contact(wish, std::move(done));
    });
    if (!next) co_return http::problem_response(next.error());
    page = std::move(*next);
    all.arrivals += page.arrivals;
    raws.insert(page.raw_used.begin(), page.raw_used.end());
    wish.place = page.place;
  } while (page.more);
  // Work on others' mail under the same id must not look like a person of one's own.
  if (all.arrivals == 0 && !page.known) co_return not_found("contact", wish.contact);
  const auto kept = used_of(services.desk.store(), raws);
  if (!kept) co_return http::problem_response(kept.error());
  all.raw_kept = *kept;
  const auto purged = co_await await_result<void>(services.purge, purge_awaited);
  all.purged = purged.has_value();
  co_return http::json_response(all);
}

}  // namespace

void add_exchange_routes(http::RouteTable& table, const Services& services) {
  using http::ParameterPlace;
  table.add(
      {.method = "POST",
       .pattern = "/v1/import",
       .summary = "Loads a directory: all of it, or nothing and a report of every rejected row",
       .roles = {Role::msp},
       .parameters = {{"dry_run", ParameterPlace::query, "true changes nothing", false, "boolean"},
                      {"deactivate_absent", ParameterPlace::query,
                       "true locks out contacts of the file's sites that are not in it", false,
                       "boolean"}},
       .body = {"Directory", {"application/json", "text/csv"}},
       .responses = {{200, "the report", "ImportReport"}, {422, "the report", "ImportReport"}},
       .body_bytes = http::import_body_bytes,
       .handler = [services](Request& request) { return import(services, request); }});
  table.add(
      {.method = "GET",
       .pattern = "/v1/export",
       .summary = "The directory, or with ?contact= all that is known of one person",
       .roles = {Role::msp},
       .parameters = {{"contact", ParameterPlace::query, "a contact's id"}},
       .responses = {{200, "the directory, or JSON lines of a contact", "Directory"}},
       .handler = [services](const Request& request) { return export_all(services, request); }});
  table.add({.method = "POST",
             .pattern = "/v1/contacts/{id}/erase",
             .summary = "Erases a contact with the facts and raw bytes of all that they sent",
             .roles = {Role::msp},
             .while_shedding = true,
             .parameters = {{"id", ParameterPlace::path, "a contact's id", true}},
             .responses = {{200,
                            "how many arrivals were erased, how many of their raw mails stay since "
                            "they came in for somebody else too, and whether the bytes have left "
                            "the disk already; they will, and the log then says PURGE_DONE",
                            "Erased"}},
             .handler = [services](const Request& request) { return erase(services, request); }});
}

}  // namespace frontdesk::api
