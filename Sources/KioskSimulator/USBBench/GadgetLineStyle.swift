import Glibc

/// How a gadget's character device wants to be opened and written.
package struct GadgetLineStyle: Hashable, Sendable {
    /// The most that one `write` may carry: a HID report goes out whole, or the host would see two.
    package let largestWrite: Int

    package static let bytes = GadgetLineStyle(largestWrite: 4_096)
    package static func reports(of length: Int) -> GadgetLineStyle { GadgetLineStyle(largestWrite: length) }

    private static let largestRead = 4_096

    /// A descriptor, or -1. A terminal is set to pass bytes as they are.
    func open(_ node: String) -> Int32 {
        let descriptor = Glibc.open(node, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
        var modes = termios()
        if descriptor >= 0, tcgetattr(descriptor, &modes) == 0 {
            cfmakeraw(&modes)
            tcsetattr(descriptor, TCSANOW, &modes)
        }
        return descriptor
    }

    enum Read {
        case bytes([UInt8])
        case nothing
        case gone
    }

    static func read(_ descriptor: Int32) -> Read {
        var failure: Int32 = 0
        // `read` fills memory of at least that size, and says how much of it.
        let bytes = [UInt8](unsafeUninitializedCapacity: largestRead) { buffer, filled in
            let count = Glibc.read(descriptor, buffer.baseAddress, largestRead)
            failure = count < 0 ? errno : 0
            filled = max(count, 0)
        }
        if !bytes.isEmpty { return .bytes(bytes) }
        // No bytes and no failure: the HID and printer nodes say so of an empty queue; a terminal that hung up says
        // so too, and `poll` tells that one apart.
        return failure == 0 || failure == EAGAIN || failure == EINTR ? .nothing : .gone
    }
}

/// Wakes a thread that sleeps in `poll`: a pipe with something in it.
struct GadgetBell: Sendable {
    let descriptor: Int32
    private let rope: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw SimulatorError("No pipe could be made: \(String(cString: strerror(errno))).")
        }
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
        (descriptor, rope) = (ends[0], ends[1])
    }

    /// A full pipe wakes as well as one with one byte in it.
    func ring() {
        var byte: UInt8 = 1
        _ = write(rope, &byte, 1)
    }

    func silence() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while Glibc.read(descriptor, &bytes, bytes.count) > 0 {}
    }
}
