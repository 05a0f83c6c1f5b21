#include "intake/psa/ticket_request.h"

#include "intake/arrival_key.h"
#include "intake/mime/charset.h"
#include "intake/mime/header.h"
#include "intake/mime/mail.h"
#include "rules/base/names.h"
#include "rules/phone.h"
#include "rules/redact/redact.h"

namespace frontdesk {
namespace {

constexpr std::size_t id_bytes = 200, preview_bytes = 2'000;

Problem wrong(std::string says) {
  return problem(ProblemCode::invalid, std::move(says));
}

Result<void> check_size(std::string_view name, std::string_view value, std::size_t at_most) {
  if (value.size() > at_most)
    return wrong(std::string(name) + ": at most " + std::to_string(at_most) + " bytes");
  return {};
}

Result<void> check_sizes(const TicketRequest& request) {
  const struct {
    std::string_view name, value;
    std::size_t at_most;
  } rows[] = {{"reference", request.reference, ticket_reference_bytes},
              {"line", request.line, id_bytes},
              {"msp", request.msp, id_bytes},
              {"site", request.site, id_bytes},
              {"name", request.name, ticket_name_bytes},
              {"subject", request.subject, ticket_subject_bytes},
              {"text", request.text, ticket_text_bytes}};
  for (const auto& row : rows)
    if (auto ok = check_size(row.name, row.value, row.at_most); !ok) return ok;
  return {};
}

Result<void> tidy_address(std::string& email) {
  if (email.empty()) return {};
  const auto found = parse_addresses(email, 1);
  if (found.empty() || found.front().address.empty())
    return wrong("email: expected an address like ann@acme.example");
  email = found.front().address;
  return {};
}

Result<void> tidy_phone(std::string& phone, std::string_view country) {
  if (phone.empty()) return {};
  const auto found = parse_phone(phone, country);
  if (!found) return wrong("phone: expected a telephone number like +12125550142");
  phone = found->e164;
  return {};
}

}  // namespace

Result<void> tidy(TicketRequest& request, const RuleSet& rules) {
  if (auto ok = check_sizes(request); !ok) return ok;
  const auto* line = request.line.empty() ? nullptr : rules.lines.by_id(request.line);
  if (!request.line.empty() && (!line || line->channel != Channel::ticket))
    return wrong(std::string(no_such_line));
  if (auto ok = tidy_address(request.email); !ok) return ok;
  const auto country = line && !line->country.empty() ? line->country : std::string("US");
  if (auto ok = tidy_phone(request.phone, country); !ok) return ok;
  if (request.callback && request.phone.empty())
    return wrong("phone: a callback needs the number to call");
  if (request.email.empty() && request.phone.empty() && request.site.empty())
    return wrong("name who asks, by email or phone, or the site that it is about");
  request.text = redact_below(request.subject, request.text).text;
  request.subject = redact(one_line(request.subject)).text;
  request.name = redact(one_line(request.name)).text;
  return {};
}

Arrival distil_ticket(const TicketRequest& request, const TicketOrigin& origin, Instant at,
                      std::string id) {
  Arrival arrival;
  arrival.id = std::move(id);
  arrival.channel = Channel::ticket;
  arrival.line = request.line;
  arrival.at = at;
  arrival.external_id = request.reference;
  // Each tenant has keys of its own: nobody meets another's.
  if (!origin.key.empty()) arrival.key = arrival_key(Channel::ticket, origin.msp, origin.key, {});
  arrival.content_sha256 = origin.content_sha256;
  arrival.msp = origin.msp.empty() ? request.msp : origin.msp;
  arrival.site = request.site;
  arrival.source = name_of(request.source);
  arrival.from_address = request.email;
  arrival.from_phone = request.phone;
  arrival.from_name = request.name;
  arrival.by_machine = request.email.empty() && request.phone.empty();
  arrival.wants_callback = request.callback;
  arrival.mail.subject = request.subject;
  arrival.mail.text_preview = cut_utf8(request.text, preview_bytes);
  return arrival;
}

}  // namespace frontdesk
