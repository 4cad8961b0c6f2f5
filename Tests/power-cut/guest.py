"""What the guest is started from: Debian's kernel, a first file system in memory, and an image with our programs."""
import lzma
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "Tests/usb-bench"))
from bench import kernel  # noqa: E402  The same kernel, fetched once.

# Loaded in this order; what hangs on them comes first by itself.
MODULES = ["virtio_pci", "virtio_console", "virtio_blk", "virtio_net", "crc32c_generic", "ext4"]
# What busybox is asked to be in the first file system.
APPLETS = ("base64 cat chroot cut echo insmod ip kill mkdir mount nc poweroff printf sh stat tar umount").split()
PROGRAMS = ["kioskd", "kioskctl"]
FONTS = "usr/share/fonts/opentype/noto"
SIGNATURE_END = b"~Module signature appended~\n"
SETUP_SECTORS, PAYLOAD = 0x1F1, 0x248


def fetch(cache: Path) -> str:
    """Debian's kernel, unpacked. Returns its version."""
    return kernel.fetch(cache)


def uncompressed(image: Path, out: Path) -> Path:
    """The kernel inside a boot image (Linux, Documentation/x86/boot.rst): to unpack it costs the guest ten seconds."""
    data = image.read_bytes()
    offset, length = struct.unpack_from("<II", data, PAYLOAD)
    start = ((data[SETUP_SECTORS] or 4) + 1) * 512 + offset
    try:
        # Four bytes with the size follow what is compressed.
        out.write_bytes(lzma.LZMADecompressor().decompress(data[start:start + length]))
    except lzma.LZMAError:
        return image
    return out


def initramfs(cache: Path, version: str, init: Path, work: Path) -> Path:
    folder = work / "initramfs"
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("bin", "modules", "proc", "dev", "sys", "root", "tmp"):
        (folder / name).mkdir(parents=True)
    shutil.copy("/bin/busybox", folder / "bin/busybox")
    for applet in APPLETS:
        (folder / "bin" / applet).symlink_to("busybox")
    shutil.copy(init, folder / "init")
    os.chmod(folder / "init", 0o755)
    order = []
    for module in MODULES:
        shown = subprocess.run(
            [kernel.tool("modprobe"), "-d", cache / "kernel", "-S", version, "--show-depends", module], check=True,
            capture_output=True, text=True).stdout
        for line in shown.splitlines():
            path = Path(line.split()[1]) if line.startswith("insmod") else None
            if path and path.name not in order:
                order.append(path.name)
                (folder / "modules" / path.name).write_bytes(unsigned(path.read_bytes()))
    (folder / "modules/order").write_text("".join(f"{name}\n" for name in order))
    names = subprocess.run(["find", "."], cwd=folder, check=True, capture_output=True).stdout
    archive = subprocess.run(
        ["cpio", "-o", "-H", "newc", "--quiet"], cwd=folder, check=True, input=names, capture_output=True).stdout
    path = work / "initrd"
    path.write_bytes(archive)
    return path


def unsigned(module: bytes) -> bytes:
    """A module without its signature, which takes an emulated processor a tenth of a second to check."""
    if not module.endswith(SIGNATURE_END):
        return module
    # struct module_signature, 12 bytes; the last four are the signature's length.
    end = len(module) - len(SIGNATURE_END)
    return module[:end - 12 - struct.unpack(">I", module[end - 4:end])[0]]


def programs_image(programs: Path, work: Path) -> Path:
    """An ext4 image with our programs, the libraries and fonts they need, and the configuration: nothing else of this
    machine is to be seen from the guest."""
    stage = work / "programs"
    shutil.rmtree(stage, ignore_errors=True)
    for name in ("proc", "sys", "dev", "tmp", "run", "kiosk", "sbin", "paycircle", "var/cache", "usr/share", "etc"):
        (stage / name).mkdir(parents=True)
    e2fsck = kernel.tool("e2fsck")
    for program in PROGRAMS:
        shutil.copy(programs / program, stage / "paycircle")
    shutil.copy(e2fsck, stage / "sbin")
    for library in libraries([e2fsck, *(programs / program for program in PROGRAMS)]):
        target = stage / library.relative_to("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(library, target)
    shutil.copytree(PROJECT / "kiosk-config", stage / "paycircle/kiosk-config")
    shutil.copytree("/etc/fonts", stage / "etc/fonts", symlinks=True)
    shutil.copytree("/usr/share/fontconfig", stage / "usr/share/fontconfig")
    # With their times, by which the cache of fonts knows that it is not stale.
    if Path("/var/cache/fontconfig").exists():
        shutil.copytree("/var/cache/fontconfig", stage / "var/cache/fontconfig")
    (stage / FONTS).mkdir(parents=True)
    for font in Path("/", FONTS).glob("NotoSansCJK*"):
        shutil.copy2(font, stage / FONTS)
    shutil.copystat(Path("/", FONTS), stage / FONTS)
    image = work / "programs.img"
    image.unlink(missing_ok=True)
    size = sum(path.stat().st_size for path in stage.rglob("*") if path.is_file())
    with open(image, "wb") as file:
        # A fifth and 32 MiB more, for the file system's own blocks.
        file.truncate(size * 6 // 5 + (32 << 20))
    subprocess.run(
        [kernel.tool("mkfs.ext4"), "-q", "-O", "^has_journal", "-m", "0", "-d", stage, image], check=True)
    shutil.rmtree(stage)
    return image


def libraries(programs: list) -> list[Path]:
    found = set()
    for program in programs:
        listing = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout
        for line in listing.splitlines():
            words = line.split()
            path = words[2] if "=>" in words and len(words) > 2 else words[0]
            if path.startswith("/"):
                found.add(Path(path))
            elif "not found" in line:
                raise SystemExit(f"power-cut: {program} needs {words[0]}, which is not installed")
    return sorted(found)
