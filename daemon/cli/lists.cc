#include "daemon/cli/lists.h"

#include "daemon/cli/json_view.h"
#include "daemon/cli/table.h"

namespace frontdesk::cli {

void print_list(const Listed& listed, std::initializer_list<Column> columns,
                std::string_view nothing, bool json, Io& io) {
  if (json) {
    io.out << json_line(boost::json::object{
        {"items", listed.items},
        {"next", listed.next.empty() ? boost::json::value() : boost::json::value(listed.next)}});
    return;
  }
  std::vector<std::string> head;
  for (const auto& column : columns) head.emplace_back(column.title);
  Table table(std::move(head));
  for (const auto& item : listed.items) {
    std::vector<std::string> cells;
    for (const auto& column : columns) cells.push_back(text_of(item, column.member));
    table.row(std::move(cells));
  }
  if (table.empty())
    io.out << nothing << '\n';
  else
    io.out << table.text(io.columns);
  if (!listed.next.empty()) io.out << "more: --cursor " << printable(listed.next) << '\n';
}

void add_filter(ApiQuery& query, std::string_view name, const std::string& value) {
  if (!value.empty()) query.emplace_back(name, value);
}

}  // namespace frontdesk::cli
