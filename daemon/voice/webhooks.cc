#include "daemon/voice/webhooks.h"

#include <map>
#include <tuple>

#include "daemon/await.h"
#include "daemon/config.h"
#include "daemon/http/problem_json.h"
#include "daemon/voice/call_urls.h"
#include "daemon/voice/command_sender.h"
#include "daemon/voice/replays.h"
#include "daemon/voice/tellings.h"
#include "intake/arrival_key.h"
#include "intake/distil.h"
#include "rules/base/digest.h"
#include "storage/records.h"

namespace frontdesk::voice {
namespace {

using boost::asio::awaitable;
using http::Request;
using http::Response;

constexpr std::string_view telnyx_api = "https://api.telnyx.com";

// A provider on a line.
struct Door {
  const Adapter& adapter;
  std::string line;
  std::vector<std::string> secrets;
  CallUrls urls;
  std::unique_ptr<CommandSender> commands;  // null where answers say all
};

// One webhook while it is answered.
struct Turned {
  const Door& door;
  CallEvent event;
  CallPlace place;
};

// What a scene is made of, kept while it is.
struct Call {
  CallView view;
  Decision decision;
};

class Webhooks {
 public:
  Webhooks(WebhookServices services, std::string public_url)
      : services_(std::move(services)), public_url_(std::move(public_url)) {}

  Result<void> add(const VoiceConfig& config) {
    const auto* adapter = find_adapter(config.provider);
    if (!adapter) return problem(ProblemCode::invalid, "voice.provider: " + config.provider);
    std::vector<std::string> secrets;
    for (const auto& file : config.secret_files) {
      auto secret = read_secret(file);
      if (!secret) return secret.error();
      secrets.push_back(std::move(*secret));
    }
    std::unique_ptr<CommandSender> commands;
    if (!config.api_key_file.empty()) {
      const auto key = read_secret(config.api_key_file);
      if (!key) return key.error();
      const auto api = config.api_url.empty() ? std::string(telnyx_api) : config.api_url;
      commands = std::make_unique<CommandSender>(api, *key);
    }
    doors_.emplace(std::pair(config.provider, config.line),
                   Door{*adapter, config.line, std::move(secrets),
                        CallUrls(public_url_, config.provider, config.line), std::move(commands)});
    return {};
  }

  awaitable<Response> answer(Request& request) {
    const auto provider = request.parameter("provider"), line = request.parameter("line");
    WebhookEnd end = WebhookEnd::failed;
    std::string why;
    auto response = co_await judge(request, end, why);
    services_.ended({provider, line, request.peer, end, why});
    co_return response;
  }

 private:
  static Response refused(int status, std::string_view says) {
    return http::problem_response(problem(status == 404   ? ProblemCode::not_found
                                          : status == 403 ? ProblemCode::forbidden
                                                          : ProblemCode::unauthorized,
                                          std::string(says)));
  }

  awaitable<Response> judge(Request& request, WebhookEnd& end, std::string& why) {
    const auto door = doors_.find(std::pair(std::string(request.parameter("provider")),
                                            std::string(request.parameter("line"))));
    const auto round = request.query_value("round").value_or("");
    const auto place = CallUrls::place_of(request.parameter("turn"), round);
    if (door == doors_.end() || !place) {
      end = WebhookEnd::unknown;
      co_return refused(404, "there is nothing at this address");
    }
    auto webhook =
        make_webhook(request.method, public_url_ + request.target, std::move(request.headers),
                     std::move(request.body), services_.clock.now());
    if (!webhook) {
      end = WebhookEnd::malformed;
      why = webhook.error().says;
      co_return http::problem_response(webhook.error());
    }
    webhook->to_status = place->to_status;
    const auto& adapter = door->second.adapter;
    const auto verdict = adapter.verify(*webhook, door->second.secrets);
    if (!verdict.accepted()) co_return turned_away(verdict, end);
    const auto once = std::string(adapter.name) + ':' + verdict.once;
    // A second try is answered as the first, which it may overtake: what it tells changes nothing
    // that is known.
    if (replays_.seen(once, request.target, webhook->now) == Replays::Seen::replayed) {
      end = WebhookEnd::replayed;
      co_return refused(403, "refused");
    }
    auto event = adapter.parse(*webhook);
    if (!event) {
      end = WebhookEnd::malformed;
      why = event.error().says;
      co_return http::problem_response(event.error());
    }
    // Named: g++ 12 destroys what a temporary holds in such a call once too often.
    Turned turned{door->second, std::move(*event), *place};
    auto response = co_await follow(std::move(turned), end, why);
    // Its sender comes again, however late.
    if (end == WebhookEnd::failed) replays_.forget(once);
    co_return response;
  }

  static Response turned_away(const Verdict& verdict, WebhookEnd& end) {
    end = WebhookEnd::refused;
    if (verdict.kind == Verdict::Kind::challenge) {
      end = WebhookEnd::challenged;
      auto response = refused(401, "refused");
      response.headers.emplace_back("WWW-Authenticate", "Basic realm=\"voice\"");
      return response;
    }
    if (verdict.kind == Verdict::Kind::retry)
      return http::problem_response(problem(ProblemCode::unavailable, "refused"));
    return refused(403, "refused");
  }

  awaitable<Response> follow(Turned turned, WebhookEnd& end, std::string& why) {
    // Of a provider that calls one address for everything.
    if (const auto place = turned.door.urls.place_of(turned.event.next);
        place && !turned.event.next.empty())
      turned.place = *place;
    auto list = co_await instructions(turned);
    if (!list) {
      why = list.error().says;
      co_return http::problem_response(list.error());
    }
    auto answer = turned.door.adapter.render(*list, {turned.event, turned.door.secrets});
    if (!answer.commands.empty() && turned.door.commands) {
      const auto sent = co_await await_result<void>(
          [&](std::function<void(Result<void>)> done) {
            turned.door.commands->send(std::move(answer.commands), std::move(done));
          },
          services_.deadline);
      if (!sent) {
        why = sent.error().says;
        co_return http::problem_response(problem(ProblemCode::unavailable, why));
      }
    }
    end = WebhookEnd::answered;
    co_return Response{200, std::move(answer.content_type), std::move(answer.body), {}};
  }

  // Durable, then what to say.
  awaitable<Result<std::vector<CallInstruction>>> instructions(const Turned& turned) {
    const auto moves = moves_of(turned.event, turned.place.turn, services_.clock.now());
    const bool asks = turned.event.asks && turned.event.rest.empty();
    if (!asks && moves.empty()) co_return turned.event.rest;
    auto call = co_await known_or_new(turned, moves);
    if (!call) co_return call.error();
    if (!asks || !call->has_value()) co_return turned.event.rest;
    co_return co_await play(turned, **call);
  }

  // Nothing where it is a call that we make ourselves and know nothing of.
  awaitable<Result<std::optional<Call>>> known_or_new(const Turned& turned,
                                                      std::vector<CallMove> moves) {
    const bool arrives = turned.event.asks && turned.place.turn == Turn::arrive;
    std::optional<Decision> decision;
    if (arrives && turned.event.rest.empty()) {
      auto taken = co_await take(turned);
      if (!taken) co_return taken.error();
      decision = std::move(*taken);
    }
    auto view = co_await told(turned, moves);
    if (!view && view.error().code == ProblemCode::not_found) {
      // What told of it first was lost, or comes later.
      if (turned.event.direction == Direction::outbound) co_return std::optional<Call>();
      auto taken = co_await take(turned);
      if (!taken) co_return taken.error();
      view = co_await told(turned, moves);
    }
    if (!view) co_return view.error();
    Call call{std::move(*view), {}};
    if (!decision) {
      auto stored = get_event(services_.desk.store(), call.view.arrival.decided);
      if (!stored) co_return stored.error();
      if (!*stored || !(*stored)->decision)
        co_return problem(ProblemCode::internal,
                          "the decision of " + call.view.arrival.id + " is missing");
      decision = std::move((*stored)->decision);
    }
    call.decision = std::move(*decision);
    co_return std::optional(std::move(call));
  }

  std::string external_id(const Turned& turned) const {
    return std::string(turned.door.adapter.name) + ':' + turned.event.call;
  }

  // Nothing where it came in before.
  awaitable<Result<std::optional<Decision>>> take(const Turned& turned) {
    const auto rules = services_.desk.rules();
    const auto* line = line_of(turned, *rules);
    if (!line)
      co_return problem(ProblemCode::unavailable, "the rules have no line " + turned.door.line);
    const auto now = services_.clock.now();
    auto arrival = distil_call(turned.event.from, *line, now, new_arrival_id(now),
                               external_id(turned), *rules);
    // Known by the address that was called, whatever brand answers.
    arrival.key = key_of(turned);
    arrival.from_name = turned.event.caller_name;
    std::vector<Incoming> incoming;
    incoming.push_back({std::move(arrival), {}});
    auto taken = co_await await_result<std::vector<Taken>>(
        [&](FrontDesk::Done<std::vector<Taken>> done) {
          services_.desk.take(std::move(incoming), {}, std::move(done), false);
        },
        services_.deadline);
    if (!taken) co_return taken.error();
    auto& one = taken->front();
    if (one.decision.outcome == Outcome::duplicate) co_return std::optional<Decision>();
    co_return std::optional(std::move(one.decision));
  }

  std::string key_of(const Turned& turned) const {
    return arrival_key(Channel::voice, turned.door.line, external_id(turned), {});
  }

  // The door's line sets the trust. A number that it was forwarded from changes the brand only to
  // another line of the same MSP (R226): who calls can claim any.
  static const Line* line_of(const Turned& turned, const RuleSet& rules) {
    const auto* line = rules.lines.by_id(turned.door.line);
    if (!line || line->channel != Channel::voice) return nullptr;
    const auto* from = turned.event.forwarded_from.empty()
                           ? nullptr
                           : rules.lines.by_number(turned.event.forwarded_from);
    const bool same =
        from && from->channel == Channel::voice && !line->msp.empty() && from->msp == line->msp;
    return same ? from : line;
  }

  // Of the lines of partner support that have something to call or write to (R110 to R113).
  static std::string partner_support(const Lines& lines) {
    std::string said;
    for (const auto& line : lines.all()) {
      const auto& where = line.channel == Channel::voice ? line.number : line.address;
      if (!line.partner || line.private_ || where.empty()) continue;
      said.append(said.empty() ? "" : ", or ").append(line.title).append(" at ").append(where);
    }
    return said.empty() ? std::string("partner support") : said;
  }

  awaitable<Result<CallView>> told(const Turned& turned, std::vector<CallMove> moves) {
    CallTold told{key_of(turned), std::string(turned.door.adapter.name), std::move(moves),
                  turned.event.recording};
    co_return co_await await_result<CallView>(
        [&](FrontDesk::Done<CallView> done) {
          services_.desk.move_call(std::move(told), std::move(done));
        },
        services_.deadline);
  }

  awaitable<Result<std::vector<CallInstruction>>> play(const Turned& turned, Call& call) {
    const auto now = services_.clock.now();
    const auto rules = services_.desk.rules();
    const auto directory = services_.desk.directory();
    const auto& view = call.view;
    Situation situation;
    situation.turn = turned.place.turn;
    situation.decision = &call.decision;
    if (call.decision.msp)
      if (const auto* msp = directory->msp(call.decision.msp->str()))
        situation.msp_name = msp->name;
    if (call.decision.site)
      if (const auto* site = directory->site(call.decision.site->str()))
        situation.forward_to = site->site.outside.forward_to;
    // To a line of ours it would come in again (C9).
    if (rules->lines.by_number(situation.forward_to)) situation.forward_to.clear();
    situation.caller = turned.event.from;
    situation.partner_support = partner_support(rules->lines);
    if (view.arrival.call) situation.state = view.arrival.call->state;
    if (view.ticket) situation.queue = view.ticket->queue;
    situation.waited = std::chrono::duration_cast<std::chrono::seconds>(now - view.arrival.at);
    situation.position = view.position;
    situation.round = turned.place.round;
    situation.redial = call.decision.outcome == Outcome::appended;
    situation.keys = turned.event.keys;
    situation.can_record = turned.door.adapter.records;
    auto scene = voice::scene(situation, rules->calls, turned.door.urls.places());
    if (scene.step) {
      std::vector<CallMove> moves;
      moves.push_back({*scene.step, now});
      const auto moved = co_await told(turned, std::move(moves));
      if (!moved) co_return moved.error();
    }
    co_return std::move(scene.say);
  }

  const WebhookServices services_;
  const std::string public_url_;
  std::map<std::pair<std::string, std::string>, Door> doors_;
  Replays replays_;
};

}  // namespace

Result<void> add_voice_routes(http::RouteTable& table, WebhookServices services,
                              const std::vector<VoiceConfig>& config, std::string public_url) {
  if (config.empty()) return {};
  auto webhooks = std::make_shared<Webhooks>(std::move(services), std::move(public_url));
  for (const auto& one : config)
    if (auto ok = webhooks->add(one); !ok) return ok;
  for (const char* pattern : {"/voice/{provider}/{line}", "/voice/{provider}/{line}/{turn}"})
    for (const char* method : {"GET", "POST"}) {
      http::Route route;
      route.method = method;
      route.pattern = pattern;
      route.summary =
          "For telephone providers: what they tell of a call, and what its caller hears next";
      route.open = true;
      route.own_credentials = true;
      if (route.method == "POST")
        route.body = {"",
                      {"application/x-www-form-urlencoded", "application/json"},
                      "as the provider sends it"};
      route.body_bytes = webhook_limits.body_bytes;
      route.responses = {{200, "what to do with the call, in the provider's own dialect"},
                         {403, "not signed as it should be, too old, or sent before"}};
      route.handler = [webhooks](Request& request) { return webhooks->answer(request); };
      table.add(std::move(route));
    }
  return {};
}

}  // namespace frontdesk::voice
