#include "daemon/cli/batch.h"

#include "daemon/decision_json.h"
#include "rules/base/json.h"

namespace frontdesk::cli {
namespace {

constexpr std::size_t write_at = 256 * 1024;

void append_error(std::string& out, std::string_view says, std::uint64_t line) {
  out += "{\"error\":";
  append_json(out, says);
  out += ",\"line\":";
  append_json(out, line);
  out += "}\n";
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

Result<BatchCounts> run_batch(int fd, Simulator& simulator, Io& io) {
  std::string out;
  out.reserve(write_at + 65536);
  const auto write = [&] {
    io.out.write(out.data(), static_cast<std::streamsize>(out.size()));
    out.clear();
  };
  LineReader lines(fd, longest_batch_line, [&] {
    write();
    io.out.flush();
  });
  Progress progress(io, "lines");
  QuestionReader reader;
  Question question;
  BatchCounts counts;
  std::string_view text;
  for (std::uint64_t number = 1;; ++number) {
    const auto got = lines.next(text);
    if (!got) return got.error();
    if (*got == LineReader::Got::end) break;
    if (*got == LineReader::Got::line && is_blank(text)) continue;
    Result<void> read = *got == LineReader::Got::too_long
                            ? problem(ProblemCode::too_large, "the line is too long")
                            : reader.read(text, question);
    const auto answer = read ? simulator.answer(question) : Result<Decision>(read.error());
    if (answer) {
      append_decision(out, *answer);
      out += '\n';
      ++counts.answered;
    } else {
      append_error(out, answer.error().says, number);
      ++counts.bad;
    }
    if (out.size() >= write_at) write();
    if (number % 4096 == 0) progress.at(number);
  }
  write();
  return counts;
}

}  // namespace frontdesk::cli
