// The ways in and the two regions of service.
#pragma once

#include <boost/describe.hpp>

namespace frontdesk {

// `ticket` is work that comes in without a person on the line: PSA and RMM tickets.
enum class Channel { voice, chat, email, ticket };
BOOST_DESCRIBE_ENUM(Channel, voice, chat, email, ticket)

// `us` is the North America pool (C6); `any` is any location of the service.
enum class Region { us, any };
BOOST_DESCRIBE_ENUM(Region, us, any)

constexpr bool is_live(Channel channel) {
  return channel == Channel::voice || channel == Channel::chat;
}

}  // namespace frontdesk
