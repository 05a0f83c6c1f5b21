// Forwards as mail programs write them (users-want 19).
#include "intake/mime/forwarded.h"

#include <doctest/doctest.h>

#include <string>

using namespace frontdesk;

TEST_CASE("forwarded: the writer in what programs put before a forward") {
  const std::string ann = "ann@acme.example";
  CHECK(forwarded_from("Fwd: Printer",
                       "Please look.\n\n---------- Forwarded message ---------\n"
                       "From: Ann Lee <ann@acme.example>\nDate: Wed, Jun 3, 2026\n"
                       "Subject: Printer\nTo: <nora@northwind.example>\n\nIt burns.") == ann);
  CHECK(forwarded_from("FW: Printer",
                       "________________________________\r\n"
                       "From: Ann Lee [mailto:Ann@Acme.example]\r\nSent: Wednesday\r\n"
                       "To: Nora Diaz\r\nSubject: Printer\r\n\r\nIt burns.") == ann);
  CHECK(forwarded_from("WG: Drucker",
                       "Von: Ann Lee <ann@acme.example>\nGesendet: Mittwoch\nAn: Nora\n"
                       "Betreff: Drucker\n\nEr brennt.") == ann);
  CHECK(forwarded_from("TR: Imprimante",
                       "De : x\nDe: Ann Lee <ann@acme.example>\nEnvoyé: mercredi\nÀ: Nora\n"
                       "Objet: Imprimante") == ann);
  CHECK(forwarded_from("Fwd: x",
                       "Begin forwarded message:\n\n> *From:* Ann Lee <ann@acme.example>\n"
                       "> *Subject:* x\n> *To:* nora@northwind.example\n") == ann);
}

TEST_CASE("forwarded: of several the first; a lone From is prose; a reply is no forward") {
  CHECK(forwarded_from("Fwd: Fwd: x",
                       "From: ann@acme.example\nTo: nora@northwind.example\n\nsee\n\n"
                       "From: bob@other.example\nTo: ann@acme.example\n") == "ann@acme.example");
  CHECK(forwarded_from("Fwd: x", "From: ann@acme.example and then we talked.\n\nBye") == "");
  CHECK(forwarded_from("Re: x", "From: ann@acme.example\nTo: nora@northwind.example\n") == "");
  CHECK(forwarded_from("Printer", "From: ann@acme.example\nTo: x@y.example\n") == "");
  CHECK(forwarded_from("Fwd: x", "") == "");
  CHECK(forwarded_from("Fwd: x", "From: nobody\nTo: x\n") == "");
  CHECK(forwarded_from("", "") == "");
}

TEST_CASE("forwarded, limits: looked for in 2,000 lines, within six of the From") {
  const std::string block = "From: ann@acme.example\nTo: x@y.example\n";
  const auto below = [&](int lines) {
    std::string text;
    for (int i = 0; i < lines; ++i) text += "x\n";
    return forwarded_from("Fwd: x", text + block);
  };
  CHECK(below(1'998) == "ann@acme.example");
  CHECK(below(1'999) == "");
  CHECK(forwarded_from("Fwd: x", "From: ann@acme.example\n\n\n\n\n\nTo: x@y.example\n") ==
        "ann@acme.example");
  CHECK(forwarded_from("Fwd: x", "From: ann@acme.example\n\n\n\n\n\n\nTo: x@y.example\n") == "");
}
