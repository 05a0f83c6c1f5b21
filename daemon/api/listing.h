// What the lists of records share: the queries that all of them take, and items with what is kept
// of their facts.
#pragma once

#include <string>
#include <utility>

#include "daemon/api/services.h"
#include "storage/kept.h"
#include "storage/lists.h"

namespace frontdesk::api {

struct ListAsked {
  std::string cursor;
  std::size_t limit = 0;
};

// A query parameter that is one of an enumeration's names, and where its value goes.
template <class E>
struct EnumQuery {
  std::string_view name;
  std::optional<E>& value;
};

// Where to go on and how far; fills in the filter's tenant and the enumerations that are asked for.
template <class Filter, class... E>
Result<ListAsked> list_asked(const http::Request& request, Filter& filter, EnumQuery<E>... enums) {
  const auto limit = limit_of(request);
  if (!limit) return limit.error();
  Result<void> ok;
  const auto read = [&](auto& query) {
    if (!ok) return;
    auto value = enum_of<typename std::remove_cvref_t<decltype(query.value)>::value_type>(
        request, query.name);
    if (value)
      query.value = *value;
    else
      ok = value.error();
  };
  (read(enums), ...);
  if (!ok) return ok.error();
  filter.msp = tenant_of(request);
  return ListAsked{std::string(request.query_value("cursor").value_or("")), *limit};
}

// An arrival with its facts, as whoever asks sees it: both name where the raw bytes are.
inline void narrow(const OwnView& view, KeptArrival& kept) {
  view.narrow(kept.arrival);
  if (kept.facts) kept.facts->raw = kept.arrival.raw;
}

// A page of records as an answer, each with its subject and sender.
template <class T>
http::Response listed_response(const Reader& reader, Result<Page<T>> page) {
  if (!page) return http::problem_response(page.error());
  const auto items = listed(reader, std::move(page->items));
  if (!items) return http::problem_response(items.error());
  return page_response(*items, page->next_cursor);
}

}  // namespace frontdesk::api
