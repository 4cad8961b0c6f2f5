import Foundation
import Glibc

/// Asks a running kiosk over its control socket, and blocks until the last line of the answer: for command-line
/// tools, which have nothing else to do.
package struct ControlClient: Sendable {
    private let path: String

    package init(socket path: String) { self.path = path }

    /// Hands each line of the answer to `each`, the last one too. `silence` is how long the kiosk may say nothing.
    package func ask(
        _ request: ControlRequest, silence: Duration, _ each: (ControlReply) throws -> Void
    ) throws {
        let socket = try connect(silence)
        defer { close(socket) }
        try write([UInt8](try JSONEncoder().encode(request)) + [UInt8(ascii: "\n")], to: socket)
        var pending: [UInt8] = []
        while true {
            let piece = try read(from: socket)
            let searched = pending.count
            pending += piece
            var start = 0
            // A long line comes in many pieces; what was searched once has no end of a line in it.
            while let end = pending[max(start, searched)...].firstIndex(of: UInt8(ascii: "\n")) {
                let reply = try reply(in: pending[start..<end])
                start = end + 1
                try each(reply)
                if reply.isLast { return }
            }
            pending.removeSubrange(..<start)
            guard pending.count <= ControlReply.largestLine else {
                throw ControlError(.broken, "What listens at \(path) sends no lines: is it kioskd?")
            }
        }
    }

    private func reply(in line: ArraySlice<UInt8>) throws -> ControlReply {
        do {
            return try JSONDecoder().decode(ControlReply.self, from: Data(line))
        } catch {
            throw ControlError(
                .broken, "kioskd sent an answer that this kioskctl does not know: use the two of one release.")
        }
    }

    private func connect(_ silence: Duration) throws -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw failure("No socket can be made") }
        var wait = timeval(tv_sec: Int(silence.components.seconds), tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &wait, size)

        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard path.utf8.count < room else {
            close(descriptor)
            throw ControlError(.notRunning, "The path \(path) is longer than a socket's may be: give a shorter one.")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else {
            defer { close(descriptor) }
            throw failure("Nobody answers at \(path)")
        }
        return descriptor
    }

    private func write(_ bytes: [UInt8], to socket: Int32) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { throw failure("kioskd does not take the question") }
            rest = rest.dropFirst(count)
        }
    }

    private func read(from socket: Int32) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count >= 0 else { throw failure("kioskd does not answer") }
        guard count > 0 else {
            throw ControlError(.broken, "kioskd ended in the middle of its answer. Look at its log.")
        }
        return Array(buffer.prefix(count))
    }

    private func failure(_ what: String) -> ControlError {
        let number = errno
        return switch number {
        case ENOENT, ECONNREFUSED:
            ControlError(.notRunning, "\(what): start kioskd, or give the right --config.", raw: number)
        case EACCES, EPERM:
            ControlError(.notAllowed, "\(what): run this as the user of kioskd, or as root.", raw: number)
        case EAGAIN: ControlError(.timedOut, "\(what) in time. Look at its log.", raw: number)
        default: ControlError(.broken, "\(what): \(String(cString: strerror(number))).", raw: number)
        }
    }
}
