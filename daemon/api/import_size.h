// What reading a directory file takes at its most, told before anything is built of it.
#pragma once

#include <cstddef>
#include <string_view>

namespace frontdesk::api {

// Bytes, by what stands in the file and for whatever it holds: the document, then its rows beside
// the directory that they become. Up to three times what it is for a file of usual contacts.
std::size_t bytes_of_json_import(std::string_view text);
std::size_t bytes_of_csv_import(std::string_view text);

}  // namespace frontdesk::api
