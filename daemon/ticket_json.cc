#include "daemon/ticket_json.h"

#include "rules/base/json.h"

namespace frontdesk {

std::string ticket_json(const Ticket& ticket, const std::vector<KeptArrival>& newest,
                        std::string_view decision) {
  std::string out = "{\"ticket\":";
  append_json(out, ticket);
  out += ",\"interactions\":";
  append_json(out, newest);
  out += ",\"all_interactions\":";
  append_json(out, "/v1/arrivals?ticket=" + ticket.id);
  return out.append(",\"decision\":").append(decision) + '}';
}

std::string arrival_json(const KeptArrival& kept, std::string_view decision) {
  auto out = to_json(kept);
  out.pop_back();
  return out.append(",\"decision\":").append(decision) + '}';
}

}  // namespace frontdesk
