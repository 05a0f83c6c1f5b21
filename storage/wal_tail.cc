#include "storage/wal_tail.h"

#include <boost/crc.hpp>
#include <string>

namespace frontdesk {

namespace {

constexpr std::size_t block_bytes = 32768;
constexpr std::size_t batch_header_bytes = 12;                        // sequence number and count
constexpr std::uint64_t sequence_max = (std::uint64_t{1} << 56) - 1;  // RocksDB's
// In one block, of what looks like a record and is none: what a customer wrote to keep us busy.
constexpr std::size_t summed_bytes_max = std::size_t{256} << 10;

enum class Part { full = 1, first = 2, middle = 3, last = 4 };

struct Record {
  Part part;
  std::string_view payload;
  std::size_t end;  // offset of what follows
};

std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

std::uint32_t masked_crc(std::string_view bytes) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_bytes(bytes.data(), bytes.size());
  const std::uint32_t value = crc.checksum();
  return ((value >> 15) | (value << 17)) + 0xa282ead8U;
}

// The record at an offset, if its header can be one and its checksum is right. Recyclable records
// (types 5 to 8) also carry the low half of their log's number.
std::optional<Record> record_at(std::string_view log, std::size_t at, std::uint64_t number) {
  const std::size_t block_end = std::min(log.size(), (at / block_bytes + 1) * block_bytes);
  if (at + 7 > block_end) return std::nullopt;
  const auto header = log.substr(at, 7);
  const auto type = static_cast<unsigned char>(header[6]);
  if (type < 1 || type > 8) return std::nullopt;
  const bool recyclable = type > 4;
  const std::size_t start = at + (recyclable ? 11 : 7);
  const std::size_t length = little_endian(header.substr(4, 2));
  if (start + length > block_end) return std::nullopt;
  if (recyclable && little_endian(log.substr(at + 7, 4)) != (number & 0xffffffffU))
    return std::nullopt;
  const auto covered = log.substr(at + 6, start + length - at - 6);
  if (masked_crc(covered) != little_endian(header.substr(0, 4))) return std::nullopt;
  return Record{static_cast<Part>(recyclable ? type - 4 : type), log.substr(start, length),
                start + length};
}

// A block's last bytes hold no record where a header would not fit.
std::size_t skip_trailer(std::string_view log, std::size_t at) {
  const std::size_t left = block_bytes - at % block_bytes;
  return left < 7 ? std::min(log.size(), at + left) : at;
}

struct Batch {
  std::uint64_t sequence, count;
  std::size_t end;
};

// The whole batch at an offset, if there is one.
std::optional<Batch> batch_at(std::string_view log, std::size_t at, std::uint64_t number) {
  std::string header;
  for (bool first = true;; first = false) {
    const auto record = record_at(log, skip_trailer(log, at), number);
    if (!record) return std::nullopt;
    const bool starts = record->part == Part::full || record->part == Part::first;
    if (starts != first) return std::nullopt;
    if (header.size() < batch_header_bytes)
      header += record->payload.substr(0, batch_header_bytes - header.size());
    at = record->end;
    if (record->part == Part::full || record->part == Part::last) break;
  }
  if (header.size() < batch_header_bytes) return std::nullopt;
  return Batch{little_endian(std::string_view(header).substr(0, 8)),
               little_endian(std::string_view(header).substr(8, 4)), at};
}

// The sequence numbers that a batch after the torn one could have.
struct Plausible {
  std::uint64_t least, most;
  bool operator()(std::string_view payload) const {
    const auto sequence = little_endian(payload.substr(0, 8));
    return payload.size() >= 8 && sequence >= least && sequence <= most;
  }
};

// A beginning at the end of its block that is too short to hold its sequence number: the next block
// goes on with it.
bool goes_on_plausibly(std::string_view log, const Record& begun, std::uint64_t number,
                       const Plausible& plausible) {
  if (begun.part != Part::first || begun.end % block_bytes != 0) return false;
  const auto next = record_at(log, begun.end, number);
  if (!next || (next->part != Part::middle && next->part != Part::last)) return false;
  return plausible(std::string(begun.payload).append(next->payload.substr(0, 8)));
}

// Whether a batch begins in a block behind a broken place of it: at any byte. What a customer wrote
// may look like a record: only what has a plausible beginning is summed up, and not without end.
bool batch_begins_within(std::string_view log, std::size_t at, std::size_t end,
                         std::uint64_t number, const Plausible& plausible) {
  std::size_t budget = summed_bytes_max;
  for (; at + 7 <= end; ++at) {
    const auto type = static_cast<unsigned char>(log[at + 6]);
    const bool recyclable = type > 4;
    const auto part = static_cast<Part>(recyclable ? type - 4 : type);
    if (type == 0 || type > 8 || (part != Part::full && part != Part::first)) continue;
    const std::size_t start = at + (recyclable ? 11 : 7);
    const std::size_t length = little_endian(log.substr(at + 4, 2));
    if (start + length > end) continue;
    const auto payload = log.substr(start, length);
    const bool short_one = part == Part::first && start + length == end && payload.size() < 8;
    if (!short_one && !plausible(payload)) continue;
    if (length > budget) return false;
    budget -= length;
    const auto record = record_at(log, at, number);
    if (record && (!short_one || goes_on_plausibly(log, *record, number, plausible))) return true;
  }
  return false;
}

// Whether a batch begins after the torn one at `at`. A block begins with a record, and each whole
// one leads to the next; behind a broken one any byte may begin one.
bool batch_begins_after(std::string_view log, std::size_t at, const Plausible& plausible,
                        std::uint64_t number) {
  for (bool torn_one = true; at + 7 <= log.size(); torn_one = false) {
    const std::size_t end = std::min(log.size(), (at / block_bytes + 1) * block_bytes);
    const auto record = record_at(log, at, number);
    if (!record) {
      if (batch_begins_within(log, at + 1, end, number, plausible)) return true;
      at = end;
      continue;
    }
    const bool begins = record->part == Part::full || record->part == Part::first;
    if (begins && !torn_one &&
        (plausible(record->payload) || goes_on_plausibly(log, *record, number, plausible)))
      return true;
    at = skip_trailer(log, record->end);
  }
  return false;
}

Plausible after(const WalReport& so_far, std::optional<std::uint64_t> expected) {
  if (!so_far.first_sequence && !expected) return {0, sequence_max};
  const auto least = so_far.first_sequence ? so_far.next_sequence : *expected;
  return {least, std::min(sequence_max, least + so_far.bytes)};
}

bool is_intact(const WalReport& log) {
  return log.end == WalEnd::whole || log.end == WalEnd::zeros;
}

// What a recovery that was itself cut short leaves: at most a part of the empty batch that begins a
// log.
bool holds_nothing(const WalReport& log) {
  return !log.first_sequence && (is_intact(log) || log.bytes <= batch_header_bytes + 7);
}

// What a recovery leaves that was cut short a little later, before the torn tail was cut off: the
// empty batch and nothing else.
bool only_begun(const WalReport& log) {
  return is_intact(log) && log.operations == 0;
}

}  // namespace

WalReport inspect_wal(std::string_view bytes, std::uint64_t number,
                      std::optional<std::uint64_t> expected) {
  WalReport report;
  report.number = number;
  report.bytes = bytes.size();
  std::size_t at = 0;
  while (skip_trailer(bytes, at) < bytes.size()) {
    const auto batch = batch_at(bytes, at, number);
    const bool follows =
        batch && (!report.first_sequence || batch->sequence == report.next_sequence);
    if (!follows) {
      if (bytes.find_first_not_of('\0', at) == std::string_view::npos) {
        report.end = WalEnd::zeros;
        return report;
      }
      const bool later = batch || batch_begins_after(bytes, skip_trailer(bytes, at),
                                                     after(report, expected), number);
      report.end = later ? WalEnd::damaged : WalEnd::torn;
      return report;
    }
    if (!report.first_sequence) report.first_sequence = batch->sequence;
    report.next_sequence = batch->sequence + batch->count;
    report.operations += batch->count;
    report.whole_bytes = at = batch->end;
  }
  return report;
}

Result<std::optional<WalReport>> judge_wals(const std::vector<WalReport>& logs) {
  std::optional<WalReport> to_mend;
  for (std::size_t i = 0; i < logs.size(); ++i) {
    const auto& log = logs[i];
    const auto name = "log " + std::to_string(log.number);
    const auto place = " after byte " + std::to_string(log.whole_bytes);
    if (log.end == WalEnd::damaged)
      return problem(ProblemCode::store_damaged,
                     name + " is damaged" + place + ", and acknowledged records follow");
    if (is_intact(log)) continue;
    std::size_t next = i + 1;
    // Where no batch of the log is whole, there is no sequence number to compare with.
    const auto is_passed = [&](const WalReport& later) {
      const bool goes_on = !log.first_sequence || later.first_sequence == log.next_sequence;
      return holds_nothing(later) || (only_begun(later) && goes_on);
    };
    while (next < logs.size() && is_passed(logs[next])) ++next;
    if (next == logs.size()) {
      to_mend = log;
    } else if (holds_nothing(log)) {
      continue;
    } else if (!log.first_sequence || logs[next].first_sequence != log.next_sequence) {
      return problem(ProblemCode::store_damaged,
                     name + " is damaged" + place + ", and a newer log follows");
    }
  }
  return to_mend;
}

}  // namespace frontdesk
