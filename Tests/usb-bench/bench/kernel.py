"""Debian's kernel for the guest: fetched as a package, unpacked into a cache folder, never installed."""
import glob
import gzip
import os
import shutil
import subprocess
from pathlib import Path

# Loaded before the host's file system is there, in this order; what hangs on them comes first by itself. The rest is
# loaded by udev, as on a kiosk, from the same package.
MODULES = {
    "virtio_pci": "",
    "9pnet_virtio": "",
    "9p": "",
    "overlay": "",
    "virtio_console": "",
    "configfs": "",
    "dummy_hcd": "num=12",
    "libcomposite": "",
    "usb_f_printer": "",
    "usb_f_hid": "",
    "usb_f_acm": "",
    "usb_f_fs": "",
    "usb_f_mass_storage": "",
    # QEMU's own host controller comes last, so that the ports of the others count from 1.
    "xhci_pci": "",
}
# What busybox is asked to be in the initramfs.
APPLETS = "sh mount umount mkdir insmod ip chroot sync poweroff cat echo cp".split()
# Needed in the guest and not to be installed on the machine that runs it: its service would block that one's devices.
GUEST_PACKAGES = ["usbguard", "libusbguard1"]


def fetch(cache: Path) -> str:
    """Unpacks the newest kernel of the distribution below `cache`, unless it is there. Returns its version."""
    depends = subprocess.run(
        ["apt-cache", "depends", "linux-image-amd64"], check=True, capture_output=True, text=True).stdout
    package = next(line.split()[1] for line in depends.splitlines() if "Depends: linux-image-" in line)
    version = package.removeprefix("linux-image-")
    kernel = cache / "kernel"
    if not (kernel / "complete").exists() or (kernel / "complete").read_text() != version:
        shutil.rmtree(kernel, ignore_errors=True)
        unpack(package, kernel)
        subprocess.run([tool("depmod"), "-b", kernel, version], check=True)
        (kernel / "complete").write_text(version)
    return version


def fetch_extras(cache: Path) -> None:
    """Unpacks what only the guest is to see, with the libraries that the host has not."""
    extra = cache / "extra"
    if (extra / "complete").exists():
        return
    shutil.rmtree(extra, ignore_errors=True)
    for package in GUEST_PACKAGES + missing_libraries(GUEST_PACKAGES):
        unpack(package, extra)
    # Debian's root has symbolic links in these places, which a folder of the same name would hide.
    for name in ("bin", "sbin", "lib"):
        if (extra / name).exists():
            shutil.copytree(extra / name, extra / "usr" / name, symlinks=True, dirs_exist_ok=True)
            shutil.rmtree(extra / name)
    (extra / "complete").write_text("")


def missing_libraries(packages: list[str]) -> list[str]:
    """The libraries below these packages that are not installed."""
    status = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n"], check=True, capture_output=True,
        text=True).stdout
    known = {line.split()[0] for line in status.splitlines() if line.endswith(" installed")} | set(packages)
    missing, wanted = [], packages
    while wanted:
        listing = subprocess.run(["apt-cache", "depends", *wanted], check=True, capture_output=True, text=True).stdout
        found = {line.split()[1] for line in listing.splitlines() if line.startswith("  Depends: lib")}
        wanted = sorted(found - known)
        missing += wanted
        known |= found
    return missing


def unpack(package: str, folder: Path) -> None:
    download = folder / "download"
    download.mkdir(parents=True, exist_ok=True)
    subprocess.run(["apt-get", "download", "-qq", package], cwd=download, check=True, stderr=subprocess.DEVNULL)
    for archive in glob.glob(str(download / "*.deb")):
        subprocess.run(["dpkg", "-x", archive, folder], check=True)
    shutil.rmtree(download)


def initramfs(cache: Path, version: str, init: Path, settings: dict[str, str]) -> Path:
    """A file system in memory with busybox, the first modules and our `init`."""
    folder = cache / "initramfs"
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("bin", "modules", "proc", "dev", "sys", "root"):
        (folder / name).mkdir(parents=True)
    shutil.copy("/bin/busybox", folder / "bin/busybox")
    for applet in APPLETS:
        (folder / "bin" / applet).symlink_to("busybox")
    shutil.copy(init, folder / "init")
    os.chmod(folder / "init", 0o755)
    (folder / "settings").write_text("".join(f"{key}='{value}'\n" for key, value in settings.items()))
    copy_modules(cache / "kernel", version, folder / "modules")
    names = subprocess.run(["find", "."], cwd=folder, check=True, capture_output=True).stdout
    archive = subprocess.run(
        ["cpio", "-o", "-H", "newc", "--quiet"], cwd=folder, check=True, input=names, capture_output=True).stdout
    path = cache / "initrd"
    path.write_bytes(gzip.compress(archive, 1))
    return path


def copy_modules(kernel: Path, version: str, folder: Path) -> None:
    order: dict[str, str] = {}
    for module, options in MODULES.items():
        shown = subprocess.run(
            [tool("modprobe"), "-d", kernel, "-S", version, "--show-depends", module], check=True,
            capture_output=True, text=True).stdout
        for line in shown.splitlines():
            if line.startswith("insmod"):
                path = Path(line.split()[1])
                shutil.copy(path, folder)
                order.setdefault(path.name, options if path.stem == module else "")
    (folder / "order").write_text("".join(f"{name} {options}\n" for name, options in order.items()))


def tool(name: str) -> str:
    """A program of the administrator's folders, which are not on everybody's path."""
    return shutil.which(name, path="/usr/sbin:/sbin:/usr/bin:/bin") or name
