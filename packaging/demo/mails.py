"""The demo's mails, as they go over the wire. Every one is the same each time, so that a mail that is
sent again is known as the one before.
"""
from dataclasses import dataclass

NORTHWIND = "help@northwind.example"
HARBOR = "support@harbor.example"
SHARED = "helpdesk@ITSupport247.net"
DATE = "Mon, 02 Nov 2026 09:15:00 +0000"


@dataclass(frozen=True)
class Mail:
    name: str
    shows: str
    sender: str  # of the envelope; "" for a bounce
    to: str
    raw: bytes


def message_id(name):
    return "<%s@demo.example>" % name


def text_mail(name, shows, sender, to, subject, body, headers=(), shown_as=None):
    """A plain mail. `headers` are further lines, `shown_as` the From header where it has a name."""
    lines = ["From: %s" % (shown_as or sender), "To: %s" % to, "Subject: %s" % subject,
             "Date: %s" % DATE, "Message-ID: %s" % message_id(name), *headers,
             "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
             "Content-Transfer-Encoding: 8bit", "", body, ""]
    return Mail(name, shows, sender, to, "\r\n".join(lines).encode())


def reply_to(name):
    return ("In-Reply-To: " + message_id(name), "References: " + message_id(name))


def html_out_of_office():
    raw = ("From: Robin Vale <robin@travels.example>\r\nTo: %s\r\nSubject: Your request\r\nDate: %s\r\n"
           "Message-ID: %s\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=iso-8859-1\r\n"
           "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
           "<html><body><p>I am <b>Out=20of</b>=\r\n Office until Monday. Gr=FC=DFe!</p></body></html>\r\n"
           % (SHARED, DATE, message_id("spam-body")))
    return Mail("spam-body", "a phrase in the body, under HTML", "robin@travels.example", SHARED,
                raw.encode("ascii"))


def bounce():
    raw = ("Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@mx.travels.example>\r\nTo: %s\r\n"
           "Subject: Undelivered Mail Returned to Sender\r\nDate: %s\r\nMessage-ID: %s\r\n"
           "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
           "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b1\"\r\n\r\n"
           "--b1\r\nContent-Type: text/plain\r\n\r\nThe mail could not be delivered.\r\n"
           "--b1\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.travels.example\r\n\r\n"
           "Final-Recipient: rfc822; nobody@travels.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
           "--b1\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <gone@travels.example>\r\n\r\n--b1--\r\n"
           % (SHARED, DATE, message_id("bounce")))
    return Mail("bounce", "a delivery report without a return path", "", SHARED, raw.encode("ascii"))


def charset_lie():
    """Says us-ascii and sends Windows-1252; the boundary never closes, an encoded word is cut off."""
    raw = (b"From: =?utf-8?Q?Gwen_Hall <gwen@brightside.example>\r\nTo: " + HARBOR.encode() + b"\r\n"
           b"Subject: =?iso-8859-1?Q?caf=E9?= caf\xe9 \x93scanner\x94\r\nDate: yesterday, more or less\r\n"
           b"Message-ID: " + message_id("charset-lie").encode() + b"\r\nMIME-Version: 1.0\r\n"
           b"Content-Type: multipart/mixed; boundary=\"open\"\r\n\r\n--open\r\n"
           b"Content-Type: text/plain; charset=us-ascii\r\n\r\nThe \x93caf\xe9\x94 scanner costs \x80 40.\r\n"
           b"--open\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n!!! not base64 !!!\r\n")
    return Mail("charset-lie", "a wrong charset, an open boundary", "gwen@brightside.example", HARBOR, raw)


def too_deep():
    """Parts inside parts inside parts: over the parser's limit, kept and ticketed all the same."""
    depth = 200
    parts = "".join("Content-Type: multipart/mixed; boundary=\"b%d\"\r\n\r\n--b%d\r\n" % (i, i)
                    for i in range(depth))
    raw = ("From: Gwen Hall <gwen@brightside.example>\r\nTo: %s\r\nSubject: Forwarded a few times\r\nDate: %s\r\n"
           "Message-ID: %s\r\nMIME-Version: 1.0\r\n%sContent-Type: text/plain\r\n\r\nHello?\r\n"
           % (HARBOR, DATE, message_id("too-deep"), parts))
    return Mail("too-deep", "beyond parsing: kept and marked", "gwen@brightside.example", HARBOR,
                raw.encode("ascii"))


MAILS = [
    text_mail("around-the-clock", "known sender, 24x7 in London", "gwen@brightside.example", HARBOR,
              "Label printer jams", "The label printer on the second floor jams on every page."),
    text_mail("new-york", "known sender, Business Hours in New York", "ann@acme.example", NORTHWIND,
              "Scanner is offline", "The scanner in room 3 shows E-202.", shown_as="Ann Lee <ann@acme.example>"),
    text_mail("sydney", "known sender, Business Hours in Sydney", "cleo@acme.example", SHARED,
              "VPN drops", "The VPN drops every ten minutes."),
    text_mail("mumbai", "known sender, Business Hours in Mumbai", "harsh@brightside.example", HARBOR,
              "New laptop", "My new laptop asks for a BitLocker key."),
    text_mail("chicago", "known sender, After Hours in Chicago", "dana@lumen.example", NORTHWIND,
              "Shared drive", "I cannot open the shared drive."),
    text_mail("no-plan", "known sender, a site without a plan", "june@cedar.example", HARBOR,
              "Password", "Please reset my password."),
    text_mail("locked-out", "a contact who is not active any more", "eli@lumen.example", NORTHWIND,
              "Mailbox", "Can I have my old mailbox?"),
    text_mail("unknown", "unknown sender, Northwind asks for approval", "pat@lumen.example", NORTHWIND,
              "I am new here", "Could I have access to the printer?"),
    text_mail("unknown-denied", "unknown sender, Harbor serves only people on file", "pat@elsewhere.example", HARBOR,
              "Hello", "Do you also fix phones?"),
    text_mail("unknown-shared", "unknown sender on the line that all share", "sam@elsewhere.example", SHARED,
              "Need help", "Which number do I call?"),
    text_mail("two-people", "an address that two people share", "reception@brightside.example", HARBOR,
              "Badge reader", "The badge reader at the door is dead."),
    text_mail("staff", "the provider's own staff", "nora@northwind.example", NORTHWIND,
              "Acme: new starter on Monday", "Please prepare a laptop for Acme in New York."),
    text_mail("spam-from-begins", "a From that begins with a phrase", "postmaster@travels.example", SHARED,
              "Mailbox report", "Your weekly report."),
    text_mail("spam-from-contains", "a From that contains a phrase", "shop-noreply@travels.example", SHARED,
              "Your order", "It is on its way."),
    text_mail("spam-from-name", "a phrase in the sender's name", "alerts@travels.example", SHARED,
              "Verify your account", "Click here.",
              shown_as="\"E-mail Security Team\" <alerts@travels.example>"),
    text_mail("spam-subject", "a phrase in the subject", "robin@travels.example", SHARED,
              "=?utf-8?B?T3V0IG9mIE9mZmljZTogUmU6IGhlbGxv?=", "Back on Monday."),
    html_out_of_office(),
    text_mail("loop", "an automatic reply without any phrase", "desk@travels.example", SHARED,
              "We have your mail", "Someone will answer.", ("Auto-Submitted: auto-replied",)),
    text_mail("watched", "a person on file writes a filtered phrase", "dana@lumen.example", NORTHWIND,
              "Please set up my Out of Office", "From Friday on, please."),
    text_mail("reply", "a reply to the first mail", "gwen@brightside.example", HARBOR,
              "Re: Label printer jams", "It also smells.", reply_to("around-the-clock")),
    text_mail("reply-colleague", "a colleague replies to it", "finn@brightside.example", HARBOR,
              "Re: Label printer jams", "Same on the third floor.", reply_to("around-the-clock")),
    text_mail("reply-stranger", "a stranger replies to Ann's mail", "zoe@elsewhere.example", NORTHWIND,
              "Re: Scanner is offline", "Me too!", reply_to("new-york")),
    bounce(),
    charset_lie(),
    too_deep(),
]
