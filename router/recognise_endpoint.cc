// Chats that come from an agent (R65), and tickets that name their site.

#include <algorithm>

#include "router/candidates.h"

namespace frontdesk {
namespace {

void only_the_endpoint(Case& c, const Endpoint& endpoint) {
  c.decision.recognition = Recognition::company;
  c.decision.restriction = "identify";
  c.step(StepKind::recognise, "endpoint_only", {endpoint.id});
}

// The one person at the computer: the endpoint's own contact, unless an address beside it means
// somebody else; the two must agree (C43).
const Contact* person_at(const Case& c, const Endpoint& endpoint, const Candidates& found) {
  const auto* owner = endpoint.contact.empty() ? nullptr : c.directory.contact(endpoint.contact);
  if (c.arrival.from_address.empty()) return owner;
  if (found.active.size() == 1) return found.active[0];
  if (std::find(found.active.begin(), found.active.end(), owner) != found.active.end())
    return owner;
  return found.active.empty() && !found.inactive.empty() ? found.inactive[0] : nullptr;
}

}  // namespace

bool recognise_endpoint(Case& c) {
  if (c.arrival.endpoint_token_sha256.empty()) return false;
  const auto* endpoint = c.directory.endpoint_of_token(c.arrival.endpoint_token_sha256);
  const auto tenant =
      endpoint ? c.directory.tenant_of(RecordKind::endpoints, endpoint->id) : std::string();
  if (!endpoint || (!c.tenant.empty() && tenant != c.tenant)) {
    c.step(StepKind::recognise, "endpoint_unknown");
    return false;
  }
  c.tenant = tenant;
  c.decision.endpoint = endpoint->id;
  if (!endpoint->agent) c.flag("agent_missing");

  const auto found = candidates(c, c.directory.by_email(c.arrival.from_address));
  if (means_staff(c, found)) {
    settle_staff(c, found);
    return true;
  }
  c.set_site(c.directory.site(endpoint->site));
  const auto* contact = person_at(c, *endpoint, found);
  if (!contact) {
    only_the_endpoint(c, *endpoint);
    return true;
  }
  if (!contact->active) {
    settle_locked_out(c, *contact);
    return true;
  }
  if (company_of(c, *contact) != c.company) {
    c.decision.recognition = Recognition::ambiguous;
    c.decision.restriction = "identify";
    c.step(StepKind::recognise, "endpoint_of_other_company", {endpoint->id, contact->id});
    return true;
  }
  if (contact->site != endpoint->site) c.flag("endpoint_other_site");
  c.set_contact(contact);
  c.decision.recognition = Recognition::recognised;
  c.flag("verified");
  c.step(StepKind::recognise, "endpoint_contact", {contact->id, endpoint->id});
  return true;
}

void recognise_payload(Case& c) {
  c.decision.recognition = Recognition::not_applicable;
  const auto* site = c.directory.site(c.arrival.site);
  if (!site || c.directory.tenant_of(RecordKind::sites, c.arrival.site) != c.tenant) {
    c.step(StepKind::recognise, "site_unknown", {c.arrival.site});
    return;
  }
  c.set_site(site);
  c.step(StepKind::recognise, "site_named", {c.arrival.site});
}

}  // namespace frontdesk
