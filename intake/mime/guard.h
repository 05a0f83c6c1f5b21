// The guard in front of mimetic. mimetic recurses once per nested multipart or message/rfc822 and
// is quadratic on long header fields, so one linear pass judges the raw bytes before it sees them.
// Exact nesting, part counts and part headers are bounded once more while mimetic reads
// (structure.h), where there can be no difference between our view and its own.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace frontdesk {

struct MimeLimits {
  std::size_t header_bytes = 102'400;  // of the top header
  std::size_t header_lines = 1'000;    // of the top header
  std::size_t addresses = 2'000;       // entries of the top header's address fields
  std::size_t containers = 250;        // Content-Type lines of multipart or message, anywhere
  std::size_t depth = 20;              // multiparts and messages, one in another
  std::size_t parts = 1'000;
  std::size_t boundary_bytes = 200;
  std::size_t delimiter_lines = 100'000;    // lines that begin like a delimiter
  std::size_t part_field_bytes = 32'768;    // one field of a part's header
  std::size_t part_header_bytes = 262'144;  // the headers of all parts together
};

struct GuardVerdict {
  bool may_parse = true;
  std::string reason;  // the name of the limit that was passed
};

// Linear in the size of `raw`, whatever is in it. Counts generously: a Content-Type line counts
// wherever it stands. Containers are counted in the first 4 MiB: what comes behind meets the bounds
// of structure.h, which are the ones that count exactly. `header` is its top header, where it is
// known already.
GuardVerdict guard(std::string_view raw, const MimeLimits& limits = {});
GuardVerdict guard(std::string_view raw, std::string_view header, const MimeLimits& limits);

// The top header alone: its bytes up to and with the empty line, or all of `raw` where there is
// none. Line ends may be CRLF, LF or CR. A line that cannot be one of a header ends it, and is the
// first of the body; an mbox "From " line is passed over. Behind `judged_bytes` only an empty line
// ends it: such a header is over its limit, and is not read line by line.
std::string_view top_header(std::string_view raw,
                            std::size_t judged_bytes = std::string_view::npos);

}  // namespace frontdesk
