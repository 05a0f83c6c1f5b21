#include "intake/imap/folder_name.h"

#include <unicode/ucnv.h>

#include <algorithm>
#include <array>
#include <memory>

#include "rules/base/fold.h"

namespace frontdesk::imap {
namespace {

constexpr const char* wire_charset = "IMAP-mailbox-name";

struct Close {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};

// Nothing is replaced by anything: what cannot be converted is an error.
std::unique_ptr<UConverter, Close> strict(const char* charset, UErrorCode& status) {
  std::unique_ptr<UConverter, Close> converter(ucnv_open(charset, &status));
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  ucnv_setFromUCallBack(converter.get(), UCNV_FROM_U_CALLBACK_STOP, nullptr, nullptr, nullptr,
                        &status);
  return converter;
}

// "" where it cannot be done.
std::string converted(std::string_view text, const char* from, const char* to) {
  UErrorCode status = U_ZERO_ERROR;
  const auto source = strict(from, status);
  const auto target = strict(to, status);
  if (U_FAILURE(status)) return {};
  // A UTF-16 unit takes up to eight bytes of modified UTF-7 with its shifts.
  std::array<UChar, folder_name_bytes_max> units{};
  std::array<char, 8 * folder_name_bytes_max> bytes{};
  const auto length = ucnv_toUChars(source.get(), units.data(), folder_name_bytes_max, text.data(),
                                    static_cast<std::int32_t>(text.size()), &status);
  if (U_FAILURE(status)) return {};
  const auto size =
      ucnv_fromUChars(target.get(), bytes.data(), static_cast<std::int32_t>(bytes.size()),
                      units.data(), length, &status);
  if (U_FAILURE(status)) return {};
  return {bytes.data(), static_cast<std::size_t>(size)};
}

// C0, DEL and, written in two bytes, C1.
bool has_controls(std::string_view utf8) {
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if (byte < 0x20 || byte == 0x7f) return true;
    if (byte == 0xc2 && i + 1 < utf8.size() && static_cast<unsigned char>(utf8[i + 1]) < 0xa0)
      return true;
  }
  return false;
}

}  // namespace

Result<std::string> folder_to_wire(std::string_view utf8) {
  if (utf8.empty() || utf8.size() > folder_name_bytes_max)
    return problem(ProblemCode::invalid, "a folder's name has from 1 to 1,000 bytes");
  if (!is_utf8(utf8) || has_controls(utf8))
    return problem(ProblemCode::invalid,
                   "a folder's name must be UTF-8 without control characters");
  auto wire = converted(utf8, "UTF-8", wire_charset);
  if (wire.empty())
    return problem(ProblemCode::invalid, "a folder of this name cannot be asked for over IMAP");
  return wire;
}

Result<std::string> folder_from_wire(std::string_view wire) {
  const auto refused = [] {
    return problem(ProblemCode::syntax, "the server names a folder in no modified UTF-7");
  };
  if (wire.empty() || wire.size() > folder_name_bytes_max) return refused();
  auto utf8 = converted(wire, wire_charset, "UTF-8");
  // Written in another way than we would, two names could be one.
  if (utf8.empty() || has_controls(utf8) || converted(utf8, "UTF-8", wire_charset) != wire)
    return refused();
  return utf8;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out += '"';
}

}  // namespace frontdesk::imap
