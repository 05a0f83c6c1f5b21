// Webhooks as the providers sign them, made here with other code than what verifies them wherever
// there is one: OpenSSL itself. The providers' own libraries sign in tests/e2e/peers.
#pragma once

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "intake/voice/adapter.h"

namespace frontdesk::voice_test {

using namespace frontdesk::voice;

inline const Instant now{std::chrono::seconds(1'780'488'000)};  // 2026-06-03T12:00:00Z
inline const std::string now_text = "1780488000";

inline std::string mac(const EVP_MD* method, std::string_view key, std::string_view text) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(method, key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), out, &size);
  return {reinterpret_cast<const char*>(out), size};
}

inline std::string base64_of(std::string_view bytes) {
  std::string out(bytes.size() * 2 + 8, '\0');
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(bytes.data()),
                                   static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

inline std::string base64url_of(std::string_view bytes) {
  auto out = base64_of(bytes);
  std::erase(out, '=');
  for (auto& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return out;
}

inline std::string hex_of(std::string_view bytes) {
  std::string out;
  for (const unsigned char c : bytes)
    (out += "0123456789abcdef"[c >> 4]) += "0123456789abcdef"[c & 15];
  return out;
}

inline std::string sha256_of(std::string_view bytes) {
  unsigned char out[32];
  EVP_Digest(bytes.data(), bytes.size(), out, nullptr, EVP_sha256(), nullptr);
  return {reinterpret_cast<const char*>(out), 32};
}

inline Webhook request(std::string method, std::string url, Headers headers, std::string body) {
  return make_webhook(std::move(method), std::move(url), std::move(headers), std::move(body), now)
      .value();
}

inline Webhook form(std::string url, std::string body, Headers headers = {}) {
  headers.emplace_back("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8");
  return request("POST", std::move(url), std::move(headers), std::move(body));
}

inline Webhook json(std::string url, std::string body, Headers headers = {}) {
  headers.emplace_back("Content-Type", "application/json");
  return request("POST", std::move(url), std::move(headers), std::move(body));
}

inline const Adapter& row(std::string_view name) {
  return *find_adapter(name);
}

inline Verdict verify(std::string_view name, const Webhook& webhook,
                      const std::vector<std::string>& secrets) {
  return row(name).verify(webhook, secrets);
}

inline CallEvent parse(std::string_view name, const Webhook& webhook) {
  return row(name).parse(webhook).value();
}

// RFC 8032, 7.1, TEST 2.
inline const std::string ed25519_seed =
    "\x4c\xcd\x08\x9b\x28\xff\x96\xda\x9d\xb6\xc3\x46\xec\x11\x4e\x0f"
    "\x5b\x8a\x31\x9f\x35\xab\xa6\x24\xda\x8c\xf6\xed\x4f\xb8\xa6\xfb";
inline const std::string ed25519_public =
    "\x3d\x40\x17\xc3\xe8\x43\x89\x5a\x92\xb7\x0a\xa7\x4d\x1b\x7e\xbc"
    "\x9c\x98\x2c\xcf\x2e\xc4\x96\x8c\xc0\xcd\x55\xf1\x2a\xf4\x66\x0c";

inline std::string ed25519_sign(std::string_view text) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr,
                                   reinterpret_cast<const unsigned char*>(ed25519_seed.data()), 32),
      &EVP_PKEY_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  unsigned char out[64];
  std::size_t size = sizeof out;
  EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get());
  EVP_DigestSign(context.get(), out, &size, reinterpret_cast<const unsigned char*>(text.data()),
                 text.size());
  return {reinterpret_cast<const char*>(out), size};
}

// A JWT of these parts.
inline std::string token(std::string_view secret, std::string_view header,
                         std::string_view claims) {
  const auto text = base64url_of(header) + '.' + base64url_of(claims);
  return text + '.' + base64url_of(mac(EVP_sha256(), secret, text));
}

inline const std::string hs256 = R"({"alg":"HS256","typ":"JWT"})";

inline std::string vonage_claims(std::string_view payload, const std::string& issued = now_text) {
  return R"({"iat":)" + issued + R"(,"jti":"j1","iss":"Vonage","payload_hash":")" +
         hex_of(sha256_of(payload)) + R"(","api_key":"a1b2c3d4","application_id":"app"})";
}

inline std::string timed(std::string_view secret, std::string_view body,
                         const std::string& at = now_text) {
  return "t=" + at + ",v1=" + hex_of(mac(EVP_sha256(), secret, at + '.' + std::string(body)));
}

// One webhook of each provider, signed with its first secret.
struct Sample {
  std::string provider;
  std::string secret, other_secret;
  Webhook webhook;
  std::string header;  // the one that proves it
  bool signs_body = true, signs_url = true, signs_time = false;
};

inline const std::string public_url = "https://desk.example/voice/us-voice";

inline Sample twilio_sample(std::string name = "twilio", std::string secret = "12345678") {
  const std::string text = public_url + "CallSidCA1CallStatusringingFrom+12125550142To+18665206414";
  auto webhook =
      form(public_url, "CallSid=CA1&From=%2B12125550142&To=%2B18665206414&CallStatus=ringing",
           {{"X-Twilio-Signature", base64_of(mac(EVP_sha1(), secret, text))}});
  return {std::move(name), secret, "another1", std::move(webhook), "x-twilio-signature"};
}

inline Sample telnyx_sample() {
  const std::string body =
      R"({"data":{"event_type":"call.initiated","id":"e1","occurred_at":"2026-06-03T11:59:59.5Z","payload":)"
      R"({"call_control_id":"v3:c1","call_leg_id":"l1","call_session_id":"s1","from":"+12125550142",)"
      R"("to":"+18665206414","direction":"incoming","state":"parked"}}})";
  auto webhook =
      json(public_url, body,
           {{"telnyx-timestamp", now_text},
            {"telnyx-signature-ed25519", base64_of(ed25519_sign(now_text + '|' + body))}});
  return {"telnyx",
          base64_of(ed25519_public),
          base64_of(std::string(32, 'x')),
          std::move(webhook),
          "telnyx-signature-ed25519",
          true,
          false,
          true};
}

inline Sample plivo_sample() {
  const std::string text =
      public_url + "?CallStatusringingCallUUIDu1From12125550142To18665206414.n1";
  auto webhook = form(public_url, "CallUUID=u1&From=12125550142&To=18665206414&CallStatus=ringing",
                      {{"X-Plivo-Signature-V3", base64_of(mac(EVP_sha256(), "tok", text))},
                       {"X-Plivo-Signature-V3-Nonce", "n1"}});
  return {"plivo", "tok", "another", std::move(webhook), "x-plivo-signature-v3"};
}

inline Sample vonage_sample() {
  const std::string body =
      R"({"from":"12125550142","to":"18665206414","uuid":"u1","conversation_uuid":"CON-1"})";
  auto webhook =
      json(public_url, body,
           {{"Authorization", "Bearer " + token("sigsecret", hs256, vonage_claims(body))}});
  return {"vonage", "sigsecret", "another", std::move(webhook), "authorization", true, false, true};
}

inline Sample bandwidth_sample() {
  const std::string body =
      R"({"eventType":"initiate","eventTime":"2026-06-03T11:59:59.500Z","callId":"c-1","from":"+12125550142",)"
      R"("to":"+18665206414","direction":"inbound"})";
  auto webhook =
      json(public_url, body, {{"Authorization", "Basic " + base64_of("desk:open sesame")}});
  return {"bandwidth",     "desk:open sesame",
          "desk:another",  std::move(webhook),
          "authorization", false,
          false,           false};
}

inline Sample timed_sample(std::string name, std::string header) {
  const std::string body =
      name == "jambonz"
          ? R"({"call_sid":"j1","direction":"inbound","from":"+12125550142","to":"+18665206414","call_status":"trying"})"
          : R"({"asks":true,"call":"g1","id":"1","from":"+12125550142","to":"+18665206414"})";
  auto webhook = json(public_url, body, {{header, timed("whsec", body)}});
  return {std::move(name),   "whsec", "another", std::move(webhook),
          std::move(header), true,    false,     true};
}

inline std::vector<Sample> samples() {
  return {twilio_sample(),
          twilio_sample("signalwire", "PT12345"),
          telnyx_sample(),
          plivo_sample(),
          vonage_sample(),
          bandwidth_sample(),
          timed_sample("jambonz", "jambonz-signature"),
          timed_sample("generic", "frontdesk-signature")};
}

// What is rendered for a new call, or for one that was answered.
inline Answer render(std::string_view name, const std::vector<CallInstruction>& list,
                     Progress progress = Progress::answered) {
  CallEvent event;
  event.asks = true;
  event.call = "call-1";
  event.id = "event-1";
  event.progress = progress;
  event.control = {"v3:c1", progress != Progress::ringing, false};
  static const std::vector<std::string> secrets{"desk:open \"sesame\""};
  return row(name).render(list, {event, secrets});
}

}  // namespace frontdesk::voice_test
