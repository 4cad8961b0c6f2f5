"""A USB camera written here and plugged into QEMU over its `usb-redir`, because `dummy_hcd` carries no isochronous
transfers, which the kernel's UVC gadget needs. This one streams over a bulk endpoint, as some real cameras do.

Universal Serial Bus Device Class Definition for Video Devices, revision 1.0: the descriptors are those of sections 3.7 and
3.9 and of the "uncompressed" payload; the stream's negotiation is section 4.3.1.1, its payload headers 2.4.3.3.
"""
import struct
import threading
import time

from bench.redirect import BULK, BULK_TYPE, SUCCESS, Description, Endpoint, RedirectedDevice

# A strip is enough for a bar code, and half the work for the emulated guest.
WIDTH, HEIGHT = 1280, 360
FRAME = WIDTH * HEIGHT
# One byte of luma a pixel; the kernel calls it GREY.
Y8 = b"Y8  \x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"
INTERVAL = 4_000_000  # 100 ns: five frames in two seconds, as each costs the emulated guest much
PAYLOAD = 16_384
STREAM = 0x81
GRAY_DESK = b"\x68" * FRAME
SET_CURRENT, GET_CURRENT, GET_MINIMUM, GET_MAXIMUM, GET_LENGTH, GET_INFO, GET_DEFAULT = 1, 0x81, 0x82, 0x83, 0x85, 0x86, 0x87
# Probe and commit: format 1, frame 1, and how much comes at once.
AGREED = struct.pack("<HBBIHHHHHII", 1, 1, 1, INTERVAL, 0, 0, 0, 0, 0, FRAME, PAYLOAD)


def control_descriptors() -> bytes:
    camera = struct.pack("<BBBBHBBHHHB3s", 18, 0x24, 2, 1, 0x0201, 0, 0, 0, 0, 0, 3, bytes(3))
    output = struct.pack("<BBBBHBBB", 9, 0x24, 3, 2, 0x0101, 0, 1, 0)
    length = 13 + len(camera) + len(output)
    return struct.pack("<BBBHHIBB", 13, 0x24, 1, 0x0100, length, 48_000_000, 1, 1) + camera + output


def stream_descriptors() -> bytes:
    form = struct.pack("<BBBBB16sBBBBBB", 27, 0x24, 4, 1, 1, Y8, 8, 1, 0, 0, 0, 0)
    rate = FRAME * 8 * 10_000_000 // INTERVAL
    frame = struct.pack("<BBBBBHHIIIIBI", 30, 0x24, 5, 1, 0, WIDTH, HEIGHT, rate, rate, FRAME, INTERVAL, 1, INTERVAL)
    length = 14 + len(form) + len(frame)
    return struct.pack("<BBBBHBBBBBBBB", 14, 0x24, 1, 1, length, STREAM, 0, 2, 0, 0, 0, 1, 0) + form + frame


def description() -> Description:
    return Description(
        0x1209, 0x0007, ["Paycircle", "Bench Camera", "CAM-0001"], [
            (0x0E, 1, 0, control_descriptors(), []),
            (0x0E, 2, 0, stream_descriptors(), [Endpoint(STREAM, BULK_TYPE, 512, 1)])])


class Camera(RedirectedDevice):
    """Streams what lies before it for as long as transfers wait."""

    def __init__(self, path, description: Description):
        self.scene = GRAY_DESK
        self.frames = 0
        self.arrived = threading.Condition()
        super().__init__(path, description)
        threading.Thread(target=self.stream, daemon=True).start()

    def hold(self, luma: bytes) -> None:
        if len(luma) != FRAME:
            raise ValueError(f"a frame has {FRAME} bytes, and not {len(luma)}")
        self.scene = luma

    def take_away(self) -> None:
        self.scene = GRAY_DESK

    def answer(self, request: int, kind: int, value: int):
        if kind == 0xA1 and value >> 8 in (1, 2):
            if request == GET_LENGTH:
                return struct.pack("<H", len(AGREED))
            if request == GET_INFO:
                return b"\x03"
            return AGREED
        return super().answer(request, kind, value)

    def answer_waiting(self) -> None:
        with self.arrived:
            self.arrived.notify()

    def bulk(self, number: int, body: bytes) -> None:
        with self.arrived:
            super().bulk(number, body)
            self.arrived.notify()

    def cancel(self, number: int) -> None:
        with self.arrived:
            super().cancel(number)

    def stream(self) -> None:
        toggle = 0
        while True:
            scene, due = self.scene, time.monotonic() + INTERVAL / 10_000_000
            room = PAYLOAD - 2
            for start in range(0, FRAME, room):
                part = scene[start:start + room]
                # End of header, end of frame, and the bit that changes with each frame.
                flags = 0x80 | (0x02 if start + room >= FRAME else 0) | toggle
                if not self.put(bytes([2, flags]) + part):
                    return
            toggle ^= 1
            self.frames += 1
            time.sleep(max(0, due - time.monotonic()))

    def put(self, payload: bytes) -> bool:
        """Into the next transfer that waits; false when the device is gone."""
        with self.arrived:
            while not self.waiting:
                self.arrived.wait()
            number, endpoint, _, stream = self.waiting.pop(0)
            try:
                self.send(BULK, struct.pack(
                    "<BBHIH", endpoint, SUCCESS, len(payload), stream, 0) + payload, number)
            except OSError:
                return False
        return True
