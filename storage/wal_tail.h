// Reads RocksDB's write-ahead log as bytes and judges its end: whole, torn by a power loss in the
// middle of the last write, or damaged where it must not be.
//
// The log is a row of 32 KiB blocks of records with a masked CRC-32C, a length and a type; a batch
// is one record or several fragments. A batch begins with its sequence number, and each goes on
// where the one before ended. RocksDB itself does not look at that, and passes in silence over a
// zeroed page that begins where a record does; we look.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "rules/base/result.h"

namespace frontdesk {

enum class WalEnd {
  whole,
  zeros,    // nothing but zeros follows the last whole batch: laid out for batches to come
  torn,     // what follows the last whole batch is no batch, and nothing valid comes after it
  damaged,  // a later batch is whole: something that was acknowledged is broken
};

struct WalReport {
  std::uint64_t number = 0;  // of the log file
  std::uint64_t bytes = 0;
  WalEnd end = WalEnd::whole;
  std::uint64_t whole_bytes = 0;                // up to the end of the last whole batch
  std::optional<std::uint64_t> first_sequence;  // of the first batch
  std::uint64_t next_sequence = 0;  // what the batch after the last whole one would have
  std::uint64_t operations = 0;
};

// `expected`: the sequence number that the log should begin with, where one is known. Takes a time
// that grows with the bytes and not faster, whatever a customer wrote into them.
WalReport inspect_wal(std::string_view bytes, std::uint64_t number,
                      std::optional<std::uint64_t> expected = std::nullopt);

// Judges all logs of a store together, in order of their numbers. `torn` is fine only where
// nothing was acknowledged after it: in the newest log that holds more than the empty batch which a
// recovery begins with, or where the next log goes on with the very sequence number (that tail was
// mended before). `zeros` are a log's end wherever it stands. The answer is the report of
// the log whose tail is to be mended now, if one is; a `store_damaged` problem otherwise.
Result<std::optional<WalReport>> judge_wals(const std::vector<WalReport>& logs);

}  // namespace frontdesk
