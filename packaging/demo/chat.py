"""A visitor's first message in a chat, over a WebSocket (intake/chat/PROTOCOL.md)."""
import base64
import json
import os
import socket
import struct
import urllib.parse

PAGE = "https://www.harbor.example"  # the widget's list has it


def frame_of(message):
    """As a client sends it: masked. The demo's are all shorter than 64 KiB."""
    data, mask = json.dumps(message).encode(), os.urandom(4)
    size = bytes([0x80 | len(data)]) if len(data) < 126 else struct.pack("!BH", 0x80 | 126, len(data))
    return b"\x81" + size + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))


def frames(stream):
    """What the server says, frame by frame."""
    while True:
        size = stream.read(2)[1]
        if size > 125:
            size = int.from_bytes(stream.read(2 if size == 126 else 8), "big")
        yield json.loads(stream.read(size))


def say(url, text):
    """The arrival's id, and the state that the chat is in; None where the daemon has no chat."""
    place = urllib.parse.urlsplit(url)
    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        key = base64.b64encode(os.urandom(16)).decode()
        connection.sendall(("GET /chat HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n\r\n"
                            % (place.netloc, PAGE, key)).encode())
        stream = connection.makefile("rb")
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = stream.readline()
            if not line:
                return None
            head += line
        if b" 101 " not in head:
            return None
        hello = {"type": "hello", "version": 1, "id": base64.urlsafe_b64encode(os.urandom(24)).decode(),
                 "email": "gwen@brightside.example", "name": "Gwen Hall"}
        connection.sendall(frame_of(hello))
        told = frames(stream)
        welcome = next(each for each in told if each["type"] in ("welcome", "error"))
        if welcome["type"] == "error":
            return None
        connection.sendall(frame_of({"type": "message", "id": "m-1", "text": text}))
        next(each for each in told if each["type"] == "ack")  # it is durable now
        return welcome["session"], welcome["state"]
