// What single texts of a frame may be. The texts are well-formed UTF-8: the JSON parser has seen to
// that.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace frontdesk::chat {

inline constexpr std::size_t id_bytes = 64;
inline constexpr std::size_t token_bytes = 256;
inline constexpr std::size_t address_bytes = 254;
inline constexpr std::size_t language_bytes = 35;
inline constexpr std::size_t name_characters = 100;
inline constexpr std::size_t phone_bytes = 40;
inline constexpr std::size_t file_name_bytes = 255;
inline constexpr std::size_t media_type_bytes = 127;

// Ids that a client makes up, and those of records: letters, digits and ". _ : -".
bool is_id(std::string_view text);
// Visible ASCII.
bool is_token(std::string_view text);
// An addr-spec as people have them: no quotes, no literals, a dot in the domain.
bool is_email(std::string_view text);
bool is_phone(std::string_view text);
// A language tag: "de", "pt-BR".
bool is_language(std::string_view text);
// "image/png", without parameters.
bool is_media_type(std::string_view text);
// One line without controls and without marks that turn the direction of what stands beside it: a
// name is shown to a technician.
bool is_name(std::string_view text);
// A name without a path in it.
bool is_file_name(std::string_view text);

// Code points.
std::size_t characters_of(std::string_view text);
// Line ends as "\n".
std::string with_plain_lines(std::string text);
// Line feeds and tabs are no such.
bool has_controls(std::string_view text);
bool is_blank(std::string_view text);

}  // namespace frontdesk::chat
