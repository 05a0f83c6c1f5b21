#include "daemon/cli/files.h"
#include "daemon/cli/table.h"
#include "daemon/cli/verbs.h"
#include "intake/mime/mail.h"
#include "rules/base/json.h"

namespace frontdesk::cli {
namespace {

void line(std::string& out, std::string_view label, std::string_view value) {
  if (value.empty()) return;
  out += label;
  out.append(label.size() < 14 ? 14 - label.size() : 1, ' ');
  out += printable(value);
  out += '\n';
}

std::string shown(const MailAddress& address) {
  if (address.name.empty()) return address.address;
  return address.name + " <" + address.address + '>';
}

std::string shown(const std::vector<MailAddress>& addresses) {
  std::string out;
  for (const auto& address : addresses) out += (out.empty() ? "" : ", ") + shown(address);
  return out;
}

std::string set_flags(const MailFlags& flags) {
  std::string out;
  boost::mp11::mp_for_each<json_detail::members_of<MailFlags>>([&](auto member) {
    if (!(flags.*member.pointer)) return;
    if (!out.empty()) out += ", ";
    out += json_detail::json_name(member.name);
  });
  return out;
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::string readable(const Mail& mail) {
  std::string out;
  line(out, "from", shown(mail.from));
  line(out, "to", shown(mail.to));
  line(out, "cc", shown(mail.cc));
  line(out, "reply to", shown(mail.reply_to));
  line(out, "subject", mail.subject);
  line(out, "date", mail.date ? to_text(*mail.date) : mail.date_header);
  line(out, "message id", mail.message_id);
  line(out, "in reply to", mail.in_reply_to);
  line(out, "references", joined(mail.references));
  line(out, "flags", set_flags(mail.flags));
  line(out, "auto-submitted", mail.auto_submitted);
  line(out, "reports on", joined(mail.original_message_ids));
  line(out, "mended", joined(mail.diagnostics));
  for (const auto& file : mail.attachments)
    line(out, "attachment",
         file.name + " (" + file.type + ", " + std::to_string(file.size) + " bytes)");
  const auto body = mail.text.empty() ? body_for_rows(mail) : mail.text;
  if (!body.empty()) out += '\n' + printable_lines(body);
  if (out.empty() || out.back() != '\n') out += '\n';
  return out;
}

}  // namespace

Result<int> parse(const Options& options, Io& io) {
  const auto bytes = read_file(options.files.front(), largest_mail);
  if (!bytes) return bytes.error();
  const auto mail = parse_mail(*bytes);
  if (options.json)
    io.out << to_json(mail) << '\n';
  else
    io.out << readable(mail);
  return 0;
}

}  // namespace frontdesk::cli
