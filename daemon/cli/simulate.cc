#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "daemon/cli/batch.h"
#include "daemon/cli/decision_text.h"
#include "daemon/cli/offline.h"
#include "daemon/cli/verbs.h"
#include "daemon/decision_json.h"
#include "rules/base/json.h"

namespace frontdesk::cli {
namespace {

Result<Question> question_of(const Options& options) {
  Question question;
  const auto channel = enum_from<Channel>(options.channel);
  if (!channel)
    return problem(ProblemCode::invalid, "--channel: expected one of " + names_of<Channel>());
  question.channel = *channel;
  question.from = options.from;
  question.to = options.to;
  question.subject = options.subject;
  question.body = options.body;
  question.raw = options.raw;
  if (options.at.empty()) return question;
  const auto at = parse_instant(options.at);
  if (!at) return problem(ProblemCode::invalid, "--at: " + at.error().says);
  question.at = *at;
  return question;
}

Result<int> batch(const Options& options, Simulator& simulator, Io& io) {
  const bool standard_input = options.files.empty() || options.files.front() == "-";
  const int fd =
      standard_input ? STDIN_FILENO : ::open(options.files.front().c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return problem(errno == ENOENT ? ProblemCode::not_found : ProblemCode::io,
                   options.files.front() + ": cannot open: " + std::strerror(errno));
  const auto counts = run_batch(fd, simulator, io);
  if (!standard_input) ::close(fd);
  if (!counts) return counts.error();
  if (counts->bad == 0) return 0;
  io.err << "frontdesk simulate: " << counted(counts->bad, "line", "lines") << " of "
         << counts->bad + counts->answered << " could not be answered\n";
  return 1;
}

}  // namespace

Result<int> simulate(const Options& options, Io& io) {
  const auto rules = rules_of(options, io);
  if (!rules) return rules.error();
  const auto directory = directory_of(options, **rules, io);
  if (!directory) return directory.error();
  Simulator simulator(**rules, *directory);
  if (options.batch) return batch(options, simulator, io);

  const auto question = question_of(options);
  if (!question) return question.error();
  const auto decision = simulator.answer(*question);
  if (!decision) return decision.error();
  if (options.json)
    io.out << decision_json(*decision) << '\n';
  else
    io.out << decision_text(*decision);
  return 0;
}

}  // namespace frontdesk::cli
