#include <algorithm>
#include <utility>

#include "intake/mime/charset.h"
#include "intake/mime/lines.h"
#include "intake/mime/parse_steps.h"
#include "intake/mime/transfer.h"

namespace frontdesk::mime {

namespace {

constexpr std::size_t original_ids = 10;

// Of so much encoded text is no more read to decode `limit` bytes: quoted-printable takes a little
// over three bytes for one, base64 less than two. What takes more says nothing at great length.
std::size_t encoded_most(std::size_t limit) {
  return 4 * limit + 1'000;
}

// What is not encoded stays where it is; else `room` holds it.
std::string_view decode(const MailPart& part, std::size_t limit, std::string& room) {
  const auto body = std::string_view(part.body).substr(0, encoded_most(limit));
  if (part.encoding == "base64")
    room = decode_base64(body, limit);
  else if (part.encoding == "quoted-printable")
    room = decode_quoted_printable(body, limit);
  else
    return body.substr(0, limit);
  return room;
}

std::size_t decoded_size(const MailPart& part) {
  if (part.encoding == "base64") return base64_size(part.body);
  if (part.encoding == "quoted-printable") return quoted_printable_size(part.body);
  return part.body.size();
}

void append_text(Mail& mail, std::string& text, const MailPart& part, std::size_t limit) {
  if (!text.empty() && text.back() != '\n') text += '\n';
  const auto room = limit > text.size() ? limit - text.size() : 0;
  std::string decoded;
  const auto bytes = decode(part, room + 1, decoded);
  auto more = to_utf8(bytes, part.type.param("charset"));
  if (bytes.size() > room || more.size() > room || part.body.size() > encoded_most(room + 1))
    mail.flags.truncated = true;
  if (text.empty() && more.size() <= room)
    text = std::move(more);
  else
    text += cut_utf8(more, room);
}

// A multipart without parts (no boundary, or none of its delimiters) shows what there is.
bool is_plain(const MailPart& part) {
  return part.type.value == "text/plain" ||
         (part.type.value.starts_with("multipart/") && !part.container);
}

bool is_shown(const MailPart& part) {
  if (!is_plain(part) && part.type.value != "text/html") return false;
  return part.top || part.disposition.value != "attachment";
}

void note_kind(Mail& mail, const MailPart& part) {
  const auto& type = part.type.value;
  if (type == "multipart/signed") mail.flags.signed_ = true;
  if (type == "multipart/encrypted" || type == "application/pgp-encrypted")
    mail.flags.encrypted = true;
  if (type == "application/pkcs7-mime" || type == "application/x-pkcs7-mime")
    (part.type.param("smime-type") == "signed-data" ? mail.flags.signed_ : mail.flags.encrypted) =
        true;
  if (type == "application/ms-tnef" || type == "application/vnd.ms-tnef" ||
      equal_ascii(part.name, "winmail.dat"))
    mail.flags.tnef = true;
  const auto report = lower_ascii(part.type.param("report-type"));
  if (type == "multipart/report" && (report.empty() || report == "delivery-status"))
    mail.flags.bounce = true;
  if (type == "message/delivery-status" || type == "message/global-delivery-status")
    mail.flags.bounce = true;
}

void note_inline_pgp(Mail& mail) {
  if (mail.text.find("-----BEGIN PGP MESSAGE-----") != std::string::npos)
    mail.flags.encrypted = true;
  if (mail.text.find("-----BEGIN PGP SIGNED MESSAGE-----") != std::string::npos)
    mail.flags.signed_ = true;
}

void keep_original(Mail& mail, const std::string& id) {
  auto& ids = mail.original_message_ids;
  if (!id.empty() && ids.size() < original_ids &&
      std::find(ids.begin(), ids.end(), id) == ids.end())
    ids.push_back(id);
}

void keep_originals_of(Mail& mail, std::string_view header) {
  const auto ids = message_ids(first_value(read_fields(header), "Message-ID"));
  if (!ids.empty()) keep_original(mail, ids.front());
}

// A delivery report shows the mail that it is about as a message, as headers, or in its text.
void read_originals(Mail& mail, const MailParts& parts) {
  std::string decoded;
  for (const auto& part : parts.parts) {
    const auto& type = part.type.value;
    if (part.in_message) keep_original(mail, part.message_id);
    if (type == "text/rfc822-headers" || type == "message/rfc822-headers" ||
        type == "message/global" || type == "message/global-headers")
      keep_originals_of(mail, top_header(decode(part, 102'400, decoded)));
  }
  if (!mail.original_message_ids.empty()) return;
  for (LineReader lines(mail.text); !lines.done();) {
    const auto line = trim(lines.next());
    if (equal_ascii(line.substr(0, 11), "message-id:")) keep_originals_of(mail, line);
  }
}

void list_attachment(Mail& mail, const MailPart& part, std::size_t limit) {
  if (mail.attachments.size() < limit)
    mail.attachments.push_back(
        {part.name, cut_utf8(to_utf8(part.type.value, {}), 127), decoded_size(part)});
  else if (mail.diagnostics.empty() || mail.diagnostics.back() != "attachments_not_listed")
    mail.diagnostics.push_back("attachments_not_listed");
}

}  // namespace

void read_body(Mail& mail, const MailParts& parts, const ParseOptions& options) {
  for (const auto& part : parts.parts) {
    if (part.in_message) {  // the attached message is listed, not what is in it
      if (!mail.attachments.empty()) mail.attachments.back().size += decoded_size(part);
      continue;
    }
    note_kind(mail, part);
    const bool shown = is_shown(part);
    if (shown && is_plain(part)) append_text(mail, mail.text, part, options.text_bytes);
    if (shown && !is_plain(part)) append_text(mail, mail.html, part, options.text_bytes);
    const bool holder = part.container && part.type.value != "message/rfc822";
    if (!holder && (!shown || !part.name.empty())) list_attachment(mail, part, options.attachments);
  }
  note_inline_pgp(mail);
  if (mail.flags.bounce) read_originals(mail, parts);
  if (parts.mended) mail.diagnostics.push_back("multipart_not_closed");
}

}  // namespace frontdesk::mime
