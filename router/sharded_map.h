// A map from text to T whose copies share what they have in common: 256 immutable shards behind
// shared pointers. Copying is 256 pointer copies; a change copies one shard.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace frontdesk {

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

template <class T>
class ShardedMap {
 public:
  using Shard = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

  const T* find(std::string_view key) const {
    const auto& shard = shards_[place(key)];
    if (!shard) return nullptr;
    const auto found = shard->find(key);
    return found == shard->end() ? nullptr : &found->second;
  }

  void put(std::string_view key, T value) {
    edit(key).insert_or_assign(std::string(key), std::move(value));
  }

  // The value of a key to change in place; `fresh` where there is none.
  T& at(std::string_view key, T fresh = T()) {
    return edit(key).try_emplace(std::string(key), std::move(fresh)).first->second;
  }

  void erase(std::string_view key) {
    if (!find(key)) return;
    auto& shard = edit(key);
    shard.erase(shard.find(key));
  }

  std::size_t size() const {
    std::size_t total = 0;
    for (const auto& shard : shards_) total += shard ? shard->size() : 0;
    return total;
  }

  template <class F>
  void for_each(F&& visit) const {
    for (const auto& shard : shards_)
      if (shard)
        for (const auto& [key, value] : *shard) visit(key, value);
  }

 private:
  static constexpr std::size_t shard_count = 256;
  static std::size_t place(std::string_view key) { return TextHash{}(key) % shard_count; }

  // The shard of a key, ours alone: a shard that another snapshot shares is copied first. Copies
  // are made of published snapshots only, so a count of one is a shard that nobody else can reach.
  Shard& edit(std::string_view key) {
    auto& shard = shards_[place(key)];
    if (!shard) {
      shard = std::make_shared<Shard>();
    } else if (shard.use_count() > 1) {
      shard = std::make_shared<Shard>(*shard);
    }
    return *shard;
  }

  std::array<std::shared_ptr<Shard>, shard_count> shards_;
};

}  // namespace frontdesk
