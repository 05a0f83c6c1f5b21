#include "intake/mime/structure.h"

#include <memory>
#include <utility>

#include "intake/mime/charset.h"
#include "intake/mime/fused_parser.h"

namespace frontdesk {

namespace {

using mimetic::MimeEntity;

constexpr std::size_t rest_limit = 50;  // unclosed multiparts that are mended
constexpr std::size_t name_bytes = 255;

std::string file_name(const MailPart& part) {
  auto name = part.disposition.param("filename");
  if (name.empty()) name = part.type.param("name");
  return cut_utf8(trim(one_line(name)), name_bytes);
}

void fill(MailPart& part, const std::vector<HeaderField>& fields) {
  part.type = parse_parameters(first_value(fields, "Content-Type"));
  if (part.type.value.find('/') == std::string::npos) part.type.value = "text/plain";
  part.disposition = parse_parameters(first_value(fields, "Content-Disposition"));
  // It has no parameters: what stands behind a semicolon is not read.
  const auto encoding = first_value(fields, "Content-Transfer-Encoding");
  part.encoding = parse_parameters(encoding.substr(0, encoding.find(';'))).value;
  part.name = file_name(part);
}

// What mimetic has to know of the top header, as we understand it: comments, RFC 2231 and doubled
// fields are beyond it.
void set_type(MimeEntity& entity, const Parametrised& type) {
  const auto slash = type.value.find('/');
  mimetic::ContentType known(type.value.substr(0, slash), type.value.substr(slash + 1));
  known.param("boundary", type.param("boundary"));
  entity.header().contentType(known);
}

struct Visit {
  MimeEntity* entity;
  bool in_message;
};

// Depth first without recursion.
void flatten(MimeEntity& top, const FusedParser& parser, MailParts& out) {
  std::vector<Visit> waiting{{&top, false}};
  while (!waiting.empty()) {
    const auto [entity, in_message] = waiting.back();
    waiting.pop_back();
    auto& part = out.parts.emplace_back();
    const auto fields = read_fields(parser.header_of(entity));
    fill(part, fields);
    part.in_message = in_message;
    if (in_message)
      if (auto ids = message_ids(first_value(fields, "Message-ID"), 1); !ids.empty())
        part.message_id = std::move(ids.front());
    auto& children = entity->body().parts();
    part.container = !children.empty();
    std::string& content = entity->body();
    part.body.swap(content);
    if (part.body.empty()) part.body.swap(entity->body().preamble());
    const bool message = part.container && part.type.value == "message/rfc822";
    for (auto child = children.rbegin(); child != children.rend(); ++child)
      waiting.push_back({*child, in_message || message});
  }
}

}  // namespace

MailParts read_parts(const std::vector<HeaderField>& fields, std::string_view body,
                     const MimeLimits& limits) {
  MailParts out;
  MailPart top;
  fill(top, fields);
  if (top.type.param("boundary").size() > limits.boundary_bytes) {
    out.reason = "boundary_bytes";
    return out;
  }
  if (top.type.value.starts_with("text/")) {  // most mail: no part but this
    top.body = body;
    top.top = true;
    out.parts.push_back(std::move(top));
    return out;
  }
  MimeEntity entity;
  set_type(entity, top.type);
  FusedParser parser(entity, body, limits);
  parser.read_body();
  flatten(entity, parser, out);
  top.container = out.parts.front().container;
  top.body.swap(out.parts.front().body);
  top.top = true;
  out.parts.front() = std::move(top);
  for (std::size_t i = 0; parser.unfinished() && i < rest_limit; ++i) {
    MimeEntity rest;
    out.mended = true;
    parser.read_rest(rest);
    flatten(rest, parser, out);
  }
  out.reason = parser.unfinished() ? "unclosed" : parser.reason();
  return out;
}

}  // namespace frontdesk
