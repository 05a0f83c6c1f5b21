// Every limit of reading a mail, from both sides.
#include <doctest/doctest.h>

#include <algorithm>

#include "intake/mime/header.h"
#include "intake/mime/mail.h"
#include "tests/intake/mime_samples.h"
#include "tests/intake/unparsed.h"

using namespace frontdesk;
using namespace frontdesk::samples;

namespace {

const std::string from = "From: a@b.example\r\n";
const std::string mixed = from + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n";

void passes(const std::string& raw) {
  const auto mail = parse_mail(raw);
  CHECK_MESSAGE(!mail.flags.unparsed, mail.diagnostics.back());
}

}  // namespace

TEST_CASE("limits: the header of a mail has 102,400 bytes") {
  const auto mail = [](std::size_t bytes) {
    const auto rest = bytes - from.size() - std::string("X: \r\n\r\n").size();
    return from + "X: " + std::string(rest, 'x') + "\r\n\r\nbody\r\n";
  };
  passes(mail(102'400));
  stops(mail(102'401), "header_bytes");
  // In short lines and in folds it is not read any further line by line.
  stops(from + times(2'000'000, "a:\r\n") + "\r\nbody", "header_bytes");
  stops(from + "X: y\r\n" + times(2'000'000, " b\r\n") + "\r\nbody", "header_bytes");
}

TEST_CASE("limits: a header over its limit ends where its empty line is") {
  const auto sha = [](const std::string& header, const std::string& body) {
    return parse_mail(from + times(30'000, "a:\r\n") + header + "\r\n" + body).body_sha256;
  };
  CHECK(sha("X: 1\r\n", "body") == sha("X: 2\r\n", "body"));
  CHECK(sha("X: 1\r\n", "body") != sha("X: 1\r\n", "other"));
  CHECK(top_header("A: b\nC: d\n\nbody", 3) == "A: b\nC: d\n\n");
  CHECK(top_header("A: b\r\nC: d\r\n\r\nbody", 3) == "A: b\r\nC: d\r\n\r\n");
  CHECK(top_header("A: b\r\nno field\r\n\r\nbody", 3) == "A: b\r\nno field\r\n\r\n");
  CHECK(top_header("A: b\r\nno field\r\n\r\nbody", 6) == "A: b\r\n");
  CHECK(top_header("A: b\r\nC: d", 3) == "A: b\r\nC: d");
}

TEST_CASE("limits: the header of a mail has 1,000 lines") {
  const auto mail = [](std::size_t lines) { return from + times(lines - 2, "X: y\r\n") + "\r\nb"; };
  passes(mail(1'000));
  stops(mail(1'001), "header_lines");
}

TEST_CASE("limits: 2,000 addresses in all fields together") {
  const auto mail = [](std::size_t addresses) {
    return from + "To: x@y.example" + times(addresses - 2, ", x@y.example") + "\r\n\r\nb";
  };
  passes(mail(2'000));
  stops(mail(2'001), "addresses");
}

TEST_CASE("limits: 250 containers, wherever they stand in the first 4 MiB") {
  const auto mail = [](std::size_t containers) {
    return from + "\r\n" + times(containers, "Content-Type: message/rfc822\r\n");
  };
  CHECK(guard(mail(250)).may_parse);
  CHECK(guard(mail(251)).reason == "containers");
  CHECK(guard(from + "\r\n" + std::string(5'000'000, 'x') + mail(1'000)).may_parse);
}

TEST_CASE("limits: containers are looked for in 4,194,304 bytes") {
  const std::string container = "Content-Type: message/rfc822\r\n";
  const auto all = times(251, container);
  const auto ends_at = [&](std::size_t bytes) {
    return from + "\r\n" + std::string(bytes - from.size() - 4 - all.size(), 'x') + "\r\n" + all;
  };
  CHECK(guard(ends_at(4'194'304)).reason == "containers");
  CHECK(guard(ends_at(4'194'304 + container.size())).may_parse);
}

TEST_CASE("limits: 10,000 bytes of a decoded field and 100 parameters of a field are kept") {
  const auto subject = [](std::size_t bytes) {
    return parse_mail(from + "Subject: " + std::string(bytes, 's') + "\r\n\r\nb").subject;
  };
  CHECK(subject(10'000) == std::string(10'000, 's'));
  CHECK(subject(10'001) == std::string(10'000, 's'));
  const auto parameters = [](int count) {
    std::string value = "text/plain";
    for (int i = 0; i < count; ++i) value += "; p" + std::to_string(i) + "=1";
    return parse_parameters(value);
  };
  CHECK(parameters(100).param("p99") == "1");
  CHECK(parameters(101).param("p99") == "1");
  CHECK(parameters(101).param("p100") == "");
}

TEST_CASE("limits: 20 multiparts in each other, behind any length of text too") {
  passes(deep_multiparts(20));
  stops(deep_multiparts(21), "depth");
  stops(mixed + "\r\n" + times(100'000, std::string(60, 'x') + "\r\n") + "--b\r\n" +
            deep_multiparts(47'700),
        "depth");
  stops(mixed + "\r\n" + times(100'000, std::string(60, 'x') + "\r\n") + "--b\r\n" +
            deep_messages(100'000),
        "depth");
}

TEST_CASE("limits: 1,000 parts, the mail itself among them") {
  passes(many_parts(999));
  stops(many_parts(1'000), "parts");
}

TEST_CASE("limits: a boundary of 200 bytes") {
  const auto mail = [](std::size_t bytes) {
    const std::string b(bytes, 'b');
    return from + "Content-Type: multipart/mixed; boundary=" + b + "\r\n\r\n--" + b +
           "\r\n\r\nx\r\n--" + b + "--\r\n";
  };
  passes(mail(200));
  stops(mail(201), "boundary_bytes");
}

TEST_CASE("limits: 100,000 lines that begin like a delimiter") {
  const auto mail = [](std::size_t lines) {
    return from + "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + times(lines, "--c\r\n");
  };
  passes(mail(100'000));
  stops(mail(100'001), "delimiter_lines");
}

TEST_CASE("limits: a field of a part has 32,768 bytes, the headers of all parts 262,144") {
  const auto field = [](std::size_t bytes) {
    return "X: " + std::string(bytes - 5, 'x') + "\r\n\r\nbody\r\n--b\r\n";
  };
  passes(mixed + field(32'700));
  stops(mixed + field(32'800), "part_field_bytes");
  passes(mixed + times(8, field(30'000)));
  stops(mixed + times(9, field(30'000)), "part_header_bytes");
  // What was read before the limit is kept, and nothing behind it is taken for a header.
  const auto mail = parse_mail(mixed + "\r\nseen\r\n--b\r\n" + times(20, field(30'000)));
  CHECK(mail.text.starts_with("seen\n"));
}

TEST_CASE("limits: 50 multiparts that were never closed are mended") {
  const auto mail = [](std::size_t count) {
    return mixed +
           times(count, "Content-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx\r\n--b\r\n");
  };
  passes(mail(50));
  stops(mail(52), "unclosed");
}

TEST_CASE("limits: a mebibyte of text is kept, 512 KiB of it and of the HTML go to the rows") {
  const auto plain = [](std::size_t bytes) { return from + "\r\n" + std::string(bytes, 'x'); };
  CHECK_FALSE(parse_mail(plain(1'048'576)).flags.truncated);
  CHECK(parse_mail(plain(1'048'577)).flags.truncated);
  CHECK(parse_mail(plain(1'048'577)).text.size() == 1'048'576);
  CHECK(body_for_rows(parse_mail(plain(524'288))).size() == 524'288);
  CHECK(body_for_rows(parse_mail(plain(524'289))).size() == 524'288);
  Mail both;
  both.text = std::string(600'000, 'x');
  both.html = "<p>" + std::string(600'000, 'y') + "</p>";
  CHECK(body_for_rows(both) == std::string(524'288, 'x') + '\n' + std::string(524'288, 'y'));
}

TEST_CASE("limits: of encoded text no more is read than what could be kept") {
  const auto encoded = [](std::string_view how, std::string_view text, std::size_t count) {
    return parse_mail(from + "Content-Transfer-Encoding: " + std::string(how) + "\r\n\r\n" +
                      times(count, text));
  };
  // 1,000,000 letters, each as =58; and so many soft breaks that nothing is left to read.
  CHECK_FALSE(encoded("quoted-printable", "=58", 1'000'000).flags.truncated);
  CHECK(encoded("quoted-printable", "=58", 1'000'000).text.size() == 1'000'000);
  CHECK_FALSE(encoded("quoted-printable", "=\r\n", 1'000'000).flags.truncated);
  CHECK(encoded("quoted-printable", "=\r\n", 2'000'000).flags.truncated);
  CHECK(encoded("base64", "Q\r\n", 2'000'000).flags.truncated);
}

TEST_CASE("limits: 200 attachments are listed, 100 addresses of a field and references kept") {
  const auto attached = [](std::size_t count) {
    return parse_mail(mixed + times(count, "Content-Disposition: attachment\r\n\r\nx\r\n--b\r\n") +
                      "\r\nx\r\n");
  };
  CHECK(attached(200).attachments.size() == 200);
  CHECK(attached(200).diagnostics.back() != "attachments_not_listed");
  CHECK(attached(201).attachments.size() == 200);
  CHECK(attached(201).diagnostics.back() == "attachments_not_listed");
  const auto lists = parse_mail(from + "To: a@b.example" + times(150, ", a@b.example") +
                                "\r\nReferences: " + times(150, "<a@b> ") + "\r\n\r\nx\r\n");
  CHECK(lists.to.size() == 100);
  CHECK(lists.references.size() == 100);
}
