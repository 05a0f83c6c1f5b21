// GET, PUT and DELETE of the eight kinds of directory record, by one table.

#include <algorithm>

#include "daemon/api/bodies.h"
#include "daemon/api/named_filters.h"
#include "daemon/api/services.h"
#include "daemon/api/tenant_ids.h"
#include "storage/records.h"

namespace frontdesk::api {
namespace {

using boost::asio::awaitable;
using http::Request;
using http::Response;

// One record of a kind, in a sentence.
std::string_view one_of(RecordKind kind) {
  switch (kind) {
    case RecordKind::msps:
      return "MSP";
    case RecordKind::staff:
      return "staff member";
    case RecordKind::companies:
      return "company";
    case RecordKind::sites:
      return "site";
    case RecordKind::contracts:
      return "contract";
    case RecordKind::contacts:
      return "contact";
    case RecordKind::endpoints:
      return "endpoint";
    case RecordKind::technicians:
      return "technician";
  }
  return "record";
}

std::string tenant(const Directory& directory, RecordKind kind, std::string_view id) {
  return kind == RecordKind::msps ? std::string(id) : directory.tenant_of(kind, id);
}

// A record as whoever asks is shown it. A YES from an approver's mobile lets people in (R78), and
// the sender of an SMS can be forged: the number is its MSP's and the provider's admins' to know.
// Technicians reach the staff by their other numbers (R133).
Result<std::string> shown(RecordKind kind, const Request& request, std::string text) {
  if (kind != RecordKind::staff || request.principal.role != Role::technician) return text;
  auto staff = from_json<Staff>(text);
  if (!staff) return staff.error();
  staff->mobile.clear();
  return to_json(*staff);
}

awaitable<Response> show(const Services& services, RecordKind kind, const Request& request) {
  const auto id = request.parameter("id");
  auto text = get_record(services.desk.store(), kind, id);
  if (!text) co_return http::problem_response(text.error());
  if (!*text || !may_see(request, tenant(*services.desk.directory(), kind, id)))
    co_return not_found(one_of(kind), id);
  auto record = shown(kind, request, std::move(**text));
  if (!record) co_return http::problem_response(record.error());
  co_return Response{200, "application/json", std::move(*record), {}};
}

awaitable<Response> change(const Services& services, DirectoryEdit edit, const Request& request) {
  edit.by = request.principal.name;
  edit.only_msp = request.principal.msp;
  const auto done = co_await ask<void>(services, [&](FrontDesk::Done<void> answer) {
    services.desk.edit(std::move(edit), std::move(answer));
  });
  if (!done) co_return http::problem_response(done.error());
  co_return Response{204, "", "", {}};
}

awaitable<Response> put(const Services& services, RecordKind kind, const Request& request) {
  auto data = read_record(kind, request.body, request.parameter("id"));
  if (!data) co_return http::problem_response(data.error());
  DirectoryEdit edit;
  edit.put = std::move(*data);
  edit.provider_override =
      request.principal.role == Role::admin && request.query_value("override") == "true";
  auto answer = co_await change(services, std::move(edit), request);
  if (answer.status >= 300) co_return answer;
  co_return co_await show(services, kind, request);
}

awaitable<Response> remove(const Services& services, RecordKind kind, const Request& request) {
  DirectoryEdit edit;
  edit.remove.emplace(kind, std::string(request.parameter("id")));
  co_return co_await change(services, std::move(edit), request);
}

// A page under way: records' JSON one behind the other.
class PageText {
 public:
  explicit PageText(std::size_t limit) : limit_(limit) {}
  bool full() const { return count_ == limit_; }
  void add(std::string_view id, std::string_view record) {
    if (count_++ > 0) text_ += ',';
    text_ += record;
    last_ = id;
  }
  Response response(bool more) && {
    text_ += "],\"next\":";
    append_json(text_, more ? std::optional(last_) : std::nullopt);
    text_ += '}';
    return {200, "application/json", std::move(text_), {}};
  }

 private:
  const std::size_t limit_;
  std::size_t count_ = 0;
  std::string text_ = "{\"items\":[", last_;
};

// Of every tenant. Read from the store, where records stand in this order: the directory in memory
// has none.
Response list_all(const Services& services, RecordKind kind, const Request& request,
                  std::string_view after, std::size_t limit) {
  Range range;
  range.prefix = std::string(name_of(kind)) + '/';
  if (!after.empty()) range.after = range.prefix + std::string(after);
  PageText page(limit);
  auto cursor = services.desk.store().walk(Column::directory, range);
  for (; cursor.valid() && !page.full(); cursor.next()) {
    const auto record = shown(kind, request, std::string(cursor.value()));
    if (!record) return http::problem_response(record.error());
    page.add(cursor.key().substr(range.prefix.size()), *record);
  }
  if (auto ok = cursor.ok(); !ok) return http::problem_response(ok.error());
  return std::move(page).response(cursor.valid());
}

Response list_of_tenant(const Services& services, RecordKind kind, const Request& request,
                        std::string_view after, std::size_t limit) {
  const auto msp = tenant_of(request);
  const auto directory = services.desk.directory();
  const auto ids = tenant_ids(*directory, kind, msp, after, limit + 1);
  PageText page(limit);
  for (const auto& id : ids) {
    if (page.full()) break;
    auto text = get_record(services.desk.store(), kind, id);
    if (!text) return http::problem_response(text.error());
    if (!*text) continue;  // one that went since then
    const auto record = shown(kind, request, std::move(**text));
    if (!record) return http::problem_response(record.error());
    page.add(id, *record);
  }
  return std::move(page).response(ids.size() > limit);
}

// All of a kind, in the order of ids; `cursor` is the last id of the page before.
awaitable<Response> list(const Services& services, RecordKind kind, const Request& request) {
  const auto limit = limit_of(request);
  if (!limit) co_return http::problem_response(limit.error());
  if (auto ok = check_named(services, request, services.desk.store()); !ok)
    co_return http::problem_response(ok.error());
  const auto after = request.query_value("cursor").value_or("");
  co_return tenant_of(request).empty() ? list_all(services, kind, request, after, *limit)
                                       : list_of_tenant(services, kind, request, after, *limit);
}

struct KindRoutes {
  RecordKind kind;
  std::string_view one, schema;
  bool msp_may_write;
};
constexpr KindRoutes kinds[] = {
    {RecordKind::msps, "an MSP", "Msp", false},
    {RecordKind::staff, "a member of an MSP's staff", "Staff", true},
    {RecordKind::companies, "a company", "Company", true},
    {RecordKind::sites, "a site", "Site", true},
    {RecordKind::contracts, "a contract", "Contract", false},
    {RecordKind::contacts, "a contact", "Contact", true},
    {RecordKind::endpoints, "an endpoint", "Endpoint", true},
    {RecordKind::technicians, "a technician", "Technician", false},
};

}  // namespace

void add_directory_routes(http::RouteTable& table, const Services& services) {
  using http::ParameterPlace;
  for (const auto& row : kinds) {
    const auto kind = row.kind;
    const std::string folder = "/v1/" + std::string(name_of(kind));
    const std::string one(row.one), schema(row.schema);
    const http::ParameterDoc id{"id", ParameterPlace::path, "the record's id", true};
    std::vector<Role> readers{Role::technician}, writers;
    if (kind != RecordKind::technicians) readers.push_back(Role::msp);
    if (row.msp_may_write) writers.push_back(Role::msp);
    const auto with = [services, kind](auto handler) {
      return [services, kind, handler](const Request& request) {
        return handler(services, kind, request);
      };
    };
    table.add({.method = "GET",
               .pattern = folder,
               .summary = "All of this kind, in the order of ids",
               .roles = readers,
               .parameters = {{"msp", ParameterPlace::query, "an MSP's id"},
                              {"cursor", ParameterPlace::query, "`next` of the page before"},
                              {"limit", ParameterPlace::query, "1 to 500", false, "integer"}},
               .responses = {{200, "a page of records", schema + "Page"}},
               .handler = with(list)});
    table.add({.method = "GET",
               .pattern = folder + "/{id}",
               .summary = "Shows " + one,
               .roles = readers,
               .parameters = {id},
               .responses = {{200, "the record", schema}},
               .handler = with(show)});
    table.add(
        {.method = "PUT",
         .pattern = folder + "/{id}",
         .summary = "Puts " + one + " as a whole",
         .roles = writers,
         .parameters = {id,
                        {"override", ParameterPlace::query,
                         "true changes a plan past its two changes in 90 days (audited), and puts "
                         "an MSP again under the id of one that was removed",
                         false, "boolean"}},
         .body = {schema, {"application/json"}},
         .responses = {{200, "the record as it is kept", schema}},
         .handler = with(put)});
    table.add({.method = "DELETE",
               .pattern = folder + "/{id}",
               .summary = "Removes " + one + "; refused while others refer to it",
               .roles = writers,
               .parameters = {id},
               .responses = {{204, "gone"}, {409, "something refers to it"}},
               .handler = with(remove)});
  }
}

}  // namespace frontdesk::api
