"""Many connections that send mails as a patient mail server does: what is not acknowledged is sent
again, until it is. What was acknowledged stands in a ledger.
"""
import asyncio
import contextlib
import dataclasses
import random
import re

PATIENCE = 60  # seconds until a connection that says nothing is given up
LINES = ("help@northwind.example", "support@harbor.example")
SENDERS = {LINES[0]: ("ann@acme.example", "dora@lumen.example", "stranger@elsewhere.example"),
           LINES[1]: ("finn@brightside.example", "harsh@brightside.example")}
SUBJECTS = ("the printer does not print", "Out of Office: away until Monday", "password forgotten",
            "Mail delivery failed: returning message")


class Refused(Exception):
    """4xx, or the connection ended: to be sent again."""


@dataclasses.dataclass
class Mail:
    number: int
    sender: str
    recipients: tuple
    body: bytes

    @property
    def message_id(self):
        return "ledger-%d@load.example" % self.number


def make_mail(number, seed):
    """The same for the same number and seed."""
    choice = random.Random("%s/%d" % (seed, number))
    line = choice.choice(LINES)
    # Every tenth goes to both lines: one transaction, two arrivals, one file of raw bytes.
    recipients = LINES if choice.random() < 0.1 else (line,)
    reply = ""
    # To one that is there, to one that is under way, or to one that has never come.
    if number > 0 and choice.random() < 0.3:
        earlier = max(0, number - choice.randrange(1, 100))
        reply = "In-Reply-To: <ledger-%d@load.example>\r\n" % earlier
    mail = Mail(number, choice.choice(SENDERS[line]), recipients, b"")
    text = "x" * 70 + "\r\n"
    mail.body = (
        "From: %s\r\nTo: %s\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\nMessage-ID: <%s>\r\n%s"
        "Subject: %s ledger%d\r\n\r\n%s.\r\n" % (
            mail.sender, ", ".join(recipients), mail.message_id, reply, choice.choice(SUBJECTS),
            number, text * choice.choice((1, 10, 60)))).encode()
    return mail


class Connection:
    """One SMTP dialogue after another over one connection."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, port, source=None):
        """`source`: an address of this machine to come from."""
        local = (source, 0) if source else None
        connection = cls(*await asyncio.open_connection("127.0.0.1", port, local_addr=local))
        await connection.answer()
        await connection.say(b"EHLO load.example\r\n")
        return connection

    async def answer(self):
        """The last line of a good answer; anything else is raised."""
        while True:
            line = await asyncio.wait_for(self.reader.readline(), PATIENCE)
            if not line.endswith(b"\n"):
                raise Refused("the connection ended")
            if line[3:4] != b"-":
                break
        if line[:1] == b"4":
            raise Refused(line.decode())
        if line[:1] not in b"23":
            raise AssertionError("refused for ever: " + line.decode())
        return line.decode()

    async def say(self, data):
        self.writer.write(data)
        await self.writer.drain()
        return await self.answer()

    async def send(self, mail):
        """The answer to the final dot."""
        await self.say(b"MAIL FROM:<%s>\r\n" % mail.sender.encode())
        for recipient in mail.recipients:
            await self.say(b"RCPT TO:<%s>\r\n" % recipient.encode())
        await self.say(b"DATA\r\n")
        return await self.say(mail.body)

    def close(self):
        self.writer.close()


class Load:
    """`ledger`: the arrivals that the answer named, by the number of each acknowledged mail."""

    def __init__(self, port, seed, connections):
        self.port, self.seed, self.connections = port, seed, connections
        self.ledger = {}
        self.tried = 0
        self.resent = 0
        self.stopping = False
        self._given_up = False

    async def worker(self, index):
        number = index
        connection = None
        while not self.stopping:
            mail = make_mail(number, self.seed)
            number += self.connections
            self.tried += 1
            while not self._given_up:
                try:
                    connection = connection or await Connection.open(self.port)
                    answer = await connection.send(mail)
                    break
                except (OSError, Refused, asyncio.TimeoutError, asyncio.IncompleteReadError):
                    if connection:
                        connection.close()
                    connection = None
                    self.resent += 1
                    await asyncio.sleep(0.02)
            if self._given_up:
                break
            self.ledger[mail.number] = re.findall(r"\ba-[0-9a-z]+", answer)
        if connection:
            connection.close()

    async def run(self):
        await asyncio.gather(*(self.worker(index) for index in range(self.connections)))

    @contextlib.asynccontextmanager
    async def running(self):
        """While its block runs; at its end what is under way is sent until it is acknowledged. Where the
        block fails, it ends at once: wait_for may swallow that it was cancelled, and a worker without
        this would try for ever.
        """
        task = asyncio.create_task(self.run(), name="load")
        try:
            yield
        except BaseException:
            self._given_up = True
            task.cancel()
            raise
        finally:
            self.stopping = True
            await asyncio.wait([task])
        task.result()
