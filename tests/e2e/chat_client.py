"""A small WebSocket client, RFC 6455 as far as a chat needs it, and a visitor who keeps what PROTOCOL.md says."""
import base64
import hashlib
import json
import os
import socket
import struct

from daemon_fixture import PATIENCE

MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Refused(AssertionError):
    """The handshake was answered by something else than 101."""

    def __init__(self, status, text):
        super().__init__("%d %s" % (status, text))
        self.status = status


class Closed(AssertionError):
    """The other side has closed: its code, 1006 where it said none."""

    def __init__(self, code):
        super().__init__("closed with %d" % code)
        self.code = code


class WebSocket:
    def __init__(self, port, origin=None, path="/chat", receive_buffer=None):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(("127.0.0.1", port))
        self.buffer = b""
        key = base64.b64encode(os.urandom(16)).decode()
        lines = ["GET %s HTTP/1.1" % path, "Host: desk.example", "Upgrade: websocket", "Connection: Upgrade",
                 "Sec-WebSocket-Key: " + key, "Sec-WebSocket-Version: 13"]
        if origin is not None:
            lines.append("Origin: " + origin)
        self.socket.sendall("\r\n".join(lines + ["", ""]).encode())
        while b"\r\n\r\n" not in self.buffer:
            self.more()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        status = int(head.split(b" ")[1])
        if status != 101:
            self.socket.close()
            raise Refused(status, head.decode())
        wanted = base64.b64encode(hashlib.sha1((key + MAGIC).encode()).digest())
        if wanted not in head:
            raise AssertionError("a wrong Sec-WebSocket-Accept")

    def more(self):
        data = self.socket.recv(65536)
        if not data:
            raise Closed(1006)
        self.buffer += data

    def take(self, count):
        while len(self.buffer) < count:
            self.more()
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def send_frame(self, opcode, data, final=True):
        mask = os.urandom(4)
        size = len(data)
        head = bytes([(0x80 if final else 0) | opcode])
        if size < 126:
            head += bytes([0x80 | size])
        elif size < 65536:
            head += bytes([0x80 | 126]) + struct.pack(">H", size)
        else:
            head += bytes([0x80 | 127]) + struct.pack(">Q", size)
        self.socket.sendall(head + mask + bytes(c ^ mask[i % 4] for i, c in enumerate(data)))

    def read_frame(self):
        first, second = self.take(2)
        size = second & 0x7F
        if size == 126:
            size = struct.unpack(">H", self.take(2))[0]
        elif size == 127:
            size = struct.unpack(">Q", self.take(8))[0]
        return first & 0x0F, self.take(size)

    def send(self, **frame):
        self.send_frame(1, json.dumps(frame).encode())

    def next(self):
        """The next frame of the protocol."""
        while True:
            opcode, data = self.read_frame()
            if opcode == 1:
                return json.loads(data)
            if opcode == 9:
                self.send_frame(10, data)
            if opcode == 8:
                self.send_frame(8, data[:2])
                raise Closed(struct.unpack(">H", data[:2])[0] if data else 1005)

    def until(self, kind):
        """The next frame of this type, and what came before it."""
        before = []
        while True:
            frame = self.next()
            if frame["type"] == kind:
                return frame, before
            before.append(frame)

    def closed(self):
        """What came until the other side closed, and its code."""
        frames = []
        try:
            while True:
                frames.append(self.next())
        except Closed as end:
            return frames, end.code

    def lose(self):
        """As a cable does: nothing is said."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


class Visitor:
    """Who keeps session, secret, `seen` and what is not acknowledged."""

    def __init__(self, daemon, origin="https://www.acme.example", **hello):
        self.daemon, self.origin = daemon, origin
        self.hello = {"version": 1, "id": base64.urlsafe_b64encode(os.urandom(24)).decode(), **hello}
        self.welcome, self.secret, self.seen = None, None, 0
        self.waiting, self.messages, self.count = [], {}, 0
        self.socket, self.sockets = None, []

    def close(self):
        for one in self.sockets:
            one.socket.close()

    def connect(self, resume=False):
        self.socket = WebSocket(self.daemon.ports["http"], self.origin)
        self.sockets.append(self.socket)
        hello = self.hello
        if resume:
            hello = {"version": 1, "resume": {"session": self.welcome["session"], "secret": self.secret, "seen": self.seen}}
        self.socket.send(type="hello", **hello)
        self.welcome, _ = self.socket.until("welcome")
        self.secret = self.welcome["secret"] or self.secret
        if self.welcome["reset"]:
            self.seen, self.messages = 0, {}
        for message in self.waiting:
            self.socket.send(**message)
        return self

    def say(self, text):
        self.count += 1
        message = {"type": "message", "id": "m-%d" % self.count, "text": text}
        self.waiting.append(message)
        self.socket.send(**message)
        return message["id"]

    def read(self):
        """One frame, kept as a client keeps it."""
        frame = self.socket.next()
        if frame["type"] in ("ack", "message"):
            if frame["number"] <= self.seen and frame["type"] == "message":
                raise AssertionError("told again: %s" % frame)
            self.seen = max(self.seen, frame["number"])
            self.waiting = [one for one in self.waiting if one["id"] != frame["id"]]
            if frame["type"] == "message":
                self.messages[frame["number"]] = frame
        return frame

    def settle(self):
        """Until all that was said is acknowledged."""
        while self.waiting:
            frame = self.read()
            if frame["type"] in ("error", "end"):
                raise AssertionError(frame)

    def until_message(self):
        while True:
            frame = self.read()
            if frame["type"] == "message":
                return frame

    @property
    def arrival(self):
        return self.welcome["session"]
