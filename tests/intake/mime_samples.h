// Mails for the tests, written with LF and sent with CRLF.
#pragma once

#include <string>
#include <string_view>

namespace frontdesk::samples {

inline std::string crlf(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

inline std::string times(std::size_t count, std::string_view text) {
  std::string out;
  out.reserve(count * text.size());
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

inline std::string simple(std::string_view headers, std::string_view body) {
  return crlf(std::string("From: Ann Lee <ann@acme.example>\nTo: help@desk.example\n"
                          "Message-ID: <m1@acme.example>\nSubject: Printer\n"
                          "Date: Wed, 3 Jun 2026 08:30:00 -0400\n") +
              std::string(headers) + "\n" + std::string(body));
}

// 47,700 multiparts, one in another.
inline std::string deep_multiparts(std::size_t levels) {
  std::string out = "From: a@b.example\r\nSubject: deep\r\n";
  for (std::size_t i = 0; i < levels; ++i) {
    const auto b = std::to_string(i);
    out += "Content-Type: multipart/mixed; boundary=\"b" + b + "\"\r\n\r\n--b" + b + "\r\n";
  }
  return out + "\r\nend\r\n";
}

inline std::string deep_messages(std::size_t levels) {
  return "From: a@b.example\r\nSubject: deep\r\n" +
         times(levels, "Content-Type: message/rfc822\r\n\r\n") + "\r\nend\r\n";
}

inline std::string many_parts(std::size_t parts) {
  return "From: a@b.example\r\nSubject: many\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" +
         times(parts, "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n") + "--b--\r\n";
}

inline const std::string& bounce() {
  static const std::string text = crlf(R"(Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.acme.example>
To: help@desk.example
Subject: Undelivered Mail Returned to Sender
Date: Wed, 3 Jun 2026 12:00:00 +0000
Message-ID: <d1@mx.acme.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="dsn"

--dsn
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--dsn
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.acme.example

Final-Recipient: rfc822; gone@acme.example
Action: failed
Status: 5.1.1

--dsn
Content-Type: message/rfc822

From: help@desk.example
To: gone@acme.example
Subject: Your request
Message-ID: <ours-17@desk.example>

Hello.

--dsn--
)");
  return text;
}

}  // namespace frontdesk::samples
