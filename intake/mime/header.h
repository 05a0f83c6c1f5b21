// The parts of a header, read leniently and in linear time. Whatever cannot be read comes out as it
// stands or not at all; nothing here fails.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rules/base/clock.h"

namespace frontdesk {

struct MailAddress;

// ---- text --------------------------------------------------------------------------------------

bool equal_ascii(std::string_view a, std::string_view b);  // without regard to case
bool contains_ascii(std::string_view text, std::string_view lower_needle);
std::string lower_ascii(std::string_view text);
std::string_view trim(std::string_view text);  // of space, tab, CR and LF
// UTF-8 with a space for every control character, which an encoded word may have hidden: such a
// text can stand in a header, a line or a terminal and stays one text there.
std::string one_line(std::string_view utf8);

// ---- fields ------------------------------------------------------------------------------------

struct HeaderField {
  std::string_view name;
  std::string_view value;  // with its folds
};

// The name of a line that begins a field; "" where it is none.
std::string_view field_name(std::string_view line);

// The fields of a header, in order; at most `limit`.
std::vector<HeaderField> read_fields(std::string_view header, std::size_t limit = 1'000);

// Folds taken out: a line end and the white space after it become one space. NULs are taken out.
std::string unfold(std::string_view value);

// The first field of a name, unfolded and trimmed; "" where there is none.
std::string first_value(const std::vector<HeaderField>& fields, std::string_view name);

// ---- RFC 2047 ----------------------------------------------------------------------------------

// Encoded words become UTF-8; adjacent ones of one charset are joined as bytes first, since some
// senders split a character between them. Broken ones stay as they are. Raw bytes beyond ASCII are
// read as UTF-8, else as windows-1252.
std::string decode_words(std::string_view unfolded);

// ---- parameters, RFC 2045 and RFC 2231 ---------------------------------------------------------

struct Parametrised {
  std::string value;                                        // lower case: "multipart/mixed"
  std::vector<std::pair<std::string, std::string>> params;  // names in lower case; at most 100
  std::string param(std::string_view name) const;           // the first; "" where there is none
};

// "text/plain; charset=utf-8; name*0*=utf-8''a%20; name*1=b" with comments and quoted strings.
Parametrised parse_parameters(std::string_view unfolded);

// ---- addresses ---------------------------------------------------------------------------------

// Addresses of a field, in order: groups are opened, comments are left out (a comment behind a bare
// address is its name), quoted local parts keep their quotes. Entries without an "@" are left out.
std::vector<MailAddress> parse_addresses(std::string_view unfolded, std::size_t limit = 100);

// ---- message ids and dates ---------------------------------------------------------------------

// The ids of Message-ID, In-Reply-To or References, without their brackets: what stands between "<"
// and ">" and has no white space; else bare words with an "@". The last `limit` ones.
std::vector<std::string> message_ids(std::string_view unfolded, std::size_t limit = 100);

// RFC 5322 dates, with the obsolete zones and two-digit years; nothing for what is none.
std::optional<Instant> parse_date(std::string_view unfolded);

}  // namespace frontdesk
