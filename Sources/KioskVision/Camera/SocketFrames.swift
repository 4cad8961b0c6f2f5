internal import Glibc

/// A simulated camera on a Unix socket: each byte that is sent asks for a picture, which comes as its length in four bytes,
/// the highest first, and a PNG or JPEG file.
///
/// It is asked for each frame, so that no frame is older than the question.
package final class SocketFrames: FrameStream {
    private let path: String
    private let file: Int32

    package init(path: String) throws(CameraError) {
        self.path = path
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw CameraError(.notACamera, "\(path) is too long for a socket.")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        file = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard file >= 0 else { throw CameraError(.failed, "There is no socket for a camera.", status: errno) }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(file, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else {
            // The socket is closed in `deinit`, which runs although this fails, because everything is set.
            throw CameraError(.gone, "Nobody shows pictures at \(path).", status: errno)
        }
    }

    deinit { close(file) }

    package func frame(within limit: Duration) throws(CameraError) -> LumaFrame {
        let end = ContinuousClock.now + limit
        var ask = UInt8(ascii: "?")
        guard send(file, &ask, 1, Int32(MSG_NOSIGNAL)) == 1 else { throw gone }
        let length = try read(4, until: end).reduce(0) { $0 << 8 | Int($1) }
        guard length <= PictureFile.mostBytes else { throw gone }
        do {
            return try PictureFile.frame(of: try read(length, until: end))
        } catch let error as CameraError {
            throw error
        } catch {
            throw CameraError(.badFrame, "The simulated camera showed no picture: \(error)")
        }
    }

    /// An answer that is late would be taken for that to the next question; the line is over then.
    private func read(_ count: Int, until end: ContinuousClock.Instant) throws(CameraError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            var request = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
            let left = Int32(max(0, (end - .now) / .milliseconds(1)))
            guard poll(&request, 1, left) > 0 else { throw gone }
            var piece = [UInt8](repeating: 0, count: min(count - bytes.count, 65_536))
            let got = recv(file, &piece, piece.count, 0)
            guard got > 0 else { throw gone }
            bytes += piece[..<got]
        }
        return bytes
    }

    private var gone: CameraError { CameraError(.gone, "The pictures at \(path) ended.", status: errno) }
}
