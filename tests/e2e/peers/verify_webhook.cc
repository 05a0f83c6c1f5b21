// Reads one JSON object a line and says what the adapters make of it, for peers.js.
//
//   {"provider":…,"secrets":[…],"method":…,"url":…,"headers":{…},"body":…,"now":1780488000}
//     -> {"verdict":"accepted","call":"CA1","asks":true}
//   {"provider":…,"instructions":[…],"answered":true}
//     -> {"body":"<?xml…","commands":[{"path":…,"body":…}]}
#include <iostream>
#include <string>

#include "intake/voice/adapter.h"
#include "rules/base/json.h"

using namespace frontdesk;
using namespace frontdesk::voice;
using boost::json::object;

namespace {

std::string text_of(const object& line, std::string_view name) {
  return std::string(line.at(name).get_string());
}

object judged(const Adapter& adapter, const object& line) {
  Headers headers;
  for (const auto& [name, value] : line.at("headers").get_object())
    headers.emplace_back(name, std::string(value.get_string()));
  std::vector<std::string> secrets;
  for (const auto& secret : line.at("secrets").get_array())
    secrets.emplace_back(secret.get_string());
  const Instant now{std::chrono::seconds(line.at("now").to_number<std::int64_t>())};
  const auto webhook = make_webhook(text_of(line, "method"), text_of(line, "url"),
                                    std::move(headers), text_of(line, "body"), now);
  if (!webhook) return {{"verdict", webhook.error().says}};
  const auto verdict = adapter.verify(*webhook, secrets);
  static constexpr std::string_view names[] = {"accepted", "refused", "challenge", "retry"};
  object out{{"verdict", names[static_cast<std::size_t>(verdict.kind)]}};
  if (!verdict.accepted()) return out;
  const auto event = adapter.parse(*webhook);
  out["call"] = event ? event->call : "";
  out["asks"] = event && event->asks;
  return out;
}

object rendered(const Adapter& adapter, const object& line) {
  CallEvent event;
  event.asks = true;
  event.call = "call-1";
  event.id = "event-1";
  event.progress = Progress::answered;
  event.control = {"v3:c1", line.at("answered").get_bool(), false};
  const auto list = read_instructions(boost::json::serialize(line.at("instructions")));
  if (!list) return {{"problem", list.error().says}};
  const auto answer = adapter.render(*list, {event, {}});
  boost::json::array commands;
  for (const auto& command : answer.commands)
    commands.push_back(object{{"path", command.path}, {"body", command.body}});
  return {{"body", answer.body}, {"commands", commands}};
}

}  // namespace

int main() {
  for (std::string text; std::getline(std::cin, text);) {
    const auto line = boost::json::parse(text).get_object();
    const auto* adapter = find_adapter(text_of(line, "provider"));
    if (!adapter) return 64;
    const auto out =
        line.contains("instructions") ? rendered(*adapter, line) : judged(*adapter, line);
    std::cout << boost::json::serialize(out) << '\n';
  }
}
