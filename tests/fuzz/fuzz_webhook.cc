// Webhooks of telephone providers: any bytes as a form, as JSON, as a token and as a signed header,
// through every adapter. Nobody without the secret is accepted, and whatever is told keeps its
// limits and is answered by a text that its provider can read.
//
// The first byte chooses; then lines, and the rest is a body.
#include <algorithm>
#include <string>

#include "intake/voice/adapter.h"
#include "intake/voice/fields.h"
#include "intake/voice/form.h"
#include "intake/voice/jwt.h"
#include "rules/base/digest.h"
#include "rules/base/fold.h"
#include "rules/base/json_untrusted.h"
#include "tests/fuzz/fuzz.h"

using namespace frontdesk;
using namespace frontdesk::voice;
using fuzz::require;

namespace {

const Instant now{std::chrono::seconds{1'780'488'000}};
const std::vector<std::string> secrets{"a secret of some length", "desk:another"};

bool is_clean(std::string_view text, std::size_t limit) {
  return text.size() <= limit * 3 && is_utf8(text) &&
         std::none_of(text.begin(), text.end(), [](char c) { return c >= 0 && c < ' '; });
}

void check_event(const CallEvent& event) {
  const auto& limits = webhook_limits;
  require(!event.call.empty() && event.call.size() <= limits.id_bytes && !event.id.empty());
  require(is_clean(event.call, limits.id_bytes) && is_clean(event.id, limits.id_bytes));
  require(is_clean(event.leg, limits.id_bytes) && is_clean(event.control.leg, limits.id_bytes));
  for (const auto& number : {event.from, event.to, event.forwarded_from})
    require(is_clean(number, limits.number_bytes));
  require(is_clean(event.caller_name, limits.name_bytes) && event.keys.size() <= limits.keys);
  require(event.recording.empty() || event.recording.starts_with("https://"));
  require(event.recording.size() <= limits.link_bytes);
  require(!event.asks || event.progress != Progress::ended);
  require(!event.ending || event.progress == Progress::ended);
  for (const auto& length : {event.duration, event.recording_length})
    require(!length || (*length >= length->zero() && *length <= limits.longest));
}

// What XML may have, and one tag closed for each that is opened.
void check_xml(std::string_view text) {
  require(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response") && is_utf8(text));
  long depth = 0;
  for (std::size_t at = text.find("<Response"); at < text.size(); ++at) {
    require(text[at] < 0 || text[at] >= ' ' || text[at] == '\n' || text[at] == '\t');
    if (text[at] != '<') continue;
    const auto end = text.find('>', at);
    require(end != text.npos && text.substr(at + 1, end - at - 1).find('<') == text.npos);
    depth += text[at + 1] == '/' ? -1 : text[end - 1] == '/' ? 0 : 1;
  }
  require(depth == 0);
}

void check_answer(const Adapter& adapter, const Answer& answer, bool asked) {
  if (!asked) require(answer.body.empty() && answer.commands.empty());
  if (answer.content_type.starts_with("application/json"))
    require(parse_json(answer.body).has_value());
  else if (!answer.body.empty())
    check_xml(answer.body);
  for (const auto& command : answer.commands) {
    require(parse_json(command.body).has_value() && adapter.name == "telnyx");
    require(command.path.starts_with("/v2/calls/") &&
            std::count(command.path.begin(), command.path.end(), '/') == 5);
  }
}

void check_adapter(const Adapter& adapter, const Webhook& webhook, std::string_view text) {
  const auto verdict = adapter.verify(webhook, secrets);
  require(!verdict.accepted() || adapter.name == "bandwidth");
  require(!adapter.verify(webhook, {}).accepted());
  const auto event = adapter.parse(webhook);
  if (!event) {
    require(is_utf8(event.error().says) && event.error().says.size() < 300);
    return;
  }
  check_event(*event);
  const std::string some(is_utf8(text) ? text : "");  // as everything that a rule or a name says
  std::vector<std::vector<CallInstruction>> lists{
      event->rest,
      {Say{some, "en-US"}, Pause{}, Ask{some, some, 2, {}, some}},
      {Play{some}, Redirect{some}}};
  lists.push_back({Dial{some, some, {}, true, some, some}});
  lists.push_back({Record{{}, some, some, some}, Hangup{}});
  for (const auto& list : lists)
    check_answer(adapter, adapter.render(list, {*event, secrets}), event->asks);
}

void check_instructions(std::string_view text) {
  const auto list = read_instructions(text);
  if (!list) return;
  const auto written = instructions_json(*list);
  const auto again = read_instructions(written);
  require(again && instructions_json(*again) == written);
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const unsigned char c : text)
    out.append(1, '%').append(1, "0123456789abcdef"[c >> 4]).append(1, "0123456789abcdef"[c & 15]);
  return out;
}

void check_form(std::string_view text) {
  const auto pairs = decode_form(text);
  if (!pairs) return;
  std::string written;
  for (const auto& [name, value] : *pairs)
    written.append(escaped(name)).append("=").append(escaped(value)).append("&");
  require(decode_form(written).value() == *pairs);
}

// Signed as it should be, over a header and claims of any kind.
void check_token(std::string_view signed_part) {
  const auto mac = hmac_sha256(secrets[0], signed_part);
  std::string signature;
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  unsigned bits = 0, count = 0;
  for (const auto byte : mac) {
    bits = bits << 8 | byte;
    for (count += 8; count >= 6; count -= 6) signature += alphabet[bits >> (count - 6) & 63];
    bits &= 0xff;
  }
  signature += alphabet[bits << (6 - count) & 63];
  const auto token = std::string(signed_part) + '.' + signature;
  const auto claims = hs256_claims(token, secrets, now);
  require(!hs256_claims(token, {}, now) && !hs256_claims(signed_part, secrets, now));
  if (claims) require(time_claim(*claims, "iat").has_value());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto choice = input.below(16);
  if (choice >= 13) {
    const auto text = input.rest();
    if (choice == 13) check_instructions(text);
    if (choice == 14) check_form(text);
    if (choice == 15) check_token(text);
    return 0;
  }
  const bool get = input.flag(), as_form = input.flag(), to_status = input.flag();
  const auto query = input.line(), proof = input.line(), second = input.line(), text = input.line();
  Headers headers;
  for (const auto* name :
       {"X-Twilio-Signature", "X-SignalWire-Signature", "X-Plivo-Signature-V3", "Authorization",
        "Telnyx-Signature-Ed25519", "Jambonz-Signature", "Frontdesk-Signature"})
    headers.emplace_back(name, proof);
  headers.emplace_back("X-Plivo-Signature-V3-Nonce", second);
  headers.emplace_back("Telnyx-Timestamp", second);
  headers.emplace_back("Content-Type",
                       as_form ? "application/x-www-form-urlencoded" : "application/json");
  auto webhook = make_webhook(get ? "GET" : "POST", "https://desk.example/v?" + std::string(query),
                              std::move(headers), std::string(input.rest()), now);
  if (!webhook) return 0;
  webhook->to_status = to_status;
  if (choice < adapters().size())
    check_adapter(adapters()[choice], *webhook, text);
  else
    for (const auto& adapter : adapters()) check_adapter(adapter, *webhook, text);
  return 0;
}
