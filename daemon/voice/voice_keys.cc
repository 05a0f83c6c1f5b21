#include "daemon/voice/voice_keys.h"

#include <algorithm>

#include "daemon/config_kinds.h"
#include "intake/voice/adapter.h"

namespace frontdesk {
namespace {

using namespace config_kinds;

#define PLACE(member)             \
  [](auto& c) -> auto& {          \
    return c.voice.back().member; \
  }

std::vector<ConfigKey> keys() {
  constexpr std::string_view of = "voice";
  auto provider = needed_text(of, "provider", "who brings the calls in", PLACE(provider));
  provider.bounds.clear();
  for (const auto& adapter : voice::adapters())
    provider.bounds += (provider.bounds.empty() ? "" : " | ") + std::string(adapter.name);
  return {
      std::move(provider),
      needed_text(of, "line",
                  "the id of the voice line that they come in by: webhooks go to "
                  "<http.public_url>/voice/<provider>/<line>",
                  PLACE(line)),
      paths(of, "secret_files",
            "what the provider signs its webhooks with, the newest first; any of them holds",
            PLACE(secret_files)),
      path(of, "api_key_file", "for a provider that is told what to do by its API: telnyx",
           PLACE(api_key_file)),
      text(of, "api_url", "of that API; the provider's own where left out", PLACE(api_url)),
  };
}

#undef PLACE

bool takes_commands(std::string_view provider) {
  return provider == "telnyx";
}

void check_one(TableReader& reader, const Config& config) {
  const auto& one = config.voice.back();
  if (!one.provider.empty() && !voice::find_adapter(one.provider))
    reader.fault("provider", "expected one of " + keys().front().bounds);
  const auto twin = std::find_if(
      config.voice.begin(), config.voice.end() - 1,
      [&](const auto& other) { return other.provider == one.provider && other.line == one.line; });
  if (twin != config.voice.end() - 1)
    reader.fault("line", "expected one entry for " + one.provider + " and " + one.line +
                             ": write all secrets into its secret_files");
  const bool local =
      one.api_url.starts_with("http://127.0.0.1:") || one.api_url.starts_with("http://[::1]:");
  if (!one.api_url.empty() && !one.api_url.starts_with("https://") && !local)
    reader.fault("api_url", "expected a URL that begins with https://: the key goes there");
  if (one.secret_files.empty())
    reader.fault("secret_files", "expected a file: without its secret nobody is believed");
  if (one.api_key_file.empty() && takes_commands(one.provider))
    reader.fault("api_key_file", "expected a file: " + one.provider + " is answered by its API");
  if (!one.api_key_file.empty() && !takes_commands(one.provider))
    reader.fault("api_key_file", "expected none: " + one.provider + " needs no API");
}

}  // namespace

ConfigArray voice_array() {
  return {"voice",
          "a telephone provider that may bring calls in on a line; a start reads this, a reload "
          "does not",
          [](Config& config) { config.voice.emplace_back(); },
          keys(),
          check_one,
          [](Config& config) {
            auto& one = config.voice.back();
            one.provider = "twilio";
            one.line = "us-voice";
            one.secret_files = {"/etc/frontdesk/twilio.secret"};
          }};
}

Result<void> check_public_url(const Config& config) {
  if (config.voice.empty() || !config.http.public_url.empty()) return {};
  return problem(ProblemCode::invalid,
                 "expected the address that providers of [[voice]] call: their signatures are over "
                 "it");
}

void check_voice_files(const VoiceConfig& voice,
                       const std::function<void(std::string key, std::string says)>& fault) {
  const auto name = "voice." + voice.provider + '.' + voice.line + '.';
  const auto secret = [&](const char* key, const Path& file) {
    if (const auto text = read_secret(file); !text) fault(name + key, text.error().says);
  };
  for (const auto& file : voice.secret_files) secret("secret_files", file);
  if (!voice.api_key_file.empty()) secret("api_key_file", voice.api_key_file);
}

}  // namespace frontdesk
