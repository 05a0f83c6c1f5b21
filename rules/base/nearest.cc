#include "rules/base/nearest.h"

#include <algorithm>
#include <array>

namespace frontdesk {
namespace {

constexpr std::size_t name_bytes = 64;

// What people write differently and mean alike: "firstName" is "first_name".
std::string plain(std::string_view name) {
  std::string out;
  for (const char c : name.substr(0, name_bytes)) {
    if (c == '_' || c == '-' || c == ' ') continue;
    out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return out;
}

// How many letters are added, left out, wrong, or swapped with their neighbour.
std::size_t distance(std::string_view a, std::string_view b) {
  std::array<std::array<std::size_t, name_bytes + 1>, 3> rows{};
  auto *before = &rows[0], *last = &rows[1], *now = &rows[2];
  for (std::size_t j = 0; j <= b.size(); ++j) (*last)[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    (*now)[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t wrong = a[i - 1] == b[j - 1] ? 0 : 1;
      auto& cell = (*now)[j];
      cell = std::min({(*last)[j] + 1, (*now)[j - 1] + 1, (*last)[j - 1] + wrong});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        cell = std::min(cell, (*before)[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return (*last)[b.size()];
}

}  // namespace

std::string_view nearest_name(std::string_view name, std::span<const std::string_view> known) {
  if (name.size() > name_bytes) return {};
  const auto written = plain(name);
  std::string_view best;
  std::size_t least = name_bytes;
  for (const auto one : known) {
    const auto meant = plain(one);
    const auto apart = distance(written, meant);
    if (apart > std::max(written.size(), meant.size()) / 3 || apart >= least) continue;
    least = apart;
    best = one;
  }
  return best;
}

std::string meant_by(std::string_view name, std::span<const std::string_view> known) {
  const auto near = nearest_name(name, known);
  return near.empty() ? std::string() : "did you mean \"" + std::string(near) + "\"? ";
}

std::string shown_name(std::string_view name) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : name.substr(0, name_bytes)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\')
      out += c;
    else
      out.append("\\x").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
  }
  return out + (name.size() > name_bytes ? "…\"" : "\"");
}

}  // namespace frontdesk
