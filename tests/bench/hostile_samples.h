// Mails that are made to kill a parser or to stall it: each is short to say, legal as SMTP and as
// large as its attack needs.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/intake/mime_samples.h"

namespace frontdesk::samples {

struct HostileMail {
  const char* name;
  std::function<std::string()> raw;
  bool unparsed = false;  // over a limit: no more than a ticket with its raw bytes
};

inline constexpr std::size_t largest = 26'000'000;  // below what the mail door takes

inline std::string start(std::string_view fields) {
  return "From: a@b.example\r\nSubject: hostile\r\n" + std::string(fields);
}

// Repeats `text` until the mail has about `bytes`.
inline std::string filled(std::string_view head, std::string_view text, std::size_t bytes) {
  return std::string(head) + times((bytes - head.size()) / text.size(), text) + "\r\n";
}

inline std::string body_of(std::string_view type, std::string_view text, std::size_t bytes) {
  return filled(start("MIME-Version: 1.0\r\nContent-Type: " + std::string(type) + "\r\n\r\n"), text,
                bytes);
}

inline std::string encoded_body(std::string_view encoding, std::string_view text) {
  return filled(start("Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: " +
                      std::string(encoding) + "\r\n\r\n"),
                text, largest);
}

inline std::string multipart(std::string_view repeated, std::size_t bytes) {
  return filled(start("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"), repeated, bytes);
}

// Parts, each with a header of as many parameters as fit.
inline std::string parameter_flood() {
  std::string params;
  for (int i = 0; params.size() < 1'000; ++i)
    params += ";\r\n n*" + std::to_string(i) + "*=utf-8''%41";
  return multipart("Content-Type: text/plain" + params + "\r\n\r\nx\r\n--b\r\n", 255'000);
}

inline std::string small_parameters() {
  std::string params;
  for (int i = 0; i < 100; ++i)
    params += ';' + std::string(1, static_cast<char>('a' + i / 10)) +
              static_cast<char>('a' + i % 10) + "=x";
  std::string part;
  for (const char* name : {"Content-Type", "Content-Disposition", "Content-Transfer-Encoding"})
    part += std::string(name) + ": text/plain" + params.substr(0, 330) + "\r\n";
  return multipart(part + "\r\nx\r\n--b\r\n", 260'000);
}

// Marks that have to be put in order one by one, wherever each stands.
inline std::string disordered_marks() {
  return body_of("text/plain; charset=utf-8", "\u0315\u0316", 1'000'000);
}

// As much of it as fits.
inline std::string full_of(std::string_view part, std::string_view end, std::size_t bytes) {
  return times((bytes - end.size()) / part.size(), part) + std::string(end);
}

// Labels of passwords in each place that is redacted: the sender's name, the subject, the text and
// the names of all attachments that are listed. `end` ends each of them, and each line.
inline std::string labels_everywhere(std::string_view label, std::string_view end) {
  const auto line = full_of(label, end, 510);
  std::string mail =
      "From: \"" + full_of(label, end, 498) + "\" <a@b.example>\r\nSubject: " + line +
      "\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + times(12, line + "\r\n");
  const auto name = full_of(label, end, 255);
  return mail +
         times(200,
               "--b\r\nContent-Type: application/pdf\r\n"
               "Content-Disposition: attachment; filename=\"" +
                   name + "\"\r\n\r\nx\r\n") +
         "--b--\r\n";
}

inline std::vector<HostileMail> structures() {
  const std::string part = "--b\r\nContent-Type: text/plain; charset=utf-7\r\n\r\nx\r\n";
  return {
      {"47,700 multiparts, one in another", [] { return deep_multiparts(47'700); }, true},
      {"105,000 messages, one in another", [] { return deep_messages(105'000); }, true},
      {"20,000 parts", [] { return many_parts(20'000); }, true},
      {"990 parts in utf-7", [=] { return multipart(times(990, part), 990 * part.size() + 200); }},
      {"990 parts of 26 kB",
       [=] { return multipart(part + std::string(26'000, 'x') + "\r\n", 25'900'000); }},
      {"1,000 unclosed multiparts side by side",
       [] {
         return multipart(
             "Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--b\r\n", 70'000);
       },
       true},
      {"lines like delimiters, 26 MB", [] { return multipart("--\r\n", largest); }, true},
      {"delimiters with long tails",
       [] { return multipart("--b" + std::string(290, ' ') + "x\r\n", largest); }},
      {"dashes alone, 26 MB", [] { return multipart("-", largest); }, true},
      {"empty lines in a multipart, 26 MB", [] { return multipart("\r\n", largest); }},
      {"Content-Type lines, 26 MB", [] { return multipart("Content-Type:x\r\n", largest); }, true},
      {"Content-Type lines in a text, 26 MB",
       [] { return body_of("text/plain", "Content-Type:(\r\n", largest); }},
      {"one Content-Type that nearly says multipart, 26 MB",
       [] {
         return multipart("Content-Type: " + times(900'000, "multipar messag multipar\r\n "),
                          25'000'000);
       },
       true},
      {"parameters by RFC 2231, 245 parts of 1 kB", parameter_flood},
      {"66 parameters in each of three fields, 225 parts", small_parameters},
  };
}

inline std::vector<HostileMail> headers() {
  return {
      {"a header line of 5 MB",
       [] { return start("X: " + std::string(5'000'000, 'x') + "\r\n\r\nx\r\n"); }, true},
      {"a header of 26 MB in one line", [] { return filled(start("X: "), "x", largest); }, true},
      {"a header of 26 MB in short lines", [] { return filled(start(""), "a:\r\n", largest); },
       true},
      {"a header of 26 MB in folds", [] { return filled(start("X: y\r\n"), " z\r\n", largest); },
       true},
      {"100,000 recipients in To",
       [] { return start("To: x@y.example" + times(100'000, ", x@y.example") + "\r\n\r\nx\r\n"); },
       true},
      {"100,000 To fields", [] { return filled(start(""), "To: x@y.example\r\n", 1'700'000); },
       true},
      {"1,900 recipients",
       [] {
         return start("To: x@y.example" + times(1'900, ",\r\n x@y.example") + "\r\n\r\nx\r\n");
       },
       true},
      {"comments in comments in To",
       [] { return start("To: " + std::string(90'000, '(') + "\r\n\r\nx\r\n"); }},
      {"comments in comments in Content-Type",
       [] { return start("Content-Type: text/plain " + times(45'000, "(\\") + "\r\n\r\nx\r\n"); }},
      {"quotes that never end in From and To",
       [] {
         return "From: " + times(20'000, "\"a") +
                "\r\nSubject: quotes\r\nTo: " + times(20'000, "\"b<") + "\r\n\r\nx\r\n";
       }},
      {"a subject of 5,000 words in changing charsets",
       [] {
         return "From: a@b.example\r\nSubject: " +
                times(1'700, "=?iso-2022-jp?q?a?= =?iso-2022-kr?q?b?= =?hz?q?c?=") +
                "\r\n\r\nx\r\n";
       }},
      {"a From of 6,000 such words",
       [] {
         return "From: " + times(2'100, "=?iso-2022-jp?q?a?= =?iso-2022-kr?q?b?= =?hz?q?c?=") +
                " <a@b.example>\r\nSubject: words\r\n\r\nx\r\n";
       },
       true},
      {"a From of 5,100 such words",
       [] {
         return "From: " + times(1'700, "=?iso-2022-jp?q?a?= =?iso-2022-kr?q?b?= =?hz?q?c?=") +
                " <a@b.example>\r\nSubject: words\r\n\r\nx\r\n";
       }},
      {"a label of a password in every fifth byte of the subject",
       [] {
         return "From: a@b.example\r\nSubject: " + times(2'000, "pw:x ") + "\r\n\r\n" +
                times(200'000, "pw:x ") + "\r\n";
       }},
      {"labels in the cells of a head, one empty, and as names of 200 attachments",
       [] { return labels_everywhere("pw,", ","); }},
      {"the same with semicolons", [] { return labels_everywhere("pw;", ";"); }},
      {"labels of several in each other's sentence",
       [] { return labels_everywhere("pws are x=a1b2, ", "x"); }},
      {"the same, where nothing parts them", [] { return labels_everywhere("pws is ", ",x"); }},
      {"the same, where each secret that goes shows the next one",
       [] { return labels_everywhere("was pws'", "AKIA"); }},
      {"words that never end",
       [] { return start("X-Y: z\r\n") + "Subject: " + times(19'000, "=?a?q") + "\r\n\r\nx\r\n"; }},
      {"References with 25,000 brackets",
       [] { return start("References: " + times(20'000, "<a> ") + "\r\n\r\nx\r\n"); }},
      {"references by the thousand",
       [] { return start("References: " + times(8'000, "<a@b.c> ") + "\r\n\r\nx\r\n"); }},
  };
}

inline std::vector<HostileMail> bodies() {
  return {
      {"one line of 26 MB", [] { return body_of("text/plain", "x", largest); }},
      {"one blank of 26 MB", [] { return body_of("text/plain", " ", largest); }},
      {"a phrase of a row, 1 MB of it",
       [] { return body_of("text/plain", "out of office ", 1'000'000); }},
      {"base64 in lines of one character, 26 MB", [] { return encoded_body("base64", "Q\r\n"); }},
      {"base64 without a digit, 26 MB", [] { return encoded_body("base64", "\r\n"); }},
      {"quoted-printable of soft breaks, 26 MB",
       [] { return encoded_body("quoted-printable", "=\r\n"); }},
      {"soft breaks behind blanks, 26 MB", [] { return encoded_body("quoted-printable", "= "); }},
      {"an attachment of soft breaks, 26 MB",
       [] {
         return multipart(
             "Content-Type: application/x\r\nContent-Transfer-Encoding: "
             "quoted-printable\r\n\r\n" +
                 times(8'600'000, "=\r\n"),
             25'900'000);
       }},
      {"an attachment in base64, 26 MB",
       [] {
         return multipart(
             "Content-Type: application/x\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
                 times(330'000, std::string(76, 'Q') + "\r\n"),
             25'900'000);
       }},
      {"marks out of order, 1 MB", disordered_marks},
      {"one letter that folds to eighteen, 1 MB",
       [] { return body_of("text/plain; charset=utf-8", "\uFDFA", 1'000'000); }},
      {"Hangul in pieces, 1 MB",
       [] { return body_of("text/plain; charset=utf-8", "\u1112\u1161\u11ab", 1'000'000); }},
      {"utf-7, 1 MB", [] { return body_of("text/plain; charset=utf-7", "+AGE-", 1'000'000); }},
      {"iso-2022-jp with an escape before each letter, 1 MB",
       [] { return body_of("text/plain; charset=iso-2022-jp", "\x1b$B$\"\x1b(B", 1'000'000); }},
      {"gb18030 of four bytes each, 1 MB",
       [] { return body_of("text/plain; charset=gb18030", "\x81\x30\x81\x31", 1'000'000); }},
      {"utf-8 that is none, 26 MB",
       [] { return body_of("text/plain; charset=utf-8", "\xc3\xa4\xff", largest); }},
      {"HTML of 10 MB, each tag in another",
       [] { return body_of("text/html", "<div><b>", 10'000'000); }},
      {"HTML of left angles", [] { return body_of("text/html", "<a", 1'000'000); }},
      {"HTML of quotes that never end", [] { return body_of("text/html", "<a b=\"", 1'000'000); }},
      {"HTML of comments that never end", [] { return body_of("text/html", "<!--", 1'000'000); }},
      {"HTML of scripts that never end",
       [] { return body_of("text/html", "<script></x>", 1'000'000); }},
      {"HTML of entities", [] { return body_of("text/html", "&#x1F600;&amp&", 1'000'000); }},
      {"HTML beside text, both full, wide letters",
       [] {
         const auto wide = times(260'000, "\u0416\u00c4");
         return start(
             "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: "
             "text/plain; charset=utf-8\r\n\r\n" +
             wide +
             "\r\n--b\r\nContent-Type: "
             "text/html; charset=utf-8\r\n\r\n" +
             wide + "\r\n--b--\r\n");
       }},
  };
}

inline std::vector<HostileMail> hostile_mails() {
  auto all = structures();
  for (auto& list : {headers(), bodies()}) all.insert(all.end(), list.begin(), list.end());
  return all;
}

}  // namespace frontdesk::samples
