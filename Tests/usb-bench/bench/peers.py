"""What the guest asks of us: devices plugged into QEMU's own host controller, and hands on them."""
from pathlib import Path

from bench import camera, keyboard, redirect
from bench.card import CardPeer

# The port of QEMU's host controller for each, so that the guest knows where to look.
PORTS = {"keyboard": 1, "ccid": 2, "scanner": 3, "acceptor": 4, "camera": 5}
REDIRECTED = {"scanner": redirect.scanner, "acceptor": redirect.acceptor}


class Peers:
    """One machine's. `ask` takes a line of words and returns a line."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.card = None
        self.redirected = {}
        self.plugged = 0

    def ask(self, machine, request: str) -> str:
        verb, _, rest = request.partition(" ")
        deeds = {
            "plug": self.plug, "unplug": self.unplug, "type": self.type, "card": self.hand, "babble": self.babble,
            "stall": self.stall, "count": self.count, "hold": self.hold, "take-away": self.take_away}
        if verb not in deeds:
            raise ValueError(f"nobody here knows how to {request}")
        return deeds[verb](machine, rest) or ""

    def plug(self, machine, name: str) -> None:
        self.plugged += 1
        place = {"id": name, "bus": "xhci.0", "port": str(PORTS[name])}
        if name == "keyboard":
            machine.control("device_add", driver="usb-kbd", **place)
        elif name == "ccid":
            path = self.folder / f"card-{self.plugged}"
            self.card = CardPeer(path)
            line = self.add_line(machine, path)
            machine.control("device_add", driver="usb-ccid", **place)
            machine.control("device_add", driver="ccid-card-passthru", id=line, bus="ccid.0", chardev=line)
        else:
            path = self.folder / f"{name}-{self.plugged}"
            if name == "camera":
                self.redirected[name] = camera.Camera(path, camera.description())
            else:
                self.redirected[name] = redirect.RedirectedDevice(path, REDIRECTED[name]())
            line = self.add_line(machine, path)
            machine.control("device_add", driver="usb-redir", chardev=line, **place)

    def add_line(self, machine, path: Path) -> str:
        """A name of its own each time: QEMU keeps some of them when the device has gone, and not others."""
        name = f"line-{self.plugged}"
        address = {"type": "unix", "data": {"path": str(path)}}
        machine.control(
            "chardev-add", id=name, backend={"type": "socket", "data": {"addr": address, "server": False}})
        return name

    def unplug(self, machine, name: str) -> None:
        machine.control("device_del", id=name)
        machine.wait_deleted(name)

    def type(self, machine, text: str) -> None:
        keyboard.type_text(machine.control, "keyboard", text)

    def hand(self, machine, deed: str) -> str:
        words = deed.split()
        if words[0] == "insert":
            self.card.insert()
        elif words[0] == "remove":
            self.card.remove()
        elif words[0] == "leave-at":
            self.card.leaves_at = self.card.commands + int(words[1])
        elif words[0] == "commands":
            return str(self.card.commands)
        else:
            raise ValueError(f"no hand does {deed} to a card")
        return ""

    def babble(self, machine, request: str) -> None:
        name, count = request.split()
        self.redirected[name].babble(int(count))

    def stall(self, machine, request: str) -> None:
        name, count = request.split()
        self.redirected[name].stall(int(count))

    def hold(self, machine, name: str) -> None:
        """Before the camera: a file of the results' folder, width × height bytes of luma."""
        self.redirected["camera"].hold((machine.results / Path(name).name).read_bytes())

    def take_away(self, machine, _: str) -> None:
        self.redirected["camera"].take_away()

    def count(self, machine, name: str) -> str:
        device = self.redirected[name]
        return f"babbled={device.babbled} stalled={device.stalled} received={device.received}"
