#include "daemon/api/named_filters.h"

#include "storage/erase.h"
#include "storage/records.h"

namespace frontdesk::api {
namespace {

Problem no_such(std::string_view parameter, std::string_view what, std::string_view id) {
  return problem(ProblemCode::invalid, std::string(parameter) + ": there is no " +
                                           std::string(what) + " \"" + std::string(id) + '"');
}

}  // namespace

Result<void> check_named(const Services& services, const http::Request& request,
                         const Reader& reader) {
  if (!request.principal.msp.empty()) return {};
  const auto msp = request.query_value("msp").value_or("");
  if (!msp.empty() && !services.desk.directory()->msp(msp)) {
    const auto was = msp_is_named(reader, msp);  // one that is gone still has its mail
    if (!was) return was.error();
    if (!*was) return no_such("msp", "MSP", msp);
  }
  const auto ticket = request.query_value("ticket").value_or("");
  if (ticket.empty()) return {};
  const auto found = get_ticket(reader, ticket);
  if (!found) return found.error();
  if (!*found) return no_such("ticket", "ticket", ticket);
  return {};
}

}  // namespace frontdesk::api
