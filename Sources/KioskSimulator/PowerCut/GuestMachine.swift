import Foundation

/// What a virtual machine is started from; `Tests/power-cut/run` makes it.
package struct GuestFiles: Sendable {
    /// The kernel, uncompressed: an emulated processor takes seconds to unpack one.
    package let kernel: String
    package let initrd: String
    /// An ext4 image with our programs and what they need.
    package let programs: String

    package init(kernel: String, initrd: String, programs: String) {
        self.kernel = kernel
        self.initrd = initrd
        self.programs = programs
    }
}

/// A kiosk's computer: a QEMU without KVM and without privileges, whose power can be cut.
///
/// One processor, because the bench runs two kiosks on two. Its network reaches this machine's loopback as 10.0.2.2
/// and nothing else is reached from outside but the touch screens (QEMU's user mode network).
struct GuestMachine: Sendable {
    let line: GuestLine
    private let process: ChildProgram
    private let console: String
    /// Where this machine's part of the console's file begins.
    private let consoleStart: UInt64

    /// Where the guest's relay to the touch screens listens; `Tests/power-cut/init` knows it, too.
    private static let screensRelay = 9_200
    private static let glance: Duration = .milliseconds(100)
    /// Plain instructions: wide vector registers are slower when they are emulated.
    private static let processor = "qemu64,+rdrand,+ssse3,+sse4.1,+sse4.2,+popcnt"
    private static let kernelLine =
        "console=ttyS0 quiet loglevel=4 mitigations=off nokaslr audit=0 tsc=reliable panic=-1 cryptomgr.notests "
        // On a busy host the emulated timer is late for the kernel's test of it, which then gives up.
        + "no_timer_check"

    /// - Parameters:
    ///   - socket: a short path that no machine before had: a socket that closes late takes its name with it.
    ///   - drive: the socket of the drive with the journal.
    ///   - screensPort: the loopback port that leads to the kiosk's touch screens.
    ///   - console: the file that gets what the machine says, behind what is there.
    init(_ files: GuestFiles, socket: String, drive: String, screensPort: Int, console: String) async throws {
        self.console = console
        consoleStart = GuestMachine.size(of: console)
        line = try await GuestLine(at: socket)
        let forward = "hostfwd=tcp:127.0.0.1:\(screensPort)-10.0.2.15:\(Self.screensRelay)"
        process = try ChildProgram(
            at: "/usr/bin/qemu-system-x86_64",
            [
                "-machine", "q35,usb=off", "-cpu", Self.processor, "-accel", "tcg", "-smp", "1", "-m", "640M",
                "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-monitor", "none",
                "-chardev", "file,id=console,path=\(console),append=on", "-serial", "chardev:console", "-kernel",
                files.kernel, "-initrd", files.initrd, "-append", Self.kernelLine,
                "-blockdev",
                "driver=raw,node-name=programs,read-only=on,file.driver=file,file.filename=\(files.programs)",
                "-device", "virtio-blk-pci,drive=programs",
                "-blockdev", "driver=nbd,node-name=kiosk,server.type=unix,server.path=\(drive)",
                "-device", "virtio-blk-pci,drive=kiosk,write-cache=on",
                "-netdev", "user,id=net,\(forward)", "-device", "virtio-net-pci,netdev=net,romfile=",
                "-device", "virtio-serial-pci", "-chardev", "socket,id=line,path=\(socket)",
                "-device", "virtserialport,chardev=line,nr=1,name=org.paycircle.power-cut",
            ], log: console + ".qemu", appending: true)
        await line.belongs(to: process)
    }

    /// Waits until the console shows this.
    func says(_ text: String, within limit: Duration) async throws {
        let end = ContinuousClock.now + limit
        while ContinuousClock.now < end {
            if try consoleText.contains(text) { return }
            guard process.isRunning else { throw SimulatorError("The machine is off; it was to say: \(text)") }
            try await Task.sleep(for: Self.glance)
        }
        throw SimulatorError("The machine did not say within \(limit): \(text). See \(console).")
    }

    private var consoleText: String {
        get throws {
            guard let file = FileHandle(forReadingAtPath: console) else { return "" }
            try file.seek(toOffset: consoleStart)
            return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
        }
    }

    private static func size(of path: String) -> UInt64 {
        (try? FileHandle(forReadingAtPath: path)?.seekToEnd()) ?? 0
    }

    /// The power goes: what the machine has in its memory is no more.
    func cutPower() async {
        await process.kill()
        await line.close()
    }
}
