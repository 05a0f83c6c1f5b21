// Short texts without the heap: ids, codes and times as a decision names them.
#pragma once

#include <algorithm>
#include <boost/container/small_vector.hpp>
#include <compare>
#include <concepts>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace frontdesk {

// A text that stands in place where it is shorter than Size; longer ones are on the heap. Read as a
// string_view and taken for a std::string wherever one is wanted.
template <std::size_t Size>
class ShortText {
 public:
  static constexpr std::size_t in_place_max = Size - 1;
  static_assert(Size % 8 == 0 && Size >= 32 && Size <= 64);

  ShortText() noexcept = default;
  ShortText(std::string_view text) { set(text); }
  ShortText(const std::string& text) { set(text); }
  ShortText(const char* text) { set(text); }
  ShortText(const ShortText& other) {
    if (other.on_heap())
      set(other.view());
    else
      std::memcpy(bytes_, other.bytes_, sizeof bytes_);
  }
  ShortText(ShortText&& other) noexcept {
    std::memcpy(bytes_, other.bytes_, sizeof bytes_);
    other.bytes_[in_place_max] = 0;
  }
  ShortText& operator=(const ShortText& other) {
    if (this != &other) *this = ShortText(other);
    return *this;
  }
  ShortText& operator=(ShortText&& other) noexcept {
    if (this == &other) return *this;
    if (on_heap()) free_heap();
    std::memcpy(bytes_, other.bytes_, sizeof bytes_);
    other.bytes_[in_place_max] = 0;
    return *this;
  }
  ~ShortText() {
    if (on_heap()) free_heap();
  }

  std::string_view view() const noexcept {
    return on_heap() ? std::string_view(held().data, held().size)
                     : std::string_view(bytes_, static_cast<unsigned char>(bytes_[in_place_max]));
  }
  operator std::string_view() const noexcept { return view(); }
  operator std::string() const { return std::string(view()); }
  std::string str() const { return std::string(view()); }
  std::size_t size() const noexcept { return view().size(); }
  bool empty() const noexcept { return bytes_[in_place_max] == 0; }

  friend bool operator==(const ShortText& a, const ShortText& b) noexcept {
    return a.view() == b.view();
  }
  template <class T>
  requires(!std::same_as<T, ShortText> &&
           std::convertible_to<const T&, std::string_view>) friend bool
  operator==(const ShortText& a, const T& b) noexcept {
    return a.view() == std::string_view(b);
  }
  friend auto operator<=>(const ShortText& a, const ShortText& b) noexcept {
    return a.view() <=> b.view();
  }
  friend std::string operator+(std::string a, const ShortText& b) { return a.append(b.view()); }
  friend std::ostream& operator<<(std::ostream& out, const ShortText& text) {
    return out << text.view();
  }

 private:
  // Where the last byte says so, the first sixteen are a pointer and a length.
  static constexpr char heap_mark = '\x7f';

  bool on_heap() const noexcept { return bytes_[in_place_max] == heap_mark; }
  struct OnHeap {
    char* data = nullptr;
    std::size_t size = 0;
  };
  OnHeap held() const noexcept {
    OnHeap read;
    std::memcpy(&read, bytes_, sizeof read);
    return read;
  }
  void set_heap(std::string_view text) {
    auto copy = std::make_unique<char[]>(text.size());
    std::memcpy(copy.get(), text.data(), text.size());
    const OnHeap now{copy.release(), text.size()};
    std::memcpy(bytes_, &now, sizeof now);
    bytes_[in_place_max] = heap_mark;
  }
  void free_heap() noexcept {
    const std::unique_ptr<char[]> freed(held().data);
    bytes_[in_place_max] = 0;
  }

  void set(std::string_view text) {
    if (text.size() > in_place_max) return set_heap(text);
    copy_short(bytes_, text.data(), text.size());
    bytes_[in_place_max] = static_cast<char>(text.size());
  }
  // Less than 64 bytes: two copies of fixed size that may overlap are faster than one that is
  // called.
  static void copy_short(char* to, const char* from, std::size_t size) {
    const auto ends = [&]<std::size_t N>() {
      char first[N], last[N];
      std::memcpy(first, from, N);
      std::memcpy(last, from + size - N, N);
      std::memcpy(to, first, N);
      std::memcpy(to + size - N, last, N);
    };
    if (size >= 32) return ends.template operator()<32>();
    if (size >= 16) return ends.template operator()<16>();
    if (size >= 8) return ends.template operator()<8>();
    if (size >= 4) return ends.template operator()<4>();
    for (std::size_t i = 0; i < size; ++i) to[i] = from[i];
  }

  alignas(8) char bytes_[in_place_max + 1] = {};
};

using Text = ShortText<32>;

// The few words that a decision has of a kind; as many as two without the heap.
class TextList : public boost::container::small_vector<Text, 2> {
 public:
  using boost::container::small_vector<Text, 2>::small_vector;
  TextList() = default;
  TextList(std::initializer_list<Text> texts) { assign(texts.begin(), texts.end()); }
  TextList(const std::vector<std::string>& texts) { assign(texts.begin(), texts.end()); }
  operator std::vector<std::string>() const { return {begin(), end()}; }
  friend bool operator==(const TextList& a, const TextList& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }
  friend bool operator==(const TextList& a, const std::vector<std::string>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }
};

// One text that many hold and nobody changes: copying it copies a pointer.
class SharedText {
 public:
  SharedText() = default;
  SharedText(std::string text)
      : text_(text.empty() ? nullptr : std::make_shared<const std::string>(std::move(text))) {}
  SharedText(std::string_view text) : SharedText(std::string(text)) {}
  SharedText(const char* text) : SharedText(std::string(text)) {}

  const std::string& str() const {
    static const std::string none;
    return text_ ? *text_ : none;
  }
  operator const std::string&() const { return str(); }
  operator std::string_view() const { return str(); }
  bool empty() const { return !text_; }
  std::size_t size() const { return str().size(); }

  friend bool operator==(const SharedText& a, const SharedText& b) {
    return a.text_ == b.text_ || a.str() == b.str();
  }
  template <class T>
  requires(!std::same_as<T, SharedText> &&
           std::convertible_to<const T&, std::string_view>) friend bool
  operator==(const SharedText& a, const T& b) noexcept {
    return a.str() == std::string_view(b);
  }
  friend std::ostream& operator<<(std::ostream& out, const SharedText& text) {
    return out << text.str();
  }

 private:
  std::shared_ptr<const std::string> text_;
};

}  // namespace frontdesk
