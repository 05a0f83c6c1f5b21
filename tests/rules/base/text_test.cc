// Texts that keep their memory by hand. A build under AddressSanitizer looks at every byte of it.
#include "rules/base/text.h"

#include <doctest/doctest.h>

using namespace frontdesk;

namespace {

// Each length has its own letters, so that a byte from another text shows.
std::string letters(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + (size + i) % 26);
  return text;
}

// Empty, short, around each way of copying, in place and on the heap.
constexpr std::size_t sizes[] = {0, 1, 3, 4, 8, 15, 16, 30, 31, 32, 33, 47, 48, 63, 64, 65, 200};

}  // namespace

TEST_CASE_TEMPLATE("Text: every length is kept whole", T, ShortText<32>, ShortText<48>,
                   ShortText<64>) {
  for (std::size_t size = 0; size < 140; ++size) {
    CAPTURE(size);
    const auto text = letters(size);
    const T kept(text);
    CHECK(kept == text);
    CHECK(kept.size() == size);
    CHECK(kept.empty() == (size == 0));
    CHECK(kept.str() == text);
    CHECK(std::string(kept) == text);
    CHECK("<" + kept == "<" + text);
  }
}

TEST_CASE_TEMPLATE("Text: a copy is its own, and what was moved from is empty and can be used", T,
                   ShortText<32>, ShortText<48>, ShortText<64>) {
  for (const auto size : sizes) {
    CAPTURE(size);
    T text(letters(size));
    const T copy = text;
    T moved = std::move(text);
    CHECK(copy == letters(size));
    CHECK(moved == letters(size));
    CHECK(text.empty());
    CHECK(T(text).empty());
    for (const auto again : {std::size_t{3}, std::size_t{100}}) {
      text = letters(again);
      CHECK(text == letters(again));
      const T taken = std::move(text);
      CHECK(taken == letters(again));
    }
    moved = "other";
    CHECK(copy == letters(size));
  }
}

TEST_CASE_TEMPLATE("Text: any is put over any other", T, ShortText<32>, ShortText<48>,
                   ShortText<64>) {
  for (const auto before : sizes)
    for (const auto after : sizes) {
      CAPTURE(before);
      CAPTURE(after);
      const T source(letters(after));
      T copied(letters(before)), moved(letters(before)), set(letters(before));
      copied = source;
      moved = T(source);
      set = letters(after);
      CHECK(copied == source);
      CHECK(moved == source);
      CHECK(set == source);
      CHECK(source == letters(after));
    }
}

TEST_CASE_TEMPLATE("Text: put over itself, whole or a part, it is what was said", T, ShortText<32>,
                   ShortText<48>, ShortText<64>) {
  for (const auto size : sizes) {
    CAPTURE(size);
    T text(letters(size));
    T& same = text;
    text = same;
    CHECK(text == letters(size));
    text = std::move(same);
    CHECK(text == letters(size));
    text = same.view().substr(size / 2);
    CHECK(text == letters(size).substr(size / 2));
  }
}

TEST_CASE("Text: bytes that look like a mark or an end are bytes") {
  for (const auto size : sizes)
    for (const char byte : {'\0', '\x7f', '\xff'}) {
      const std::string text(size, byte);
      CHECK(Text(text) == text);
      CHECK(ShortText<64>(text) == text);
    }
}

TEST_CASE("Text: compares as its letters do, wherever they are") {
  const std::string words[] = {
      "", "a", "ab", "b", std::string(31, 'b'), std::string(32, 'b'), std::string(31, 'b') + 'c',
      "c"};
  for (const auto& a : words)
    for (const auto& b : words) {
      CAPTURE(a);
      CAPTURE(b);
      CHECK((Text(a) == Text(b)) == (a == b));
      CHECK((Text(a) == b) == (a == b));
      CHECK((Text(a) == b.c_str()) == (a == b));
      CHECK((Text(a) < Text(b)) == (a < b));
      CHECK((Text(a) > Text(b)) == (a > b));
    }
}

TEST_CASE("TextList: two in place and many more are kept, copied and compared") {
  std::vector<std::string> words;
  TextList list;
  for (std::size_t count = 0; count < 9; ++count) {
    CAPTURE(count);
    CHECK(list == words);
    CHECK(std::vector<std::string>(list) == words);
    TextList copy = list;
    CHECK(copy == list);
    const TextList moved = std::move(copy);
    CHECK(moved == TextList(words));
    copy = {"another", letters(50)};
    CHECK(copy == std::vector<std::string>{"another", letters(50)});
    words.push_back(letters(count * 9));
    list.emplace_back(words.back());
    CHECK_FALSE(moved == list);
  }
}

TEST_CASE("SharedText: copies are one text, and none is as good as empty") {
  SharedText text(letters(40));
  const SharedText copy = text;
  CHECK(copy.str().data() == text.str().data());
  CHECK(copy == SharedText(letters(40)));
  text = SharedText("");
  CHECK(text.empty());
  CHECK(text == SharedText());
  CHECK(text.str().empty());
  CHECK(copy == letters(40));
}
