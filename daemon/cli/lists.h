// What the list verbs share: a table with one column for each member.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "daemon/cli/api_client.h"
#include "daemon/cli/io.h"

namespace frontdesk::cli {

struct Column {
  std::string_view title;
  std::string_view member;
};

// The items as a table, or as {"items":[…],"next":…} where JSON is wanted. `nothing` where there
// are none; how to go on where there are more.
void print_list(const Listed& listed, std::initializer_list<Column> columns,
                std::string_view nothing, bool json, Io& io);

// name=value where the value is not empty.
void add_filter(ApiQuery& query, std::string_view name, const std::string& value);

}  // namespace frontdesk::cli
