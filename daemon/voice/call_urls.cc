#include "daemon/voice/call_urls.h"

#include <charconv>

#include "rules/base/names.h"

namespace frontdesk::voice {
namespace {

constexpr unsigned rounds_at_most = 100'000;
constexpr std::string_view round_mark = "?round=";

std::optional<unsigned> round_of(std::string_view text) {
  unsigned round = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, round);
  if (text.empty() || read.ec != std::errc() || read.ptr != end || round > rounds_at_most)
    return {};
  return round;
}

}  // namespace

CallUrls::CallUrls(std::string_view public_url, std::string_view provider, std::string_view line) {
  base_.append(public_url).append("/voice/").append(provider).append("/").append(line);
}

Places CallUrls::places() const {
  return {[base = base_](Turn turn, unsigned round) {
            std::string url = base;
            if (turn != Turn::arrive) url.append("/").append(name_of(turn));
            return url.append(round_mark).append(std::to_string(round));
          },
          base_ + "/status"};
}

std::optional<CallPlace> CallUrls::place_of(std::string_view last_segment, std::string_view round) {
  CallPlace place;
  if (last_segment == "status") {
    place.to_status = true;
    return place;
  }
  if (!last_segment.empty()) {
    const auto turn = enum_from<Turn>(last_segment);
    if (!turn) return {};
    place.turn = *turn;
  }
  if (round.empty()) return place;
  const auto read = round_of(round);
  if (!read) return {};
  place.round = *read;
  return place;
}

std::optional<CallPlace> CallUrls::place_of(std::string_view url) const {
  if (!url.starts_with(base_)) return {};
  url.remove_prefix(base_.size());
  std::string_view round;
  if (const auto at = url.find(round_mark); at != url.npos) {
    round = url.substr(at + round_mark.size());
    url = url.substr(0, at);
  }
  if (url.starts_with('/')) url.remove_prefix(1);
  return place_of(url, round);
}

}  // namespace frontdesk::voice
