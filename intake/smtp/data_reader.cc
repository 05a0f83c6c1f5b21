#include "intake/smtp/data_reader.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace frontdesk::smtp {
namespace {

// A client's SIZE is a claim: memory is taken for no more than this before bytes have come.
constexpr std::size_t reserve_most = 262'144;
constexpr std::size_t reserve_least = 8'192;

const char* find(const char* from, const char* to, char byte) {
  return static_cast<const char*>(std::memchr(from, byte, static_cast<std::size_t>(to - from)));
}

}  // namespace

void DataReader::begin(std::string head, std::uint64_t limit, std::size_t expected) {
  raw_ = std::move(head);
  raw_.reserve(raw_.size() + std::clamp(expected, reserve_least, reserve_most));
  limit_ = limit;
  received_ = 0;
  place_ = Place::line_start;
  discarding_ = false;
}

void DataReader::discard() {
  discarding_ = true;
  std::string().swap(raw_);
}

std::string DataReader::take() {
  // Only BDAT can stop inside a line. It is completed, so that both ways give the same bytes.
  if (place_ == Place::inside && !discarding_) raw_ += "\r\n";
  return std::exchange(raw_, {});
}

void DataReader::keep(std::string_view bytes) {
  received_ += bytes.size();
  if (discarding_) return;
  if (too_large())
    discard();
  else
    raw_.append(bytes);
}

// One run of lines without anything to take off. `place_` is where it begins and is set to where it
// ends; false where a CR or an LF stands alone.
bool DataReader::lines_are_whole(std::string_view bytes) {
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  if (at == end) return true;
  if (place_ == Place::after_cr && *at != '\n') return false;
  if (place_ == Place::after_cr) ++at;
  while (at != end) {
    const char* lf = find(at, end, '\n');
    const char* const stop = lf ? lf : end;
    const char* cr = find(at, stop, '\r');
    if (!lf) {
      if (cr && cr + 1 != end) return false;
      place_ = cr ? Place::after_cr : Place::inside;
      return true;
    }
    if (!cr || cr + 1 != lf) return false;
    at = lf + 1;
  }
  place_ = Place::line_start;
  return true;
}

DataReader::Status DataReader::chunk(std::string_view bytes) {
  if (bytes.empty()) return Status::more;
  if (std::memchr(bytes.data(), '\0', bytes.size()) || !lines_are_whole(bytes))
    return Status::spoiled;
  keep(bytes);
  return Status::more;
}

DataReader::Progress DataReader::dotted(std::string_view bytes) {
  std::size_t run = 0;  // start of what is checked and not yet kept
  std::size_t at = 0;
  const auto finish = [&](Status status) {
    if (status != Status::spoiled) keep(bytes.substr(run, at - run));
    return Progress{at, status};
  };
  while (at < bytes.size()) {
    const char byte = bytes[at];
    switch (place_) {
      case Place::line_start:
        if (byte != '.') break;
        keep(bytes.substr(run, at - run));
        run = ++at;
        place_ = Place::after_dot;
        continue;
      case Place::after_dot:
        if (byte != '\r') break;
        place_ = Place::after_dot_cr;
        run = ++at;
        continue;
      case Place::after_dot_cr:
        if (byte != '\n') return finish(Status::spoiled);
        run = ++at;
        place_ = Place::line_start;
        return finish(Status::done);
      case Place::inside:
      case Place::after_cr:
        break;
    }
    const auto lf = bytes.find('\n', at);
    const auto line = bytes.substr(at, lf == bytes.npos ? lf : lf + 1 - at);
    if (place_ == Place::after_dot) place_ = Place::inside;
    if (std::memchr(line.data(), '\0', line.size()) || !lines_are_whole(line))
      return finish(Status::spoiled);
    at += line.size();
  }
  return finish(Status::more);
}

}  // namespace frontdesk::smtp
