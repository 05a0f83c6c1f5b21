// Where all chance in a simulation comes from: one seed, the same sequence on every machine.
#pragma once

#include <cstdint>
#include <random>
#include <span>

namespace frontdesk::simulation {

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed * 0x9E3779B97F4A7C15u + 1) {}

  // Of 0 to `end` - 1. The standard distributions differ between libraries.
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(engine_() % end); }
  // Both ends included.
  std::size_t between(std::size_t least, std::size_t most) {
    return least + below(most - least + 1);
  }
  bool one_in(std::size_t times) { return below(times) == 0; }
  template <class T>
  T& of(std::vector<T>& all) {
    return all[below(all.size())];
  }
  // An index, as often as its weight says.
  std::size_t weighted(std::span<const unsigned> weights) {
    std::size_t sum = 0;
    for (const auto weight : weights) sum += weight;
    auto at = below(sum);
    std::size_t chosen = 0;
    while (at >= weights[chosen]) at -= weights[chosen++];
    return chosen;
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace frontdesk::simulation
