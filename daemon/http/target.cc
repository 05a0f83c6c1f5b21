#include "daemon/http/target.h"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include "rules/base/fold.h"

namespace frontdesk::http {
namespace {

constexpr std::size_t max_segments = 32;
constexpr std::size_t max_query = 64;

bool is_clean(std::string_view text) {
  return is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
         });
}

Problem bad(std::string_view what) {
  return problem(ProblemCode::invalid, "the request's address has " + std::string(what));
}

}  // namespace

Result<Target> parse_target(std::string_view target) {
  Target out;
  if (target == "*") return out;
  const auto url = boost::urls::parse_origin_form({target.data(), target.size()});
  if (!url) return bad("a form that is not a path and a query");
  const auto path = url->encoded_path();
  out.path.assign(path.data(), path.size());
  if (url->segments().size() > max_segments) return bad("too many segments");
  for (const auto segment : url->segments()) {
    if (segment == "." || segment == ".." || !is_clean(segment))
      return bad("a segment that cannot be");
    out.segments.push_back(segment);
  }
  if (url->params().size() > max_query) return bad("too many parameters");
  const boost::urls::encoding_opts plus_is_space(true);
  for (const auto param : url->params(plus_is_space)) {
    if (!is_clean(param.key) || param.value.find('\0') != std::string::npos ||
        !is_utf8(param.value))
      return bad("a parameter that cannot be");
    out.query.emplace_back(param.key, param.value);
  }
  return out;
}

}  // namespace frontdesk::http
