#include "rules/phrase_windows.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <unordered_map>
#include <utility>

namespace frontdesk {
namespace {

// So many hashes for each window, so that most windows of a text share theirs with none.
constexpr std::size_t hashes_each = 16;
constexpr int bucket_bits = 3;  // of a hash that its bucket does not tell

// Where the windows begin that the fewest phrases have; `counts` are of the windows of all phrases.
std::size_t rarest(const std::vector<std::uint32_t>& counts) {
  std::size_t best = 0;
  std::uint64_t least = UINT64_MAX;
  for (std::size_t from = 0; from + PhraseWindows::stride <= counts.size(); ++from) {
    std::uint64_t common = 0;
    for (std::size_t i = from; i < from + PhraseWindows::stride; ++i) common += counts[i];
    if (common >= least) continue;
    least = common;
    best = from;
  }
  return best;
}

}  // namespace

PhraseWindows::Bytes PhraseWindows::bytes_at(std::string_view text, std::size_t at) {
  Bytes bytes;
  static_assert(window_bytes >= sizeof bytes.first && window_bytes <= sizeof bytes);
  std::memcpy(&bytes.first, text.data() + at, sizeof bytes.first);
  std::memcpy(&bytes.last, text.data() + at + window_bytes - sizeof bytes.last, sizeof bytes.last);
  return bytes;
}

std::size_t PhraseWindows::hash(const Bytes& window) const {
  const auto mixed = window.first * 0x9e3779b97f4a7c15u + window.last * 0xd6e8feb86659fd93u;
  return static_cast<std::size_t>(mixed >> unused_bits_);
}

PhraseWindows::PhraseWindows(std::vector<Phrase> phrases) : phrases_(std::move(phrases)) {
  if (phrases_.empty()) return;
  const auto hashes = std::bit_ceil(phrases_.size() * stride * hashes_each);
  unused_bits_ = 64 - std::countr_zero(hashes);
  // Which have the same hash are counted as one: that is rare, and makes no difference.
  std::unordered_map<std::size_t, std::uint32_t> count_of;
  const auto each_window = [](const Phrase& phrase, auto take) {
    for (std::size_t at = 0; at + window_bytes <= phrase.text.size(); ++at)
      take(bytes_at(phrase.text, at));
  };
  for (const auto& phrase : phrases_)
    each_window(phrase, [&](const Bytes& bytes) { ++count_of[hash(bytes)]; });
  std::vector<std::uint32_t> counts;
  for (std::uint32_t i = 0; i < phrases_.size(); ++i) {
    counts.clear();
    each_window(phrases_[i], [&](const Bytes& bytes) { counts.push_back(count_of[hash(bytes)]); });
    const auto from = rarest(counts);
    for (std::size_t at = from; at < from + stride; ++at)
      windows_.push_back({bytes_at(phrases_[i].text, at), i, static_cast<std::uint32_t>(at)});
  }
  std::stable_sort(windows_.begin(), windows_.end(),
                   [&](const Window& a, const Window& b) { return hash(a.bytes) < hash(b.bytes); });
  known_.resize((hashes + 63) / 64);
  first_.resize((hashes >> bucket_bits) + 1);
  for (const auto& window : windows_) {
    const auto hashed = hash(window.bytes);
    known_[hashed / 64] |= std::uint64_t{1} << hashed % 64;
    ++first_[(hashed >> bucket_bits) + 1];
  }
  for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
}

void PhraseWindows::look(std::string_view text, std::size_t at, FoundPhrases& found) const {
  const auto bytes = bytes_at(text, at);
  const auto bucket = hash(bytes) >> bucket_bits;
  for (auto i = first_[bucket]; i < first_[bucket + 1]; ++i) {
    const auto& known = windows_[i];
    if (!(known.bytes == bytes) || known.at > at) continue;
    const auto& phrase = phrases_[known.phrase];
    if (text.substr(at - known.at).starts_with(phrase.text)) found.add(phrase.id);
  }
}

void PhraseWindows::find(std::string_view text, FoundPhrases& found) const {
  if (windows_.empty()) return;
  for (std::size_t at = 0; at + window_bytes <= text.size(); at += stride) {
    const auto hashed = hash(bytes_at(text, at));
    if ((known_[hashed / 64] >> hashed % 64 & 1u) != 0) look(text, at, found);
  }
}

}  // namespace frontdesk
