// How texts are hashed in tables: inline, eight bytes at a time, with a start that nobody outside
// knows, so that no one can choose ids that all fall on one place.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace frontdesk {

// Drawn once in a process; for equal texts hashes are equal within it and nowhere else. Two, since
// a factor that everybody knows could be made zero by a text that has it.
extern const std::uint64_t text_hash_seed, text_hash_factor;

struct TextHash {
  using is_transparent = void;

  std::size_t operator()(std::string_view text) const noexcept {
    const char* at = text.data();
    std::size_t left = text.size();
    const std::uint64_t factor = text_hash_factor;
    std::uint64_t hash = text_hash_seed ^ left;
    for (; left > 16; at += 16, left -= 16)
      hash = mixed(read<8>(at) ^ hash, read<8>(at + 8) ^ factor);
    if (left >= 8) return mixed(mixed(read<8>(at) ^ hash, read<8>(at + left - 8) ^ factor), third);
    if (left >= 4) return mixed(mixed(read<4>(at) ^ hash, read<4>(at + left - 4) ^ factor), third);
    std::uint64_t few = 0;
    for (std::size_t i = 0; i < left; ++i) few = few << 8 | static_cast<unsigned char>(at[i]);
    return mixed(mixed(few ^ hash, factor), third);
  }

 private:
  static constexpr std::uint64_t third = 0xd6e8feb86659fd93;

  template <std::size_t N>
  static std::uint64_t read(const char* at) noexcept {
    std::uint64_t value = 0;
    std::memcpy(&value, at, N);
    return value;
  }
  // Both halves of the product of two words.
  static std::uint64_t mixed(std::uint64_t a, std::uint64_t b) noexcept {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }
};

}  // namespace frontdesk
