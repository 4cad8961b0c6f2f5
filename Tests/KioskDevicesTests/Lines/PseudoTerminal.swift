import Dispatch
import Foundation
import Glibc
import Synchronization

/// Both ends of a pseudo terminal: the kiosk opens `path`, the test plays the device at the other end.
final class PseudoTerminal: Sendable {
    let path: String
    private let end: Mutex<Int32>
    private let queue = DispatchQueue(label: "pseudo-terminal")

    init() throws {
        var (device, port): (Int32, Int32) = (-1, -1)
        var name = [CChar](repeating: 0, count: 128)
        guard openpty(&device, &port, &name, nil, nil) == 0 else { throw POSIXError(.EIO) }
        // The kiosk's end is the kiosk's to open; the device's end never blocks a test.
        close(port)
        guard fcntl(device, F_SETFL, O_NONBLOCK) == 0 else { throw POSIXError(.EIO) }
        end = Mutex(device)
        path = String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { unplug() }

    func unplug() {
        end.withLock { device in
            if device >= 0 { close(device) }
            device = -1
        }
    }

    /// Sends as much as there is room for, and says how much that was.
    func send(_ bytes: ArraySlice<UInt8>) -> Int {
        end.withLock { device in max(bytes.withUnsafeBytes { write(device, $0.baseAddress, $0.count) }, 0) }
    }

    func send(_ bytes: [UInt8]) { _ = send(bytes[...]) }

    /// The next bytes; waits a little for them, on a thread that no test needs.
    func receive(atMost count: Int = 4_096) async -> [UInt8] {
        await withCheckedContinuation { continuation in
            queue.async {
                let device = self.end.withLock { $0 }
                var watched = pollfd(fd: device, events: Int16(POLLIN), revents: 0)
                var bytes = [UInt8](repeating: 0, count: count)
                let got = poll(&watched, 1, 30_000) == 1 ? read(device, &bytes, count) : 0
                continuation.resume(returning: Array(bytes.prefix(max(got, 0))))
            }
        }
    }

    /// What the kiosk set the port to.
    func modes() throws -> termios {
        var modes = termios()
        guard tcgetattr(end.withLock({ $0 }), &modes) == 0 else { throw POSIXError(.EIO) }
        return modes
    }
}
