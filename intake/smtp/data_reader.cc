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

// What is ordinary is looked at 64 bytes at a time: line by line, a message of empty lines would
// cost ten times what an ordinary one does.
constexpr std::size_t block = 64;

// Nothing among the block's bytes that spoils a message or is a dot at the start of a line. It is
// known of each byte by the one before it, which is there. Without a branch, so that the compiler
// compares many bytes at once.
bool is_ordinary(const char* at) {
  const char* const before = at - 1;
  unsigned char odd = 0;
  for (std::size_t i = 0; i < block; ++i) {
    odd |= static_cast<unsigned char>((at[i] == '\n') != (before[i] == '\r'));
    odd |= static_cast<unsigned char>(at[i] == '\0');
    odd |= static_cast<unsigned char>((at[i] == '.') & (before[i] == '\n'));
  }
  return odd == 0;
}

// How many bytes from `at` on, which is not the first, are ordinary: whole blocks.
std::size_t ordinary_run(std::string_view bytes, std::size_t at) {
  std::size_t end = at;
  while (end + block <= bytes.size() && is_ordinary(bytes.data() + end)) end += block;
  return end - at;
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

// One line, or what there is of it, or many bytes of lines that are in order: how many, 0 where
// they spoil the message. `place_` is set to where they end.
std::size_t DataReader::take_lines(std::string_view bytes, std::size_t at) {
  if (const auto run = at > 0 ? ordinary_run(bytes, at) : 0; run > 0) {
    const char last = bytes[at + run - 1];
    place_ = last == '\n' ? Place::line_start : last == '\r' ? Place::after_cr : Place::inside;
    return run;
  }
  const auto lf = bytes.find('\n', at);
  const auto line = bytes.substr(at, lf == bytes.npos ? lf : lf + 1 - at);
  const bool whole = !std::memchr(line.data(), '\0', line.size()) && lines_are_whole(line);
  return whole ? line.size() : 0;
}

DataReader::Status DataReader::chunk(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const auto taken = take_lines(bytes, at);
    if (taken == 0) return Status::spoiled;
    at += taken;
  }
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
    if (place_ == Place::after_dot) place_ = Place::inside;
    const auto taken = take_lines(bytes, at);
    if (taken == 0) return finish(Status::spoiled);
    at += taken;
  }
  return finish(Status::more);
}

}  // namespace frontdesk::smtp
