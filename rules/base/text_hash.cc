#include "rules/base/text_hash.h"

#include <random>

namespace frontdesk {
namespace {

std::uint64_t drawn() {
  std::random_device random;
  return static_cast<std::uint64_t>(random()) << 32 | random();
}

}  // namespace

const std::uint64_t text_hash_seed = drawn();
const std::uint64_t text_hash_factor = drawn();

}  // namespace frontdesk
