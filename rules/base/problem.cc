#include <array>
#include <stdexcept>

#include "rules/base/result.h"

namespace frontdesk {
namespace {

constexpr std::array catalogue{
    ProblemInfo{ProblemCode::invalid, "invalid", 400, 65},
    ProblemInfo{ProblemCode::syntax, "syntax", 400, 65},
    ProblemInfo{ProblemCode::not_found, "not_found", 404, 1},
    ProblemInfo{ProblemCode::conflict, "conflict", 409, 1},
    ProblemInfo{ProblemCode::unauthorized, "unauthorized", 401, 77},
    ProblemInfo{ProblemCode::forbidden, "forbidden", 403, 77},
    ProblemInfo{ProblemCode::too_large, "too_large", 413, 65},
    ProblemInfo{ProblemCode::too_many, "too_many", 429, 75},
    ProblemInfo{ProblemCode::rule_fault, "rule_fault", 422, 2},
    ProblemInfo{ProblemCode::directory_fault, "directory_fault", 422, 2},
    ProblemInfo{ProblemCode::in_use, "in_use", 409, 1},
    ProblemInfo{ProblemCode::store_busy, "store_busy", 503, 75},
    ProblemInfo{ProblemCode::store_full, "store_full", 503, 75},
    ProblemInfo{ProblemCode::store_sick, "store_sick", 503, 75},
    ProblemInfo{ProblemCode::store_damaged, "store_damaged", 500, 76},
    ProblemInfo{ProblemCode::store_newer, "store_newer", 500, 76},
    ProblemInfo{ProblemCode::store_locked, "store_locked", 500, 73},
    ProblemInfo{ProblemCode::unavailable, "unavailable", 503, 69},
    ProblemInfo{ProblemCode::timeout, "timeout", 504, 75},
    ProblemInfo{ProblemCode::cancelled, "cancelled", 503, 75},
    ProblemInfo{ProblemCode::io, "io", 500, 74},
    ProblemInfo{ProblemCode::internal, "internal", 500, 70},
};

}  // namespace

const ProblemInfo& info(ProblemCode code) {
  for (const auto& row : catalogue)
    if (row.code == code) return row;
  return catalogue.back();
}

void throw_exception_from_error(const Problem& problem, const boost::source_location&) {
  throw std::logic_error("a Result was read without a look at its Problem: " + problem.says);
}

}  // namespace frontdesk
