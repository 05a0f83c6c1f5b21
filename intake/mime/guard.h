// The guard in front of mimetic. mimetic recurses once per nested multipart or message/rfc822 and
// is quadratic on long header lines, so one linear pass judges the raw bytes before it sees them.
// The pass counts generously: whatever mimetic could take for a header, a part or a level counts.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace frontdesk {

struct MimeLimits {
  std::size_t header_bytes = 102'400;        // of the top header
  std::size_t header_lines = 1'000;          // of the top header
  std::size_t header_line_bytes = 32'768;    // one field, its folded lines together
  std::size_t all_header_bytes = 1'048'576;  // of the headers of all parts together
  std::size_t depth = 20;                    // multiparts and message/rfc822, one in another
  std::size_t parts = 1'000;
  std::size_t boundary_bytes = 200;
  std::size_t containers = 250;   // fields that declare a multipart or message type, anywhere
  std::size_t addresses = 1'000;  // entries of all address fields together
};

struct GuardVerdict {
  bool may_parse = true;
  std::string reason;            // "header_bytes", "parts", …: the limit that was passed
  std::size_t header_bytes = 0;  // of the top header, its empty line included
};

// Linear in the size of `raw`, whatever is in it; stops at the first limit that is passed.
GuardVerdict guard(std::string_view raw, const MimeLimits& limits = {});

// The top header alone: its bytes up to and with the empty line, or all of `raw` where there is
// none. Line ends may be CRLF, LF or CR. A first line that cannot be a header means no header.
std::string_view top_header(std::string_view raw);

}  // namespace frontdesk
