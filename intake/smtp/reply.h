// Everything that the server can say, in one table: code, enhanced code, text, and the name under
// which a refusal is counted.
#pragma once

#include <string>
#include <string_view>

#include "rules/base/result.h"

namespace frontdesk::smtp {

enum class Reply {
  ok,
  bye,
  sender_ok,
  recipient_ok,
  chunk_ok,
  help,
  not_verified,
  tls_go,
  go_ahead,
  // refusals, for now
  shutting_down,
  shedding,
  idle_too_long,
  too_many_connections,
  too_many_from_address,
  without_mail,
  too_many_errors,
  too_many_junk,
  too_many_commands,
  too_many_transactions,
  too_much_from_address,
  later,
  store_busy,
  store_sick,
  store_slow,
  store_full,
  too_many_recipients,
  tls_failed,
  // refusals, for good
  unrecognised,
  line_too_long,
  bad_line,
  bad_argument,
  bad_host,
  bad_sender,
  bad_recipient,
  not_implemented,
  bad_sequence,
  tls_required,
  unknown_recipient,
  bad_bytes,
  too_large,
  no_recipients,
  not_a_web_server,
  bytes_before_tls,
  utf8_not_announced,
  bad_parameter,
};

struct ReplyInfo {
  Reply reply;
  int code;
  std::string_view enhanced;  // "" only for 354, which has none (RFC 2034)
  std::string_view text;
  std::string_view reason;  // the metric's label; "" for what is no refusal
};

const ReplyInfo& info(Reply reply);

void append(std::string& out, Reply reply);
void append_queued(std::string& out, std::string_view arrival_id);

// What a problem of the sink means to the client: "later" unless it can never succeed.
Reply problem_reply(ProblemCode code);

}  // namespace frontdesk::smtp
