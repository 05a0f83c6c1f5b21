#include "intake/smtp/reply.h"

#include <array>

namespace frontdesk::smtp {
namespace {

constexpr std::array table{
    ReplyInfo{Reply::ok, 250, "2.0.0", "ok", ""},
    ReplyInfo{Reply::bye, 221, "2.0.0", "goodbye", ""},
    ReplyInfo{Reply::sender_ok, 250, "2.1.0", "sender ok", ""},
    ReplyInfo{Reply::recipient_ok, 250, "2.1.5", "recipient ok", ""},
    ReplyInfo{Reply::chunk_ok, 250, "2.0.0", "chunk taken", ""},
    ReplyInfo{Reply::help, 214, "2.0.0", "this server takes mail, see RFC 5321", ""},
    ReplyInfo{Reply::not_verified, 252, "2.5.2", "cannot verify, but will take mail", ""},
    ReplyInfo{Reply::tls_go, 220, "2.0.0", "go ahead with TLS", ""},
    ReplyInfo{Reply::go_ahead, 354, "", "go ahead, end with a dot on a line of its own", ""},
    ReplyInfo{Reply::shutting_down, 421, "4.3.2", "the server stops, come again", "shutting_down"},
    ReplyInfo{Reply::shedding, 421, "4.3.2", "too much to do, mail is taken again in some minutes",
              "shedding"},
    ReplyInfo{Reply::idle_too_long, 421, "4.4.2", "waited too long for you", "timeout"},
    ReplyInfo{Reply::too_many_connections, 421, "4.7.0", "too many connections, come again",
              "too_many_connections"},
    ReplyInfo{Reply::too_many_from_address, 421, "4.7.0", "too many connections from your address",
              "too_many_from_address"},
    ReplyInfo{Reply::without_mail, 421, "4.4.2", "too long without a mail, connect again",
              "without_mail"},
    ReplyInfo{Reply::too_many_errors, 421, "4.7.0", "too many errors", "too_many_errors"},
    ReplyInfo{Reply::too_many_junk, 421, "4.7.0", "too many commands without mail",
              "too_many_junk"},
    ReplyInfo{Reply::too_many_commands, 421, "4.7.0", "too many commands, connect again",
              "too_many_commands"},
    ReplyInfo{Reply::too_many_transactions, 421, "4.7.0", "enough mails, connect again",
              "too_many_transactions"},
    ReplyInfo{Reply::too_much_from_address, 451, "4.7.0",
              "too much mail from your address at once, try later", "too_much_from_address"},
    ReplyInfo{Reply::later, 451, "4.3.0", "cannot take mail now, try later", "later"},
    ReplyInfo{Reply::store_busy, 451, "4.4.5", "too much waits to be stored, try later",
              "store_busy"},
    ReplyInfo{Reply::store_sick, 451, "4.3.0", "the store is not well, try later", "store_sick"},
    ReplyInfo{Reply::store_slow, 451, "4.4.5", "could not be stored in time, try later",
              "store_slow"},
    ReplyInfo{Reply::store_full, 452, "4.3.1", "no space left, try later", "store_full"},
    ReplyInfo{Reply::too_many_recipients, 452, "4.5.3", "too many recipients",
              "too_many_recipients"},
    ReplyInfo{Reply::tls_failed, 454, "4.7.0", "TLS is not available now", "tls_failed"},
    ReplyInfo{Reply::unrecognised, 500, "5.5.1", "command not recognised", "unrecognised"},
    ReplyInfo{Reply::line_too_long, 500, "5.5.2", "line too long", "line_too_long"},
    ReplyInfo{Reply::bad_line, 500, "5.5.2", "a line is text and ends with CRLF", "bad_line"},
    ReplyInfo{Reply::bad_argument, 501, "5.5.4", "wrong or missing argument", "bad_argument"},
    ReplyInfo{Reply::bad_host, 501, "5.5.4", "say your host name or address", "bad_host"},
    ReplyInfo{Reply::bad_sender, 501, "5.1.7", "wrong sender address", "bad_sender"},
    ReplyInfo{Reply::bad_recipient, 501, "5.1.3", "wrong recipient address", "bad_recipient"},
    ReplyInfo{Reply::not_implemented, 502, "5.5.1", "command not offered", "not_implemented"},
    ReplyInfo{Reply::bad_sequence, 503, "5.5.1", "wrong order of commands", "bad_sequence"},
    ReplyInfo{Reply::tls_required, 530, "5.7.0", "say STARTTLS first", "tls_required"},
    ReplyInfo{Reply::unknown_recipient, 550, "5.1.1", "no such recipient here",
              "unknown_recipient"},
    ReplyInfo{Reply::bad_bytes, 550, "5.5.2", "bare CR, bare LF or NUL in the message",
              "bad_bytes"},
    ReplyInfo{Reply::too_large, 552, "5.3.4", "message too large", "too_large"},
    ReplyInfo{Reply::no_recipients, 554, "5.5.1", "no valid recipients", "no_recipients"},
    ReplyInfo{Reply::not_a_web_server, 554, "5.5.1", "this is a mail server", "not_a_web_server"},
    ReplyInfo{Reply::bytes_before_tls, 554, "5.5.1", "bytes between STARTTLS and TLS",
              "bytes_before_tls"},
    ReplyInfo{Reply::utf8_not_announced, 553, "5.6.7", "an address beyond ASCII needs SMTPUTF8",
              "utf8_not_announced"},
    ReplyInfo{Reply::bad_parameter, 555, "5.5.4", "parameter not known", "bad_parameter"},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < table.size(); ++i)
    if (static_cast<std::size_t>(table[i].reply) != i) return false;
  return table.size() == static_cast<std::size_t>(Reply::bad_parameter) + 1;
}
static_assert(in_order(), "the table is indexed by Reply");

void append_codes(std::string& out, const ReplyInfo& row) {
  out += std::to_string(row.code);
  out += ' ';
  if (row.enhanced.empty()) return;
  out += row.enhanced;
  out += ' ';
}

}  // namespace

const ReplyInfo& info(Reply reply) {
  return table[static_cast<std::size_t>(reply)];
}

void append(std::string& out, Reply reply) {
  const auto& row = info(reply);
  append_codes(out, row);
  out += row.text;
  out += "\r\n";
}

void append_queued(std::string& out, std::string_view arrival_id) {
  append_codes(out, info(Reply::ok));
  out += "queued as ";
  out += arrival_id;
  out += "\r\n";
}

Reply problem_reply(ProblemCode code) {
  switch (code) {
    case ProblemCode::store_full:
      return Reply::store_full;
    case ProblemCode::store_busy:
      return Reply::store_busy;
    case ProblemCode::store_sick:
      return Reply::store_sick;
    case ProblemCode::timeout:
      return Reply::store_slow;
    case ProblemCode::too_large:
      return Reply::too_large;
    case ProblemCode::not_found:
      return Reply::unknown_recipient;
    default:
      return Reply::later;
  }
}

}  // namespace frontdesk::smtp
