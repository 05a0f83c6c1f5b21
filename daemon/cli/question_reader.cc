#include <array>
#include <boost/json.hpp>
#include <span>

#include "daemon/cli/question.h"
#include "rules/base/json.h"
#include "rules/base/nearest.h"

namespace frontdesk::cli {
namespace {

namespace json = boost::json;

Problem bad(std::string says) {
  return problem(ProblemCode::syntax, std::move(says));
}

// `raw`, which not everybody may name, stands last.
constexpr std::string_view members[] = {"channel", "from", "to", "at", "subject", "body", "raw"};

Problem unknown(std::string_view name, RawFile raw) {
  const auto known = std::span(members).first(std::size(members) - (raw == RawFile::refused));
  auto says = "unknown member " + shown_name(name) + ": " + meant_by(name, known) + "Known are";
  for (const auto one : known) says.append(one == known.front() ? " " : ", ").append(one);
  return problem(ProblemCode::invalid, std::move(says));
}

// Null says the same as a member that is left out.
Result<void> take_text(std::string_view name, const json::value& value, std::string& to) {
  if (value.is_null()) return {};
  const auto* text = value.if_string();
  if (!text) return bad(std::string(name) + ": expected text");
  to.assign(text->data(), text->size());
  return {};
}

Result<void> take_raw(const json::value& value, RawFile raw, Question& question) {
  auto ok = take_text("raw", value, question.raw);
  if (!ok || raw == RawFile::allowed || question.raw.empty()) return ok;
  return problem(ProblemCode::invalid, "raw: names a file, which only the command line can read");
}

Result<void> take_channel(const json::value& value, Question& question) {
  const auto* text = value.if_string();
  const auto channel =
      text ? enum_from<Channel>({text->data(), text->size()}) : std::optional<Channel>();
  if (!channel) return bad("channel: expected one of " + names_of<Channel>());
  question.channel = *channel;
  return {};
}

Result<void> take_at(const json::value& value, Question& question) {
  if (value.is_null()) return {};
  const auto* text = value.if_string();
  if (!text) return bad("at: expected an instant");
  const auto at = parse_instant({text->data(), text->size()});
  if (!at) return bad("at: " + at.error().says);
  question.at = *at;
  return {};
}

Result<void> take(std::string_view name, const json::value& value, RawFile raw,
                  Question& question) {
  if (name == "channel") return take_channel(value, question);
  if (name == "at") return take_at(value, question);
  if (name == "from") return take_text(name, value, question.from);
  if (name == "to") return take_text(name, value, question.to);
  if (name == "subject") return take_text(name, value, question.subject);
  if (name == "body") return take_text(name, value, question.body);
  if (name == "raw") return take_raw(value, raw, question);
  return unknown(name, raw);
}

json::parse_options shallow() {
  json::parse_options options;
  options.max_depth = 4;
  return options;
}

}  // namespace

struct QuestionReader::Parser {
  std::array<unsigned char, 4096> stack{};
  std::array<unsigned char, 16384> values{};
  json::parser parser{json::storage_ptr(), shallow(), stack.data(), stack.size()};
};

QuestionReader::QuestionReader() : parser_(std::make_unique<Parser>()) {}
QuestionReader::~QuestionReader() = default;

void Question::clear() {
  channel = Channel::voice;
  for (auto* text : {&from, &to, &subject, &body, &raw}) text->clear();
  at.reset();
}

Result<void> read_question(const json::value& value, RawFile raw, Question& question) {
  question.clear();
  const auto* object = value.if_object();
  if (!object) return bad("expected an object");
  for (const auto& [name, member] : *object)
    if (auto ok = take({name.data(), name.size()}, member, raw, question); !ok) return ok;
  if (!object->contains("channel")) return bad("channel: expected one of " + names_of<Channel>());
  return {};
}

Result<void> QuestionReader::read(std::string_view line, Question& question) {
  json::monotonic_resource memory(parser_->values.data(), parser_->values.size());
  parser_->parser.reset(&memory);
  boost::system::error_code error;
  parser_->parser.write(line.data(), line.size(), error);
  if (error) return bad("not JSON: " + error.message());
  const json::value value = parser_->parser.release();
  return read_question(value, RawFile::allowed, question);
}

}  // namespace frontdesk::cli
