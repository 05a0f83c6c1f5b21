// What may fail, and how it says so. Exceptions are for bugs; what the outside world can cause is a
// Problem inside a Result.
#pragma once

#include <boost/assert/source_location.hpp>
#include <boost/system/result.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace frontdesk {

// One catalogue of everything that is refused. The name goes to problem+json, the command line and
// the logs; the HTTP status and the exit code come from the same table (problem.cc).
enum class ProblemCode {
  invalid,  // a value that cannot be
  syntax,   // bytes that are not what they claim
  not_found,
  conflict,      // true once, not any more; or exists already
  unauthorized,  // no token, or one that is not good
  forbidden,     // a good token for something else
  too_large,
  too_many,         // a rate or a count was passed
  rule_fault,       // a rule or configuration file is wrong
  directory_fault,  // a directory file is wrong
  in_use,           // would remove what something still needs
  store_busy,       // come again
  store_full,
  store_sick,     // an error is latched; reads go on
  store_damaged,  // refuses to open
  store_newer,    // written by a newer program
  store_locked,   // another process has it
  unavailable,    // the daemon, or a part of it, is not there
  timeout,
  cancelled,
  io,
  internal,
};

struct ProblemInfo {
  ProblemCode code;
  std::string_view name;
  int http_status;
  int exit_code;  // sysexits-like; 2 for files that the operator wrote
};

// The catalogue's row of a code.
const ProblemInfo& info(ProblemCode code);

struct Problem {
  ProblemCode code = ProblemCode::internal;
  std::string says;  // one sentence for a person: what is wrong and what to do
};

[[noreturn]] void throw_exception_from_error(const Problem& problem, const boost::source_location&);

template <class T>
using Result = boost::system::result<T, Problem>;

inline Problem problem(ProblemCode code, std::string says) {
  return {code, std::move(says)};
}

}  // namespace frontdesk
