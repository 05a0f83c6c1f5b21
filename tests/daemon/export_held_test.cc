// What an export keeps from piece to piece counts as held, beside the piece that is on its way.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "daemon/api/services.h"
#include "tests/daemon/desk_fixture.h"

using namespace frontdesk;
using namespace frontdesk::test;
using http::HeldBytes;

namespace {

constexpr std::size_t mib = 1024 * 1024;

void fill(Desk& d, int arrivals) {
  Transaction transaction(*d.store, last_position(*d.store).value() + 1);
  for (int i = 0; i < arrivals; ++i) {
    ArrivalRecord record;
    record.id = "a-" + std::to_string(100'000 + i);
    record.msp = "northwind";
    record.contact = "ann";
    record.at = d.clock.now();
    put_arrival(transaction, record, nullptr);
  }
  REQUIRE(d.store->write(transaction).has_value());
}

http::Response answer(const http::RouteTable& table, std::string_view method,
                      std::vector<std::string> path, http::Request& request) {
  boost::asio::io_context context;
  http::Response response;
  boost::asio::co_spawn(context, table.match(method, path).route->handler(request),
                        [&](std::exception_ptr failed, http::Response got) {
                          REQUIRE_FALSE(failed);
                          response = std::move(got);
                        });
  context.run();
  return response;
}

}  // namespace

TEST_CASE("http: an export of a person holds the ids that it remembers beside its pieces") {
  Desk d(at("2026-06-03T14:00:00Z"));
  d.load_directory();
  d.desk.reset();
  fill(d, 3000);
  d.reopen();
  const auto tokens = TokenKeeper::open(*d.desk, d.clock, {});
  REQUIRE(tokens.has_value());
  http::RouteTable table;
  api::add_exchange_routes(table, {*d.desk, d.clock, **tokens, {}, {}});

  const auto all = std::make_shared<HeldBytes>(2 * mib);
  const auto left_for_others = [&](std::size_t bytes) {
    return HeldBytes::Share(all, "another").hold(bytes);
  };
  http::Request request;
  request.query = {{"contact", "ann"}};
  request.held = std::make_shared<HeldBytes::Share>(all, "exporter");
  auto response = answer(table, "GET", {"v1", "export"}, request);
  REQUIRE(response.status == 200);
  REQUIRE(response.more);
  auto piece = response.body;
  std::size_t told = 0;
  while (!piece.empty()) {
    // As a connection does for each piece.
    REQUIRE(request.may_hold(piece.size()));
    const auto counted = piece.size() > 64 * 1024 ? piece.size() : 0;
    told += static_cast<std::size_t>(std::count(piece.begin(), piece.end(), '\n'));
    CHECK(left_for_others(2 * mib - counted - 130 * told));
    if (told > 1000) CHECK_FALSE(left_for_others(2 * mib - counted - 110 * (told - 1)));
    auto next = response.more();
    REQUIRE(next.has_value());
    piece = std::move(*next);
  }
  CHECK(told == 3001);
  response = {};
  request.held.reset();
  CHECK(left_for_others(2 * mib));
}
