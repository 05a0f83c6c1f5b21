#include <doctest/doctest.h>

#include <string>

#include "intake/smtp/admission.h"
#include "intake/smtp/deadline.h"
#include "intake/smtp/proxy_v2.h"

using namespace frontdesk;
using namespace frontdesk::smtp;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

std::string header(char command, char family, const std::string& rest) {
  return "\r\n\r\n\0\r\nQUIT\n"s + command + family + static_cast<char>(rest.size() >> 8) +
         static_cast<char>(rest.size()) + rest;
}

const std::string v4 = "\xc0\x00\x02\x07\x0a\x00\x00\x01\x30\x39\x00\x19"s;

}  // namespace

TEST_CASE("proxy: the client's address is read") {
  CHECK(proxy_client(header('\x21', '\x11', v4)) == "192.0.2.7");
  CHECK(proxy_client(header('\x21', '\x11', v4 + "\x04\x00\x01x"s)) == "192.0.2.7");
  const std::string v6 =
      "\x20\x01\x0d\xb8"s + std::string(11, '\0') + '\x01' + std::string(20, '\0');
  CHECK(proxy_client(header('\x21', '\x21', v6)) == "2001:db8::1");
  CHECK(proxy_client(header('\x20', '\x00', "")) == "");
  CHECK(proxy_rest(header('\x21', '\x11', v4).substr(0, 16)) == 12);
}

TEST_CASE("proxy: anything else is no header") {
  const auto whole = header('\x21', '\x11', v4);
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK_FALSE(proxy_client(whole.substr(0, size)).has_value());
  CHECK_FALSE(proxy_client(whole + "x").has_value());
  CHECK_FALSE(proxy_client(header('\x11', '\x11', v4)).has_value());            // version 1
  CHECK_FALSE(proxy_client(header('\x22', '\x11', v4)).has_value());            // no such command
  CHECK_FALSE(proxy_client(header('\x21', '\x12', v4)).has_value());            // UDP
  CHECK_FALSE(proxy_client(header('\x21', '\x00', v4)).has_value());            // unspecified
  CHECK_FALSE(proxy_client(header('\x21', '\x11', v4.substr(1))).has_value());  // short
  CHECK_FALSE(proxy_client(header('\x21', '\x21', v4)).has_value());
  CHECK_FALSE(proxy_rest("PROXY TCP4 1.2.3").has_value());
  CHECK_FALSE(proxy_client(header('\x21', '\x11', std::string(2'049, 'x'))).has_value());
}

TEST_CASE("proxy: networks of peers that may say so") {
  const auto in = [](std::string_view network, std::string_view address) {
    return Network::parse(network).value().contains(address);
  };
  CHECK(in("10.0.0.0/8", "10.255.1.2"));
  CHECK_FALSE(in("10.0.0.0/8", "11.0.0.1"));
  CHECK(in("192.0.2.7", "192.0.2.7"));
  CHECK_FALSE(in("192.0.2.7", "192.0.2.6"));
  CHECK(in("192.0.2.4/30", "192.0.2.7"));
  CHECK_FALSE(in("192.0.2.4/30", "192.0.2.8"));
  CHECK(in("10.0.0.0/8", "::ffff:10.0.0.1"));
  CHECK(in("fd00::/8", "fdab::1"));
  CHECK_FALSE(in("fd00::/8", "10.0.0.1"));
  CHECK(in("0.0.0.0/0", "203.0.113.9"));
  CHECK_FALSE(in("0.0.0.0/0", "2001:db8::1"));
  CHECK_FALSE(in("::/0", "local"));
  for (const std::string text : {"", "x", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "fd00::/129"})
    CHECK(Network::parse(text).has_error());
}

TEST_CASE("limits: an IPv6 /64 counts as one address") {
  CHECK(counting_key("192.0.2.7") == "192.0.2.7");
  CHECK(counting_key("::ffff:192.0.2.7") == "192.0.2.7");
  CHECK(counting_key("2001:db8:0:1:a::1") == counting_key("2001:db8:0:1:b::2"));
  CHECK(counting_key("2001:db8:0:1::1") != counting_key("2001:db8:0:2::1"));
}

TEST_CASE("limits: connections in all and from one address") {
  Limits limits;
  limits.connections = 5;
  limits.connections_per_address = 2;
  Admission admission(limits);
  CHECK_FALSE(admission.enter_from("a").has_value());
  CHECK_FALSE(admission.enter_from("a").has_value());
  CHECK(admission.enter_from("a") == Reply::too_many_from_address);
  CHECK_FALSE(admission.enter_from("b").has_value());
  admission.leave_from("a");
  CHECK_FALSE(admission.enter_from("a").has_value());
  for (int i = 0; i < 3; ++i) CHECK_FALSE(admission.enter().has_value());
  CHECK_FALSE(admission.stressed());
  CHECK_FALSE(admission.enter().has_value());
  CHECK(admission.stressed());
  CHECK_FALSE(admission.enter().has_value());
  CHECK(admission.enter() == Reply::too_many_connections);
  admission.leave();
  CHECK_FALSE(admission.enter().has_value());
}

TEST_CASE("limits: what an address holds is its own, and goes with its last connection") {
  Admission admission(Limits{});
  for (const auto* key : {"a", "a", "b"}) CHECK_FALSE(admission.enter_from(key).has_value());
  admission.held_from("a") += 10;
  CHECK(admission.held_from("a") == 10);
  CHECK(admission.held_from("b") == 0);
  admission.leave_from("a");
  CHECK(admission.held_from("a") == 10);
  admission.leave_from("a");
  CHECK_FALSE(admission.enter_from("a").has_value());
  CHECK(admission.held_from("a") == 0);
}

TEST_CASE("limits: bytes extend the deadline by what they are worth, never beyond a full wait") {
  const Limits limits;
  const Deadline::Time start{1h};
  Deadline deadline(limits);
  deadline.restart(start);
  CHECK(deadline.at(false) == start + 300s);
  CHECK(deadline.at(true) == start + 10s);
  // One byte a second is worth 2 ms: after 300 bytes the time is up.
  for (int second = 1; second <= 300; ++second)
    deadline.received(1, start + std::chrono::seconds(second));
  CHECK(deadline.at(false) == start + 300s + 600ms);
  // 1,000 bytes a second keep it at a full wait.
  deadline.restart(start);
  for (int second = 1; second <= 1'000; ++second)
    deadline.received(1'000, start + std::chrono::seconds(second));
  CHECK(deadline.at(false) == start + 1'300s);
  CHECK(deadline.at(true) == start + 1'010s);
}
