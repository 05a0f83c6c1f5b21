"""A mail client without manners: bytes as they are, in the pieces asked for, and what is said back."""
import re
import socket
import ssl

HELLO = b"EHLO client.example\r\n"
ENVELOPE = (b"MAIL FROM:<gwen@brightside.example>\r\n"
            b"RCPT TO:<support@harbor.example>\r\n")


class Wire:
    """`door`: a port of this machine, or the path of a socket."""

    def __init__(self, door):
        if isinstance(door, str):
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(60)
            self.socket.connect(door)
        else:
            self.socket = socket.create_connection(("127.0.0.1", door), timeout=60)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.heard = b""
        self.replies = []
        self.read_reply()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, *pieces):
        """False where the other side has hung up already."""
        try:
            for piece in pieces:
                self.socket.sendall(piece)
            return True
        except OSError:
            return False

    def read_reply(self):
        """The whole of the next reply; None at the end of the connection. TimeoutError where neither comes."""
        while True:
            found = re.match(rb"(?:\d{3}-[^\r\n]*\r\n)*\d{3} [^\r\n]*\r\n", self.heard)
            if found:
                self.heard = self.heard[found.end():]
                self.replies.append(found.group().decode())
                return self.replies[-1]
            try:
                more = self.socket.recv(65536)
            except TimeoutError:
                raise
            except OSError:
                return None
            if not more:
                return None
            self.heard += more

    def ask(self, *lines):
        """The last reply to these commands, one reply each."""
        self.send(b"".join(line + b"\r\n" for line in lines))
        for _ in lines:
            reply = self.read_reply()
        return reply

    def rest(self):
        """Every reply until the end of the connection; TimeoutError where it stays open."""
        replies = []
        while True:
            reply = self.read_reply()
            if reply is None:
                break
            replies.append(reply)
        if self.heard:
            raise AssertionError("not a reply: %r" % self.heard)
        return replies

    def start_tls(self, certificate):
        trust = ssl.create_default_context(cafile=certificate)
        trust.check_hostname = False
        self.socket = trust.wrap_socket(self.socket)
        self.heard = b""


def codes(replies):
    return [int(reply[:3]) for reply in replies]
