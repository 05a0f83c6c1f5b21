#include "storage/sorted_keys.h"

#include <algorithm>
#include <boost/endian/conversion.hpp>
#include <cstring>

namespace frontdesk {
namespace {

constexpr std::size_t number_bytes = 8;
constexpr std::uint32_t one_in = 4;  // of so many nodes, one is higher

std::uint64_t number_of(std::string_view key) {
  return boost::endian::load_little_u64(
      reinterpret_cast<const unsigned char*>(key.data() + key.size() - number_bytes));
}

}  // namespace

int SortedKeys::compare(std::string_view a, std::string_view b) {
  const auto a_size = a.size() - number_bytes, b_size = b.size() - number_bytes;
  const int bytes = std::memcmp(a.data(), b.data(), std::min(a_size, b_size));
  if (bytes != 0) return bytes;
  if (a_size != b_size) return a_size < b_size ? -1 : 1;
  const auto a_number = number_of(a), b_number = number_of(b);
  return a_number == b_number ? 0 : a_number > b_number ? -1 : 1;
}

std::string_view SortedKeys::Node::key() const {
  const auto* at = reinterpret_cast<const unsigned char*>(entry());
  std::size_t size = *at & 0x7f;
  for (int shift = 7; *at >= 0x80; shift += 7)
    size |= static_cast<std::size_t>(*++at & 0x7f) << shift;
  return {reinterpret_cast<const char*>(at + 1), size};
}

SortedKeys::SortedKeys() {
  for (auto& link : head_) link.first_.store(nullptr, std::memory_order_relaxed);
  place_.fill(&head_[height_max - 1]);
}

int SortedKeys::draw_height() {
  int height = 1;
  do {
    drawn_ ^= drawn_ << 13;
    drawn_ ^= drawn_ >> 17;
    drawn_ ^= drawn_ << 5;
  } while (drawn_ % one_in == 0 && ++height < height_max);
  return height;
}

// Until it is inserted, its first link says how high it is.
SortedKeys::Node* SortedKeys::built(void* memory, int height) {
  auto* links = static_cast<Node*>(memory);
  for (int i = 0; i < height; ++i) new (links + i) Node;
  auto* node = links + height - 1;
  node->first_.store(reinterpret_cast<Node*>(static_cast<std::uintptr_t>(height)),
                     std::memory_order_relaxed);
  return node;
}

// Moves the remembered places to where the key belongs: up to the first level on which it lies
// between the place and its next, and down again from there. True where the key is there already.
bool SortedKeys::look_for(std::string_view key) {
  auto* const from = &head_[height_max - 1];
  const Node *passed = from, *beyond = nullptr;  // what was compared last, on either side
  bool found = false;
  const auto is_before = [&](const Node* node) {
    if (node == passed) return true;
    if (node == beyond) return false;
    const int order = compare(node->key(), key);
    (order < 0 ? passed : beyond) = node;
    if (order == 0) found = true;
    return order < 0;
  };
  const auto stands_before = [&](const Node* node) { return node == from || is_before(node); };
  const int top = height_.load(std::memory_order_relaxed) - 1;
  int level = 0;
  const auto lies_here = [&] {
    if (!stands_before(place_[static_cast<std::size_t>(level)])) return false;
    const auto* next = place_[static_cast<std::size_t>(level)]->next(level);
    return next == nullptr || !is_before(next);
  };
  while (level < top && !lies_here()) ++level;
  Node* at = from;
  for (bool moved = false; level >= 0; --level) {
    auto& place = place_[static_cast<std::size_t>(level)];
    // The place of a lower level is further on than that of a higher one.
    if (!moved && stands_before(place)) at = place;
    for (Node* next = at->next(level); next && is_before(next); next = at->next(level)) {
      at = next;
      moved = true;
    }
    place = at;
  }
  return found;
}

bool SortedKeys::insert(Node* node) {
  const int height = static_cast<int>(
      reinterpret_cast<std::uintptr_t>(node->first_.load(std::memory_order_relaxed)));
  if (look_for(node->key())) return false;
  if (height > height_.load(std::memory_order_relaxed))
    height_.store(height, std::memory_order_relaxed);
  for (int level = 0; level < height; ++level) {
    auto& place = place_[static_cast<std::size_t>(level)];
    node->link(level).store(place->next(level), std::memory_order_relaxed);
    place->link(level).store(node, std::memory_order_release);
    place = node;
  }
  return true;
}

const SortedKeys::Node* SortedKeys::before(std::string_view key) const {
  const Node* at = &head();
  const Node* beyond = nullptr;
  for (int level = height_.load(std::memory_order_relaxed) - 1; level >= 0; --level) {
    for (const Node* next = at->next(level); next && next != beyond; next = at->next(level)) {
      if (compare(next->key(), key) >= 0) {
        beyond = next;
        break;
      }
      at = next;
    }
  }
  return at == &head() ? nullptr : at;
}

const SortedKeys::Node* SortedKeys::at_least(std::string_view key) const {
  // Between the two looks others may have been put in, all of them not before the key or before it.
  const Node* at = before(key);
  for (at = at ? at->next(0) : first(); at && compare(at->key(), key) < 0;) at = at->next(0);
  return at;
}

const SortedKeys::Node* SortedKeys::last() const {
  const Node* at = &head();
  for (int level = height_.load(std::memory_order_relaxed) - 1; level >= 0; --level)
    while (const Node* next = at->next(level)) at = next;
  return at == &head() ? nullptr : at;
}

}  // namespace frontdesk
