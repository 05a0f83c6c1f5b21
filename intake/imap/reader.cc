#include "intake/imap/reader.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "intake/mime/header.h"

namespace frontdesk::imap {
namespace {

using Kind = Token::Kind;

constexpr std::array<std::pair<std::string_view, Condition>, 5> conditions{{
    {"OK", Condition::ok},
    {"NO", Condition::no},
    {"BAD", Condition::bad},
    {"BYE", Condition::bye},
    {"PREAUTH", Condition::preauth},
}};

std::optional<Condition> condition_of(std::string_view word) {
  for (const auto& [name, condition] : conditions)
    if (equal_ascii(name, word)) return condition;
  return {};
}

}  // namespace

Reader::Reader(const Limits& limits) : limits_(limits), lexer_(limits), found_(limits.uids) {
  begin();
}

void Reader::reset() {
  lexer_.reset();
  fault_ = Fault::none;
  found_.take();
  begin();
}

void Reader::begin() {
  response_ = {};
  lists_.clear();
  lists_.emplace_back();
  place_ = Place::tag;
}

std::optional<Response> Reader::next() {
  while (fault_ == Fault::none) {
    auto token = lexer_.next();
    if (!token) return {};
    if (auto response = take(std::move(*token))) return response;
  }
  return {};
}

std::optional<Response> Reader::take(Token token) {
  const bool ends = token.kind == Kind::end || token.kind == Kind::text;
  switch (place_) {
    case Place::tag:
      take_tag(std::move(token));
      return {};
    case Place::condition:
      take_condition(std::move(token));
      return {};
    case Place::untagged:
      take_untagged(std::move(token));
      return {};
    case Place::text:
      if (auto* continuation = std::get_if<Continuation>(&response_.data))
        continuation->text = std::move(token.bytes);
      else
        response_.data = status_from(condition_, std::move(token.bytes));
      return finish();
    case Place::search:
      if (!ends) {
        take_search(std::move(token));
        return {};
      }
      response_.data = Search{found_.take()};
      return finish();
    case Place::values:
      if (!ends) {
        add(std::move(token));
        return {};
      }
  }
  auto data = untagged_from(std::move(lists_.front()), limits_.uids);
  if (!data) {
    fail();
    return {};
  }
  response_.data = std::move(*data);
  return finish();
}

std::optional<Response> Reader::finish() {
  auto done = std::exchange(response_, {});
  begin();
  return done;
}

void Reader::take_tag(Token token) {
  if (token.kind != Kind::atom) return fail();
  if (token.bytes == "+") {
    response_.data = Continuation{};
    place_ = Place::text;
    lexer_.take_text();
  } else if (token.bytes == "*") {
    place_ = Place::untagged;
  } else {
    response_.tag = std::move(token.bytes);
    place_ = Place::condition;
  }
}

void Reader::take_condition(Token token) {
  const auto condition = condition_of(token.bytes);
  const bool may_be = token.kind == Kind::atom && condition && *condition <= Condition::bad;
  if (!may_be) return fail();
  condition_ = *condition;
  place_ = Place::text;
  lexer_.take_text();
}

void Reader::take_untagged(Token token) {
  if (token.kind != Kind::atom) return fail();
  constexpr auto any = std::numeric_limits<std::uint64_t>::max();
  if (const auto condition = condition_of(token.bytes)) {
    condition_ = *condition;
    place_ = Place::text;
    lexer_.take_text();
  } else if (equal_ascii(token.bytes, "SEARCH")) {
    // Its numbers are not kept as values, so they have a limit of their own.
    place_ = Place::search;
    lexer_.allow(limits_.search_bytes, any);
  } else {
    if (equal_ascii(token.bytes, "ESEARCH")) lexer_.allow(limits_.search_bytes, limits_.values);
    place_ = Place::values;
    add(std::move(token));
  }
}

void Reader::take_search(Token token) {
  const auto uid = number32(token.bytes);
  if (token.kind != Kind::atom || uid.value_or(0) == 0) return fail();
  found_.add(*uid);
}

void Reader::add(Token token) {
  if (token.kind == Kind::open) {
    lists_.emplace_back();
    return;
  }
  if (token.kind == Kind::close) {
    Value list{.kind = Value::Kind::list,
               .skipped = false,
               .bytes = {},
               .items = std::move(lists_.back())};
    lists_.pop_back();  // the lexer has seen that one is open
    lists_.back().push_back(std::move(list));
    return;
  }
  const auto kind = token.kind == Kind::atom ? Value::Kind::atom : Value::Kind::string;
  lists_.back().push_back(
      {.kind = kind, .skipped = token.skipped, .bytes = std::move(token.bytes), .items = {}});
}

}  // namespace frontdesk::imap
