#include "storage/lists.h"

#include <algorithm>

#include "storage/id_walk.h"
#include "storage/records.h"
#include "storage/terms.h"

namespace frontdesk {

namespace {

// Seeks per page. At some ten microseconds each, a page stays within the 20 ms that it may take.
constexpr std::size_t seeks_max = 1000;

// A cursor is a letter and an id: "x": go on below it; "i": at it.
struct Place {
  std::string id;
  bool below = false;
};

Result<Place> parse_cursor(std::string_view cursor) {
  if (cursor.empty()) return Place{};
  const auto id = cursor.substr(1);
  const bool good = (cursor[0] == 'x' || cursor[0] == 'i') && !id.empty() && id.size() <= 64 &&
                    std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < 127; });
  if (!good) return problem(ProblemCode::invalid, "the cursor is none that this list gave");
  return Place{std::string(id), cursor[0] == 'x'};
}

// Loads and checks the records of a walk until the page is full or the work is too much. `load`
// gives nothing for one that does not match; `text` is the cursor's form of an id.
template <class T, class Load, class Text>
Result<Page<T>> fill(IdWalk& walk, std::size_t limit, Load load, Text text) {
  Page<T> page;
  std::size_t budget = seeks_max;
  limit = std::clamp<std::size_t>(limit, 1, page_limit_max);
  std::string last;
  while (page.items.size() < limit) {
    const auto id = walk.next(budget);
    if (!id) break;
    last = *id;
    Result<std::optional<T>> record = load(*id);
    if (!record) return record.error();
    if (*record) page.items.push_back(std::move(**record));
    if (budget > 0) --budget;
  }
  if (auto ok = walk.ok(); !ok) return ok.error();
  if (!walk.resume()) return page;
  page.next_cursor = page.items.size() == limit ? 'x' + text(last) : 'i' + text(*walk.resume());
  return page;
}

bool matches(const Ticket& ticket, const TicketFilter& filter) {
  return (filter.queue.empty() || ticket.queue == filter.queue) &&
         (filter.msp.empty() || ticket.msp == filter.msp) &&
         (!filter.status || ticket.status == *filter.status);
}

bool matches(const ArrivalRecord& arrival, const ArrivalFilter& filter) {
  return (!filter.outcome || arrival.outcome == *filter.outcome) &&
         (filter.msp.empty() || arrival.msp == filter.msp) &&
         (filter.line.empty() || arrival.line == filter.line) &&
         (filter.contact.empty() || arrival.contact == filter.contact) &&
         (filter.ticket.empty() || arrival.ticket == filter.ticket) &&
         (!filter.channel || arrival.channel == *filter.channel);
}

// The ticket's number, where that is what is looked for: "1042", "#1042", "T-1042".
std::optional<std::string> asked_ticket(std::string_view q) {
  if (q.starts_with('#')) q.remove_prefix(1);
  auto id = q.starts_with("T-") ? std::string(q) : "T-" + std::string(q);
  if (!ticket_number(id)) return std::nullopt;
  return id;
}

Result<std::vector<std::string>> search_terms(std::string_view q) {
  if (q.find('@') != std::string_view::npos) return std::vector{terms::for_address(q)};
  if (q.starts_with('+')) return std::vector{terms::for_phone(q)};
  auto words = terms::of_words(q);
  if (words.empty())
    return problem(ProblemCode::invalid,
                   "search for a ticket number, an address, a phone number as +12125550142, or "
                   "words of three letters or more");
  return words;
}

std::string trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return std::string(text);
}

template <class E>
std::vector<E> each_of() {
  std::vector<E> all;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
      [&](auto one) { all.push_back(one.value); });
  return all;
}

// Either the one that is asked for, or all there are.
template <class E>
std::vector<E> those_of(const std::optional<E>& asked) {
  return asked ? std::vector<E>{*asked} : each_of<E>();
}

Result<std::vector<IdList>> ticket_lists(const TicketFilter& filter, const std::string& q) {
  std::vector<IdList> lists;
  const auto add = [&](const std::string& term) {
    lists.push_back({Column::index, {terms::ticket_list(term)}});
  };
  if (!q.empty()) {
    const auto searched = search_terms(q);
    if (!searched) return searched.error();
    for (const auto& term : *searched) add(term);
  }
  if (!filter.queue.empty()) add(terms::term("queue", filter.queue));
  if (!filter.msp.empty()) {
    auto& list = lists.emplace_back();
    for (const auto status : those_of(filter.status))
      list.prefixes.push_back(
          terms::ticket_list(terms::with_msp(filter.msp, terms::for_status(status))));
  } else if (filter.status) {
    add(terms::for_status(*filter.status));
  }
  if (lists.empty()) lists.push_back({Column::tickets, {""}});
  return lists;
}

// The lists of every line of a channel: one seek for each.
Result<IdList> lists_of_channel(const Reader& reader, Channel channel) {
  IdList list;
  Range range;
  range.prefix = terms::arrival_list(terms::for_line(channel, ""));
  range.prefix.pop_back();  // the term goes on
  auto cursor = reader.walk(Column::index, range);
  while (cursor.valid()) {
    const auto end = cursor.key().find('\0', range.prefix.size());
    list.prefixes.emplace_back(cursor.key().substr(0, end + 1));
    auto beyond = list.prefixes.back();
    ++beyond.back();
    cursor.seek(beyond);
  }
  if (auto ok = cursor.ok(); !ok) return ok.error();
  return list;
}

Result<std::vector<IdList>> arrival_lists(const Reader& reader, const ArrivalFilter& filter) {
  std::vector<IdList> lists;
  const auto add = [&](const std::string& term) {
    lists.push_back({Column::index, {terms::arrival_list(term)}});
  };
  if (!filter.from.empty())
    add(filter.from.starts_with('+') ? terms::for_phone(filter.from)
                                     : terms::for_address(filter.from));
  if (!filter.contact.empty()) add(terms::term("contact", filter.contact));
  if (!filter.ticket.empty()) add(terms::term("ticket", filter.ticket));
  if (!filter.line.empty()) {
    auto& list = lists.emplace_back();
    for (const auto channel : those_of(filter.channel))
      list.prefixes.push_back(terms::arrival_list(terms::for_line(channel, filter.line)));
  } else if (filter.channel) {
    auto list = lists_of_channel(reader, *filter.channel);
    if (!list) return list.error();
    lists.push_back(std::move(*list));
  }
  if (!filter.msp.empty()) {
    auto& list = lists.emplace_back();
    for (const auto outcome : those_of(filter.outcome))
      list.prefixes.push_back(
          terms::arrival_list(terms::with_msp(filter.msp, terms::for_outcome(outcome))));
  } else if (filter.outcome) {
    add(terms::for_outcome(*filter.outcome));
  }
  if (lists.empty()) lists.push_back({Column::arrivals, {""}});
  return lists;
}

}  // namespace

Result<Page<Ticket>> list_tickets(const Reader& reader, const TicketFilter& filter,
                                  std::string_view cursor, std::size_t limit) {
  auto place = parse_cursor(cursor);
  if (!place) return place.error();
  const auto start = ticket_number(place->id);
  if (!place->id.empty() && !start)
    return problem(ProblemCode::invalid, "the cursor is none that this list gave");
  const auto q = trimmed(filter.q);
  const auto load = [&](std::string_view id) -> Result<std::optional<Ticket>> {
    auto ticket = get_ticket(reader, id);
    if (ticket && *ticket && !matches(**ticket, filter)) return std::optional<Ticket>{};
    return ticket;
  };
  if (const auto asked = asked_ticket(q)) {
    auto ticket = load(*asked);
    if (!ticket) return ticket.error();
    Page<Ticket> page;
    if (*ticket) page.items.push_back(std::move(**ticket));
    return page;
  }
  const auto lists = ticket_lists(filter, q);
  if (!lists) return lists.error();
  IdWalk walk(reader, *lists, 8, start ? key_of(*start) : "", place->below);
  const auto text = [](const std::string& key) { return ticket_id(number_of(key).value_or(0)); };
  return fill<Ticket>(
      walk, limit, [&](const std::string& key) { return load(text(key)); }, text);
}

Result<Page<ArrivalRecord>> list_arrivals(const Reader& reader, const ArrivalFilter& filter,
                                          std::string_view cursor, std::size_t limit) {
  auto place = parse_cursor(cursor);
  if (!place) return place.error();
  const auto lists = arrival_lists(reader, filter);
  if (!lists) return lists.error();
  IdWalk walk(reader, *lists, 0, place->id, place->below);
  const auto load = [&](const std::string& id) -> Result<std::optional<ArrivalRecord>> {
    auto arrival = get_arrival(reader, id);
    if (arrival && *arrival && !matches(**arrival, filter)) return std::optional<ArrivalRecord>{};
    return arrival;
  };
  return fill<ArrivalRecord>(walk, limit, load, [](const std::string& id) { return id; });
}

Result<std::size_t> count_arrivals(const Reader& reader, Outcome outcome) {
  Range range;
  range.prefix = terms::arrival_list(terms::for_outcome(outcome));
  std::size_t count = 0;
  auto cursor = reader.walk(Column::index, range);
  for (; cursor.valid(); cursor.next()) ++count;
  if (auto ok = cursor.ok(); !ok) return ok.error();
  return count;
}

}  // namespace frontdesk
