"""The guest: a QEMU without KVM and without privileges, its control socket and its one line to us."""
import json
import os
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path

PORT = "org.paycircle.usb-bench"
# Plain instructions: wide vector registers are slower when they are emulated.
CPU = "qemu64,+rdrand,+ssse3,+sse4.1,+sse4.2,+popcnt"
# A processor that halts takes two milliseconds to wake up here, which none of silicon does: figures are taken on ones that
# never halt.
NEVER_HALT = " idle=poll"
KERNEL_LINE = "console=ttyS0 quiet loglevel=4 mitigations=off nokaslr audit=0 tsc=reliable panic=-1"


class Machine:
    """Started in the constructor, gone after `stop`. `ask` answers what the guest asks for, by name."""

    def __init__(self, kernel: Path, initrd: Path, results: Path, log: Path, ask, halts: bool = True):
        self.folder = tempfile.TemporaryDirectory(prefix="usb-bench-")
        self.ask = ask
        self.results = results
        sockets = Path(self.folder.name)
        self.line_server = listen(sockets / "line")
        self.qmp_server = listen(sockets / "qmp")
        self.log = open(log, "wb")
        self.process = subprocess.Popen(
            self.command(kernel, initrd, results, sockets, halts), stdin=subprocess.DEVNULL, stdout=self.log,
            stderr=subprocess.STDOUT)
        self.qmp = None
        self.qmp_lock = threading.Lock()

    def command(self, kernel, initrd, results, sockets, halts):
        return [
            "qemu-system-x86_64", "-machine", "q35,usb=off", "-cpu", CPU, "-accel", "tcg,thread=multi",
            "-smp", "2", "-m", "2G", "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
            "-serial", "stdio", "-monitor", "none", "-qmp", f"unix:{sockets}/qmp",
            "-kernel", str(kernel), "-initrd", str(initrd), "-append", KERNEL_LINE + ("" if halts else NEVER_HALT),
            "-fsdev", "local,id=host,path=/,security_model=none,readonly=on,multidevs=remap",
            "-device", "virtio-9p-pci,fsdev=host,mount_tag=host",
            "-fsdev", f"local,id=results,path={results},security_model=none,multidevs=remap",
            "-device", "virtio-9p-pci,fsdev=results,mount_tag=results",
            "-device", "virtio-serial-pci", "-chardev", f"socket,id=line,path={sockets}/line",
            "-device", f"virtserialport,chardev=line,name={PORT}",
            "-device", "qemu-xhci,id=xhci,p2=5",
        ]

    def relay(self, limit: float, heard):
        """Hands every line the guest says to `heard`, and answers what it asks, until it ends or time is up."""
        timer = threading.Timer(limit, self.process.kill)
        timer.start()
        try:
            self.qmp = Qmp(accept(self.qmp_server, self.process))
            line = accept(self.line_server, self.process)
            with line.makefile("rw", encoding="utf-8", newline="\n") as stream:
                for text in stream:
                    self.hear(text.rstrip("\n"), stream, heard)
            self.process.wait()
        finally:
            timer.cancel()
            self.stop()
        return self.process.returncode == 0

    def hear(self, text, stream, heard):
        verb, _, rest = text.partition(" ")
        if verb == "say":
            heard(rest)
        elif verb == "ask":
            try:
                answer = f"done {self.ask(self, rest) or ''}".rstrip()
            except Exception as error:  # The guest is told, and its scenario fails with the reason.
                answer = f"failed {error!r}".replace("\n", " ")
            stream.write(answer + "\n")
            stream.flush()

    def control(self, command, **arguments):
        with self.qmp_lock:
            return self.qmp.run(command, arguments)

    def wait_deleted(self, device: str, seconds: float = 5) -> None:
        """A device that was told to go is gone when QEMU says so, or knows it no more."""
        end = time.monotonic() + seconds
        while device in self.qmp.present(self.control("qom-list", path="/machine/peripheral")):
            if time.monotonic() > end:
                raise RuntimeError(f"{device} does not leave")
            time.sleep(0.02)

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.log.close()
        self.folder.cleanup()


class Qmp:
    """QEMU's control protocol (docs/interop/qmp-spec): one JSON object a line."""

    def __init__(self, connection):
        self.stream = connection.makefile("rw", encoding="utf-8", newline="\n")
        self.stream.readline()
        self.run("qmp_capabilities", {})

    def run(self, command, arguments):
        self.stream.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
        self.stream.flush()
        while True:
            text = self.stream.readline()
            if not text:
                raise RuntimeError("QEMU ended")
            answer = json.loads(text)
            if "error" in answer:
                raise RuntimeError(answer["error"]["desc"])
            if "return" in answer:
                return answer["return"]

    @staticmethod
    def present(listing):
        return {entry["name"] for entry in listing}


def listen(path):
    server = socket.socket(socket.AF_UNIX)
    server.bind(os.fspath(path))
    server.listen(1)
    server.settimeout(20)
    return server


def accept(server, process):
    try:
        connection, _ = server.accept()
    except TimeoutError:
        raise RuntimeError(f"QEMU did not start; it ended with {process.poll()}") from None
    connection.settimeout(None)
    server.close()
    return connection
