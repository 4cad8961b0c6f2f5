"""A chip card behind QEMU's own card reader, over the VSCard protocol (libcacard's `vscard_common.h`).

QEMU forwards each command to the card as it came from the guest. The card speaks T=0: what does not fit into one
exchange is fetched with GET RESPONSE (ISO/IEC 7816-3:2006, section 10.3).
"""
import socket
import struct
import threading
from pathlib import Path

INIT, ERROR, READER_ADD, READER_REMOVE, ATR, CARD_REMOVE, APDU = 1, 2, 3, 4, 5, 6, 7
HEADER = struct.Struct(">III")
VERSION = 2
LARGEST_MESSAGE = 65_536


class Card:
    """A few files of ISO/IEC 7816-4, enough to be selected and read."""

    ANSWER_TO_RESET = bytes([0x3B, 0x06]) + b"PAYQMU"
    NAME = bytes([0xF0]) + b"PAYCIRCLE"
    FILES = {0x3F00: b"", 0x2F01: b"CUSTOMER 3301002244", 0x2F02: bytes(range(200))}

    def __init__(self):
        self.selected = 0x3F00
        self.waiting = b""

    def answer(self, command: bytes) -> bytes:
        if len(command) < 4:
            return b"\x67\x00"
        instruction, p1, p2 = command[1:4]
        length = command[4] if len(command) > 4 else 0
        if instruction == 0xC0:
            part, self.waiting = self.waiting[:length or 256], self.waiting[length or 256:]
            return part + b"\x90\x00"
        if instruction == 0xA4:
            return self.select(p1, command[5:5 + length])
        if instruction == 0xB0:
            return self.read(p1 << 8 | p2, length or 256)
        return b"\x6D\x00"

    def select(self, p1: int, name: bytes) -> bytes:
        if p1 == 4 and name == self.NAME:
            self.selected = 0x3F00
        elif p1 == 0 and len(name) == 2 and int.from_bytes(name, "big") in self.FILES:
            self.selected = int.from_bytes(name, "big")
        else:
            return b"\x6A\x82"
        self.waiting = bytes([0x6F, 2, 0x80, len(self.FILES[self.selected])])
        return bytes([0x61, len(self.waiting)])

    def read(self, offset: int, length: int) -> bytes:
        contents = self.FILES[self.selected]
        if offset > len(contents):
            return b"\x6B\x00"
        left = len(contents) - offset
        # T=0: the card says how much there is instead of giving less than was asked for.
        if left < length:
            return bytes([0x6C, left])
        return contents[offset:offset + length] + b"\x90\x00"


class CardPeer:
    """Listens where QEMU's `ccid-card-passthru` connects. Counts what the card was asked."""

    def __init__(self, path: Path):
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(path))
        self.server.listen(1)
        self.connection = None
        self.lock = threading.Lock()
        self.card = Card()
        self.commands = 0
        self.leaves_at = None
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        self.connection, _ = self.server.accept()
        self.send(INIT, b"VSCD" + struct.pack(">II", VERSION, 0))
        self.send(READER_ADD, b"bench\0")
        self.insert()
        while header := self.exactly(HEADER.size):
            kind, _, length = HEADER.unpack(header)
            if length > LARGEST_MESSAGE:
                return
            body = self.exactly(length) if length else b""
            if kind == APDU and body is not None:
                self.asked(body)

    def asked(self, command: bytes) -> None:
        self.commands += 1
        if self.leaves_at is not None and self.commands >= self.leaves_at:
            self.leaves_at = None
            self.remove()
            return
        self.send(APDU, self.card.answer(command))

    def insert(self) -> None:
        self.card = Card()
        self.send(ATR, Card.ANSWER_TO_RESET)

    def remove(self) -> None:
        self.send(CARD_REMOVE, b"")

    def send(self, kind: int, body: bytes) -> None:
        with self.lock:
            self.connection.sendall(HEADER.pack(kind, 0, len(body)) + body)

    def exactly(self, count: int):
        data = b""
        while len(data) < count:
            part = self.connection.recv(count - len(data))
            if not part:
                return None
            data += part
        return data
