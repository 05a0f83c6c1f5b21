#include "intake/voice/fields.h"
#include "intake/voice/form_signature.h"
#include "intake/voice/rows.h"
#include "intake/voice/twiml_events.h"

namespace frontdesk::voice {

Verdict verify_twilio(const Webhook& webhook, Secrets secrets) {
  return verify_form_signature(webhook, webhook.header("x-twilio-signature"), secrets);
}

// Some accounts are sent JSON, with the same names.
Result<CallEvent> parse_twilio(const Webhook& webhook) {
  if (webhook.method == "GET" || webhook.is_form())
    return parse_twiml_event(webhook, webhook.fields());
  const auto body = object_of(webhook.body);
  if (!body) return body.error();
  Pairs fields;
  for (const auto& [name, value] : *body)
    if (!value.is_structured()) fields.emplace_back(std::string(name), text_of(*body, name));
  return parse_twiml_event(webhook, fields);
}

}  // namespace frontdesk::voice
