import Glibc

/// A pipe that wakes a thread out of `poll`.
final class Waker: Sendable {
    let reader: Int32
    private let writer: Int32

    init() throws(LineError) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else {
            throw LineError(
                .lost, "This process has no file descriptors left: raise LimitNOFILE of the service.", number: errno)
        }
        reader = ends[0]
        writer = ends[1]
        for end in ends {
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        }
    }

    deinit {
        close(reader)
        close(writer)
    }

    /// A pipe that is full has woken already.
    func wake() {
        var byte: UInt8 = 1
        _ = write(writer, &byte, 1)
    }

    func drain() {
        var bytes = [UInt8](repeating: 0, count: 64)
        while read(reader, &bytes, bytes.count) > 0 {}
    }
}
