#include "intake/mime/line_start.h"

namespace frontdesk {

namespace {

constexpr std::size_t block = 64;

char capital(char letter) {
  return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 0x20) : letter;
}

// Does any of the 64 pairs of bytes from `at` on end a line and begin one with the letter? Without
// a branch, so that the compiler compares many bytes at once.
bool any_start(const char* at, char letter) {
  const char large = capital(letter);
  unsigned char any = 0;
  for (std::size_t i = 0; i < block; ++i) {
    const char end = at[i], begin = at[i + 1];
    any |= static_cast<unsigned char>((end == '\n') | (end == '\r')) &
           static_cast<unsigned char>((begin == letter) | (begin == large));
  }
  return any != 0;
}

// The same for a line end that may have an empty line behind it.
bool any_empty(const char* at) {
  unsigned char any = 0;
  for (std::size_t i = 0; i < block; ++i) {
    const char end = at[i], begin = at[i + 1];
    any |= static_cast<unsigned char>(end == '\n') &
           static_cast<unsigned char>((begin == '\n') | (begin == '\r'));
  }
  return any != 0;
}

}  // namespace

std::size_t next_line_start(std::string_view text, std::size_t at, char letter) {
  while (at + 1 < text.size()) {
    if (at + block < text.size() && !any_start(text.data() + at, letter)) {
      at += block;
      continue;
    }
    const auto stop = at + block < text.size() ? at + block : text.size() - 1;
    for (; at < stop; ++at)
      if ((text[at] == '\n' || text[at] == '\r') &&
          (text[at + 1] == letter || text[at + 1] == capital(letter)))
        return at + 1;
  }
  return text.size();
}

std::size_t behind_empty_line(std::string_view text, std::size_t at) {
  while (at + 1 < text.size()) {
    if (at + block < text.size() && !any_empty(text.data() + at)) {
      at += block;
      continue;
    }
    const auto stop = at + block < text.size() ? at + block : text.size() - 1;
    for (; at < stop; ++at) {
      if (text[at] != '\n') continue;
      if (text[at + 1] == '\n') return at + 2;
      if (text.substr(at + 1, 2) == "\r\n") return at + 3;
    }
  }
  return text.size();
}

}  // namespace frontdesk
