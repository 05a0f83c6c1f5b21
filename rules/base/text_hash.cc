#include "rules/base/text_hash.h"

#include <random>

namespace frontdesk {

const std::uint64_t text_hash_seed = [] {
  std::random_device random;
  return static_cast<std::uint64_t>(random()) << 32 | random();
}();

}  // namespace frontdesk
