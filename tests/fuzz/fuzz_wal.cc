// Write-ahead logs as a power loss or a bad disk leaves them. The first byte chooses: any bytes, or
// a good log made of the next bytes and then cut, or changed at one place, also with zeros behind
// it. A cut is never called damage, and damage before the last batch never passes for a torn tail.
#include <boost/crc.hpp>
#include <string>
#include <vector>

#include "storage/wal_tail.h"
#include "tests/fuzz/fuzz.h"

using namespace frontdesk;
using fuzz::require;

namespace {

constexpr std::size_t block_bytes = 32768, header_bytes = 7;

std::string little_endian(std::uint64_t value, std::size_t bytes) {
  std::string out;
  for (; bytes > 0; --bytes, value >>= 8) out += static_cast<char>(value & 0xff);
  return out;
}

std::string record(char type, std::string_view payload) {
  boost::crc_optimal<32, 0x1EDC6F41, 0xFFFFFFFF, 0xFFFFFFFF, true, true> crc;
  crc.process_byte(static_cast<unsigned char>(type));
  crc.process_bytes(payload.data(), payload.size());
  const std::uint32_t value = crc.checksum();
  const auto masked = ((value >> 15) | (value << 17)) + 0xa282ead8U;
  return little_endian(masked, 4) + little_endian(payload.size(), 2) + type + std::string(payload);
}

// A log as RocksDB writes it, where each of its batches ends, and which bytes mean nothing.
struct Log {
  std::string bytes;
  std::vector<std::size_t> ends, padding;

  void add(std::uint64_t sequence, std::uint32_t count, std::string_view payload) {
    std::string batch = little_endian(sequence, 8) + little_endian(count, 4);
    batch += payload;
    std::string_view rest = batch;
    for (bool first = true; first || !rest.empty(); first = false) {
      while (block_bytes - bytes.size() % block_bytes < header_bytes) {
        padding.push_back(bytes.size());
        bytes += '\0';
      }
      const auto room = block_bytes - bytes.size() % block_bytes - header_bytes;
      const auto now = rest.substr(0, room);
      rest.remove_prefix(now.size());
      const bool last = rest.empty();
      bytes += record(static_cast<char>(first ? (last ? 1 : 2) : (last ? 4 : 3)), now);
    }
    ends.push_back(bytes.size());
  }

  // How large a payload makes the next batch end so many bytes before its block does.
  std::size_t up_to(std::size_t before_end) const {
    const auto left = block_bytes - bytes.size() % block_bytes;
    const auto taken = before_end + header_bytes + 12;
    return left > taken ? left - taken : 0;
  }
};

Log make_log(fuzz::Input& input) {
  Log log;
  std::uint64_t sequence = 1 + input.byte();
  const auto batches = 1 + input.below(6);
  for (std::size_t i = 0; i < batches; ++i) {
    const auto count = static_cast<std::uint32_t>(1 + input.below(4));
    // Some as large as blocks, so that they are cut into fragments; some that end where one does.
    std::size_t size = input.byte();
    const auto kind = input.below(4);
    if (kind == 1) size *= 300;
    if (kind == 2) size = log.up_to(size % 24);
    std::string payload(input.text(std::min<std::size_t>(size, 40)));
    payload.resize(size, 'x');
    log.add(sequence, count, payload);
    sequence += count;
  }
  return log;
}

void check_report(const WalReport& report, std::string_view bytes) {
  require(report.bytes == bytes.size() && report.whole_bytes <= report.bytes);
  require(report.first_sequence.has_value() == (report.whole_bytes > 0));
  if (report.first_sequence)
    require(report.next_sequence - *report.first_sequence == report.operations);
  const auto again = inspect_wal(bytes.substr(0, report.whole_bytes), report.number);
  require(again.end == WalEnd::whole && again.whole_bytes == report.whole_bytes);
  const auto verdict = judge_wals({report});
  require(verdict.has_value() == (report.end != WalEnd::damaged));
  if (verdict) require(verdict->has_value() == (report.end == WalEnd::torn));
}

std::size_t whole_until(const Log& log, std::size_t place) {
  std::size_t whole = 0;
  for (const auto end : log.ends)
    if (end <= place) whole = end;
  return whole;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  const auto choice = input.below(4);
  const std::uint64_t number = input.byte();
  if (choice == 0) {
    const auto bytes = input.rest();
    check_report(inspect_wal(bytes, number), bytes);
    const auto half = bytes.size() / 2;
    judge_wals(
        {inspect_wal(bytes.substr(0, half), number), inspect_wal(bytes.substr(half), number + 1)});
    return 0;
  }
  const auto log = make_log(input);
  const auto good = inspect_wal(log.bytes, number);
  check_report(good, log.bytes);
  require(good.end == WalEnd::whole && good.whole_bytes == log.bytes.size());
  auto bytes = log.bytes;
  // Near the end of a batch, or anywhere.
  auto near = log.ends[input.below(log.ends.size())];
  near += input.byte();
  auto anywhere = input.byte() * std::size_t{997};
  anywhere += input.byte();
  const auto place = (input.flag() ? near : anywhere) % bytes.size();
  if (choice == 1) {
    bytes.resize(place);
  } else {
    const auto change = static_cast<char>(1 + input.below(255));
    bytes[place] = static_cast<char>(bytes[place] ^ change);
  }
  const auto report = inspect_wal(bytes, number);
  check_report(report, bytes);
  // Zeros laid out behind the end hide nothing.
  const auto laid_out = bytes + std::string(std::size_t{100} * (number + 1), '\0');
  const auto with_zeros = inspect_wal(laid_out, number);
  check_report(with_zeros, laid_out);
  require(with_zeros.whole_bytes >= report.whole_bytes);
  require((report.end == WalEnd::damaged) == (with_zeros.end == WalEnd::damaged));
  if (report.end == WalEnd::whole) require(with_zeros.end == WalEnd::zeros);
  if (choice > 1 && std::count(log.padding.begin(), log.padding.end(), place) > 0) {
    require(report.end == WalEnd::whole);
    return 0;
  }
  const auto whole = whole_until(log, place);
  require(report.whole_bytes == whole);
  if (choice == 1) {
    require(report.end != WalEnd::damaged);
  } else if (whole != (log.ends.size() > 1 ? log.ends[log.ends.size() - 2] : 0)) {
    require(report.end == WalEnd::damaged);
  }
  return 0;
}
