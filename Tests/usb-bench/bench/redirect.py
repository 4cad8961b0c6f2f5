"""USB devices written here and plugged into QEMU over its `usb-redir`, for what no gadget of the kernel does: to send
more than it was asked for (babble), and to stall an interrupt endpoint.

The protocol is spice-space's `usb-redirection-protocol.md`, version 0.7; everything is little-endian.
"""
import socket
import struct
import threading
import time
from pathlib import Path

HELLO, CONNECT, DISCONNECT, RESET, INTERFACES, ENDPOINTS = 0, 1, 2, 3, 4, 5
SET_CONFIGURATION, GET_CONFIGURATION, CONFIGURATION_STATUS = 6, 7, 8
SET_ALTERNATE, GET_ALTERNATE, ALTERNATE_STATUS = 9, 10, 11
START_INTERRUPT, STOP_INTERRUPT, INTERRUPT_STATUS, CANCEL = 15, 16, 17, 21
CONTROL, BULK, INTERRUPT = 100, 101, 103
SUCCESS, CANCELLED, STALL = 0, 1, 4
HIGH_SPEED = 2
# Of the capabilities of the hello: connect_device_version, ep_info_max_packet_size, 64bits_ids, 32bits_bulk_length.
CAPABILITIES = 1 << 1 | 1 << 4 | 1 << 5 | 1 << 6
BULK_TYPE, INTERRUPT_TYPE, CONTROL_TYPE, NO_TYPE = 2, 3, 0, 255


class Endpoint:
    def __init__(self, address: int, kind: int, size: int, interface: int, interval: int = 0):
        self.address, self.kind, self.size, self.interface, self.interval = address, kind, size, interface, interval

    @property
    def descriptor(self) -> bytes:
        return struct.pack("<BBBBHB", 7, 5, self.address, self.kind, self.size, self.interval)

    @property
    def place(self) -> int:
        """Among the 32 of the protocol's tables."""
        return (self.address & 0x80) >> 3 | self.address & 0x0F


class Description:
    """A device as its descriptors say it. An interface is its class, subclass, protocol, class descriptors, endpoints."""

    def __init__(self, vendor: int, product: int, texts: list[str], interfaces: list):
        self.vendor, self.product, self.texts, self.interfaces = vendor, product, texts, interfaces

    @property
    def endpoints(self) -> list[Endpoint]:
        return [endpoint for interface in self.interfaces for endpoint in interface[4]]

    def descriptor(self, kind: int, index: int):
        """Nil stalls the question."""
        if kind == 1:
            return struct.pack(
                "<BBHBBBBHHHBBBB", 18, 1, 0x0200, 0, 0, 0, 64, self.vendor, self.product, 0x0100, 1, 2, 3, 1)
        if kind == 2:
            return self.configuration
        if kind == 3 and index == 0:
            return bytes([4, 3, 0x09, 0x04])
        if kind == 3 and index <= len(self.texts):
            text = self.texts[index - 1].encode("utf-16-le")
            return bytes([2 + len(text), 3]) + text
        return None

    @property
    def configuration(self) -> bytes:
        body = b""
        for number, (main, sub, protocol, extra, endpoints) in enumerate(self.interfaces):
            body += bytes([9, 4, number, 0, len(endpoints), main, sub, protocol, 0]) + extra
            body += b"".join(endpoint.descriptor for endpoint in endpoints)
        return struct.pack("<BBHBBBBB", 9, 2, 9 + len(body), len(self.interfaces), 1, 0, 0x80, 50) + body


# As KioskDevices' `HIDPOSScannerLayout.commonDescriptor` has it: report 02 of a HID POS scanner, 64 bytes.
SCANNER_REPORT = bytes.fromhex(
    "05 8C 09 02 A1 01 85 02 09 12 A1 02 15 00 26 FF 00 75 08 95 01 05 01 09 "
    "3B 81 02 95 03 05 8C 09 FB 09 FC 09 FD 81 02 95 38 09 FE 82 02 01 95 02 "
    "06 66 FF 09 04 09 00 81 02 05 8C 25 01 75 01 95 01 09 FF 81 02 75 07 81 "
    "03 C0 C0")


def scanner() -> Description:
    hid = struct.pack("<BBHBBBH", 9, 0x21, 0x0111, 0, 1, 0x22, len(SCANNER_REPORT))
    return Description(
        0x0525, 0xA4AC, ["Paycircle", "Bench Scanner", "SCN-0001"],
        [(3, 0, 0, hid, [Endpoint(0x81, INTERRUPT_TYPE, 64, 0, interval=4)])])


def acceptor() -> Description:
    union = bytes([5, 0x24, 0x00, 0x10, 0x01, 5, 0x24, 0x01, 0, 1, 4, 0x24, 0x02, 2, 5, 0x24, 0x06, 0, 1])
    return Description(
        0x1209, 0x0002, ["Paycircle", "Bench Note Acceptor", "NAC-0001"], [
            (2, 2, 1, union, [Endpoint(0x82, INTERRUPT_TYPE, 16, 0, interval=9)]),
            (0x0A, 0, 0, b"", [Endpoint(0x81, BULK_TYPE, 512, 1), Endpoint(0x01, BULK_TYPE, 512, 1)])])


class RedirectedDevice:
    """Listens where QEMU's `usb-redir` connects, and is a device there until the connection ends.

    Without misbehaviour it is one that has nothing to say. `babble` and `stall` are done as often as asked.
    """

    # How much more than asked for is sent.
    SURPLUS = 64
    POLL = 0.005

    def __init__(self, path: Path, description: Description):
        self.description = description
        self.server = socket.socket(socket.AF_UNIX)
        self.server.bind(str(path))
        self.server.listen(1)
        self.lock = threading.Lock()
        self.has_64_bits = False
        self.receives = set()
        # Bulk IN transfers that wait: (id, endpoint, asked, stream).
        self.waiting = []
        self.to_babble = 0
        self.to_stall = 0
        self.babbled = 0
        self.stalled = 0
        self.received = 0
        self.connection = None
        threading.Thread(target=self.serve, daemon=True).start()

    # What the guest asks of it.

    def babble(self, count: int) -> None:
        self.to_babble += count
        self.misbehave()

    def stall(self, count: int) -> None:
        self.to_stall += count
        self.misbehave()

    def misbehave(self) -> None:
        """What can be done without being asked: reports of an interrupt endpoint."""
        for endpoint in sorted(self.receives):
            while self.to_babble > 0 or self.to_stall > 0:
                size = next(e.size for e in self.description.endpoints if e.address == endpoint)
                if self.to_babble > 0:
                    self.to_babble -= 1
                    self.babbled += 1
                    self.send(INTERRUPT, struct.pack("<BBH", endpoint, SUCCESS, size + self.SURPLUS)
                              + b"\xFF" * (size + self.SURPLUS))
                else:
                    self.to_stall -= 1
                    self.stalled += 1
                    self.send(INTERRUPT_STATUS, struct.pack("<BB", STALL, endpoint))
                time.sleep(self.POLL)

    # The protocol.

    def serve(self) -> None:
        self.connection, _ = self.server.accept()
        self.server.close()
        try:
            self.send(HELLO, b"paycircle usb bench".ljust(64, b"\0") + struct.pack("<I", CAPABILITIES), number=0)
            while (message := self.read()) is not None:
                self.handle(*message)
        except OSError:
            pass

    def read(self):
        """Type, id and body; the hello has a short id, whatever was agreed on."""
        head = self.exactly(16 if self.has_64_bits else 12)
        if head is None:
            return None
        kind, length = struct.unpack_from("<II", head)
        number = int.from_bytes(head[8:], "little")
        body = self.exactly(length) if length else b""
        return None if body is None else (kind, number, body)

    def exactly(self, count: int):
        data = b""
        while len(data) < count:
            part = self.connection.recv(count - len(data))
            if not part:
                return None
            data += part
        return data

    def send(self, kind: int, body: bytes, number: int = 0) -> None:
        width = 8 if self.has_64_bits else 4
        with self.lock:
            self.connection.sendall(struct.pack("<II", kind, len(body)) + number.to_bytes(width, "little") + body)

    def handle(self, kind: int, number: int, body: bytes) -> None:
        if kind == HELLO:
            theirs = int.from_bytes(body[64:68], "little")
            self.has_64_bits = bool(theirs & 1 << 5)
            self.introduce()
            self.send(CONNECT, struct.pack(
                "<BBBBHHH", HIGH_SPEED, 0, 0, 0, self.description.vendor, self.description.product, 0x0100))
        elif kind == SET_CONFIGURATION:
            self.introduce()
            self.send(CONFIGURATION_STATUS, bytes([SUCCESS, body[0]]), number)
        elif kind == GET_CONFIGURATION:
            self.send(CONFIGURATION_STATUS, bytes([SUCCESS, 1]), number)
        elif kind == SET_ALTERNATE:
            self.send(ALTERNATE_STATUS, bytes([SUCCESS]) + body[:2], number)
        elif kind == GET_ALTERNATE:
            self.send(ALTERNATE_STATUS, bytes([SUCCESS, body[0], 0]), number)
        elif kind == START_INTERRUPT:
            self.send(INTERRUPT_STATUS, bytes([SUCCESS, body[0]]), number)
            self.receives.add(body[0])
            self.misbehave()
        elif kind == STOP_INTERRUPT:
            self.receives.discard(body[0])
            self.send(INTERRUPT_STATUS, bytes([SUCCESS, body[0]]), number)
        elif kind == CONTROL:
            self.control(number, body)
        elif kind == BULK:
            self.bulk(number, body)
        elif kind == INTERRUPT:
            endpoint, _, length = struct.unpack_from("<BBH", body)
            self.send(INTERRUPT, struct.pack("<BBH", endpoint, SUCCESS, length), number)
        elif kind == CANCEL:
            self.cancel(number)

    def introduce(self) -> None:
        types, intervals, interfaces, sizes = [NO_TYPE] * 32, [0] * 32, [0] * 32, [0] * 32
        types[0] = types[16] = CONTROL_TYPE
        sizes[0] = sizes[16] = 64
        for endpoint in self.description.endpoints:
            types[endpoint.place] = endpoint.kind
            intervals[endpoint.place] = endpoint.interval
            interfaces[endpoint.place] = endpoint.interface
            sizes[endpoint.place] = endpoint.size
        self.send(ENDPOINTS, bytes(types + intervals + interfaces) + struct.pack("<32H", *sizes))
        all_interfaces = self.description.interfaces
        columns = [list(range(len(all_interfaces)))] + [[i[column] for i in all_interfaces] for column in range(3)]
        self.send(INTERFACES, struct.pack("<I", len(all_interfaces)) + b"".join(
            bytes(column).ljust(32, b"\0") for column in columns))

    def control(self, number: int, body: bytes) -> None:
        endpoint, request, kind, _, value, index, length = struct.unpack_from("<BBBBHHH", body)
        data, status = b"", SUCCESS
        if kind & 0x80:
            answer = self.answer(request, kind, value)
            status = SUCCESS if answer is not None else STALL
            data = (answer or b"")[:length]
        self.send(CONTROL, struct.pack(
            "<BBBBHHH", endpoint, request, kind, status, value, index, len(data) if kind & 0x80 else length)
            + data, number)

    def answer(self, request: int, kind: int, value: int):
        if request == 6 and kind == 0x80:
            return self.description.descriptor(value >> 8, value & 0xFF)
        if request == 6 and kind == 0x81 and value >> 8 == 0x22:
            return SCANNER_REPORT
        if request == 0:
            return b"\0\0"
        return None

    def bulk(self, number: int, body: bytes) -> None:
        endpoint, _, low, stream, high = struct.unpack_from("<BBHIH", body)
        length = high << 16 | low
        if not endpoint & 0x80:
            self.received += length
            self.send(BULK, struct.pack("<BBHIH", endpoint, SUCCESS, low, stream, high), number)
            # Whoever is asked answers: with too much.
            self.answer_waiting()
            return
        self.waiting.append((number, endpoint, length, stream))

    def answer_waiting(self) -> None:
        while self.waiting and (self.to_babble > 0 or self.to_stall > 0):
            number, endpoint, length, stream = self.waiting.pop(0)
            if self.to_babble > 0:
                self.to_babble -= 1
                self.babbled += 1
                data, status = b"\xFF" * (length + self.SURPLUS), SUCCESS
            else:
                self.to_stall -= 1
                self.stalled += 1
                data, status = b"", STALL
            self.send(BULK, struct.pack(
                "<BBHIH", endpoint, status, len(data) & 0xFFFF, stream, len(data) >> 16) + data, number)

    def cancel(self, number: int) -> None:
        for entry in [entry for entry in self.waiting if entry[0] == number]:
            self.waiting.remove(entry)
            _, endpoint, _, stream = entry
            self.send(BULK, struct.pack("<BBHIH", endpoint, CANCELLED, 0, stream, 0), number)
