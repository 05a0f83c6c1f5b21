// Keys in order in memory: a skip list of RocksDB's memory entries. One thread inserts, any number
// read meanwhile without a lock; nothing is ever taken out. Made for keys that come in groups, each
// group in order: the place of the last one is remembered, and the next is looked for from there.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>
#include <string_view>

namespace frontdesk {

class SortedKeys {
 public:
  // An entry as RocksDB writes it: the length of the key as a varint, the key, and what follows.
  // The key ends with eight bytes of number and kind; of the same key the younger comes first.
  class Node {
   public:
    const char* entry() const { return reinterpret_cast<const char*>(this + 1); }
    std::string_view key() const;

   private:
    friend class SortedKeys;
    // The links of higher levels stand in front of the node.
    std::atomic<Node*>& link(int level) { return *(&first_ - level); }
    Node* next(int level) const { return (&first_ - level)->load(std::memory_order_acquire); }

    std::atomic<Node*> first_;
  };

  SortedKeys();
  SortedKeys(const SortedKeys&) = delete;
  SortedKeys& operator=(const SortedKeys&) = delete;

  // A node with room for an entry, which is written to entry() before it is inserted. `memory`
  // gives so many bytes, which outlive the keys.
  template <class F>
  Node* make(std::size_t entry_bytes, F&& memory) {
    const int height = draw_height();
    const auto links = static_cast<std::size_t>(height) * sizeof(Node);
    auto at = reinterpret_cast<std::uintptr_t>(memory(links + entry_bytes + alignof(Node) - 1));
    at = (at + alignof(Node) - 1) / alignof(Node) * alignof(Node);
    return built(reinterpret_cast<void*>(at), height);
  }

  // False where the very key is there already; then the node is not.
  bool insert(Node* node);

  // The first that is not before a key, the last that is before it, the ends. Null: there is none.
  const Node* at_least(std::string_view key) const;
  const Node* before(std::string_view key) const;
  const Node* first() const { return head().next(0); }
  const Node* last() const;
  static const Node* after(const Node& node) { return node.next(0); }

  // As RocksDB compares them.
  static int compare(std::string_view a, std::string_view b);

 private:
  static constexpr int height_max = 12;

  int draw_height();
  static Node* built(void* memory, int height);
  const Node& head() const { return head_[height_max - 1]; }
  bool look_for(std::string_view key);

  std::array<Node, height_max> head_;  // its links; the last of them is level 0
  std::atomic<int> height_{1};
  // The rest belongs to whoever inserts.
  std::array<Node*, height_max> place_{};  // at each level, the last node not behind the last key
  std::uint32_t drawn_ = 0x2545f491;
};

}  // namespace frontdesk
