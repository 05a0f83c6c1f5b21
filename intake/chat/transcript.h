// The conversation as it is kept: the messages of a chat by their numbers, from 1 without a gap. In
// memory are the newest, for whoever comes back after a lost connection; the rest is the store's.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "intake/chat/limits.h"
#include "rules/base/clock.h"

namespace frontdesk::chat {

enum class From : std::uint8_t { visitor, technician, system };
BOOST_DESCRIBE_ENUM(From, visitor, technician, system)

struct Attachment {
  std::string upload, name, type;
  std::uint64_t size = 0;
  std::string url;  // to fetch it: set for the frame, never kept
};
BOOST_DESCRIBE_STRUCT(Attachment, (), (upload, name, type, size, url))

// The text is what the store has: redacted before it came here (R189).
struct Entry {
  std::uint64_t number = 0;
  Instant at{};
  From from = From::visitor;
  std::string name;  // display name of the technician
  std::string text;
  std::string id;  // the client's, of the visitor's own
  std::vector<Attachment> attachments;
};
BOOST_DESCRIBE_STRUCT(Entry, (), (number, at, from, name, text, id, attachments))

class Transcript {
 public:
  Transcript() = default;
  // Of a chat that the store has: its messages up to `last` are there, and none here.
  explicit Transcript(std::uint64_t last) : last_(last) {}

  std::uint64_t last() const { return last_; }

  // Takes the next one, once it is durable. False where its number is not the next: nothing
  // changes.
  bool add(Entry entry, const Limits& limits);

  // Those behind `number`, oldest first; nothing where one of them is not here any more: then all
  // of them come from the store.
  std::optional<std::span<const Entry>> after(std::uint64_t number) const;

  // The visitor's message with this id of the client, where it is here: an append that was asked
  // for before. The store is asked after this, by the same id.
  const Entry* find(std::string_view id) const;

  // Gives the memory back: the chat rests.
  void forget();

  std::size_t held_bytes() const { return bytes_; }

 private:
  static std::size_t weight_of(const Entry& entry);

  std::uint64_t last_ = 0;
  std::size_t bytes_ = 0;
  std::vector<Entry> kept_;  // the last kept_.size() numbers
};

}  // namespace frontdesk::chat
