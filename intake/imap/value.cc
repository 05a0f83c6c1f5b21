#include "intake/imap/value.h"

#include <charconv>

#include "intake/mime/header.h"

namespace frontdesk::imap {
namespace {

template <class T>
std::optional<T> number(std::string_view text) {
  T value = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return {};
  return value;
}

}  // namespace

bool Value::is_nil() const {
  return is_atom("NIL");
}

bool Value::is_atom(std::string_view name) const {
  return kind == Kind::atom && equal_ascii(bytes, name);
}

std::optional<std::uint32_t> number32(std::string_view text) {
  return number<std::uint32_t>(text);
}

std::optional<std::uint64_t> number64(std::string_view text) {
  return number<std::uint64_t>(text);
}

}  // namespace frontdesk::imap
