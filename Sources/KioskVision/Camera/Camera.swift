internal import CVideo4Linux
internal import Glibc

/// One camera (Video4Linux2), streaming: its buffers are the kernel's, mapped into this process.
///
/// It belongs to one thread, which blocks in `frame(within:)`; that must not be one of the cooperative pool. A camera that
/// was pulled out throws `CameraError.gone`, and `CameraLine` opens it again. Source: Linux media documentation, "Video for
/// Linux API", "Streaming I/O (Memory Mapping)".
package struct Camera: ~Copyable {
    package let path: String
    package let format: PixelFormat
    package let width: Int
    package let height: Int
    private let bytesPerLine: Int
    private let file: Int32
    private let buffers: [Mapping]

    /// One of the kernel's buffers; unmapped in `deinit`.
    private struct Mapping {
        let address: UnsafeMutableRawPointer
        let length: Int
    }

    /// Enough that the driver fills one while another is read; more would only be older.
    package static let bufferCount = 3
    /// The most bytes of one buffer: 8,192 × 8,192 pixels of two bytes.
    package static let largestBuffer = 128 << 20

    /// Opens the camera and lets it run. It is asked for pictures of about this size; the driver chooses what it has.
    package init(path: String, width: Int = 1_280, height: Int = 720) throws(CameraError) {
        let file = kiosk_v4l2_open(path)
        guard file >= 0 else { throw .opening(path, errno) }
        do throws(CameraError) {
            let (format, picture) = try Camera.agree(file, path: path, width: width, height: height)
            let buffers = try Camera.map(file)
            do throws(CameraError) {
                try Camera.start(file, buffers: buffers.count)
            } catch {
                Camera.unmap(buffers)
                throw error
            }
            self.path = path
            self.format = format
            self.width = Int(picture.width)
            self.height = Int(picture.height)
            bytesPerLine = Int(picture.bytes_per_line)
            self.file = file
            self.buffers = buffers
        } catch {
            close(file)
            throw error
        }
    }

    deinit {
        // A camera that is gone refuses both, and they are done all the same.
        _ = kiosk_v4l2_stream(file, 0)
        Camera.unmap(buffers)
        close(file)
    }

    /// The newest frame, waited for no longer than `limit`; older ones are let go.
    ///
    /// A `badFrame` leaves the camera running.
    package borrowing func frame(within limit: Duration) throws(CameraError) -> LumaFrame {
        try wait(limit)
        var newest = try dequeue()
        while let current = newest {
            // One that is filled already is newer. There are no more than the buffers.
            guard let newer = try dequeue() else {
                let bytes = [UInt8](
                    UnsafeRawBufferPointer(
                        start: buffers[current.index].address, count: min(current.used, buffers[current.index].length)))
                try queue(current.index)
                guard !bytes.isEmpty else { throw CameraError(.badFrame, "The camera marked a frame as damaged.") }
                return try format.frame(of: bytes, width: width, height: height, bytesPerLine: bytesPerLine)
            }
            try queue(current.index)
            newest = newer
        }
        throw CameraError(.silent, "The camera at \(path) had a frame and took it back.")
    }

    // MARK: Streaming

    private borrowing func wait(_ limit: Duration) throws(CameraError) {
        var request = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
        let milliseconds = Int32(max(0, min(60_000, limit / .milliseconds(1))))
        let count = poll(&request, 1, milliseconds)
        if count < 0, errno != EINTR { throw .running(path, errno) }
        guard count > 0 else {
            throw CameraError(.silent, "The camera at \(path) sent no frame within \(milliseconds) ms.")
        }
        guard request.revents & Int16(POLLERR | POLLHUP | POLLNVAL) == 0 else { throw .running(path, ENODEV) }
    }

    private borrowing func dequeue() throws(CameraError) -> (index: Int, used: Int)? {
        var (index, used): (UInt32, UInt32) = (0, 0)
        let error = kiosk_v4l2_dequeue(file, &index, &used)
        if error == EAGAIN { return nil }
        guard error == 0 else { throw .running(path, error) }
        guard Int(index) < buffers.count else {
            throw CameraError(.failed, "The camera's driver names buffer \(index), which it never gave.")
        }
        return (Int(index), Int(used))
    }

    private borrowing func queue(_ index: Int) throws(CameraError) {
        let error = kiosk_v4l2_queue(file, UInt32(index))
        guard error == 0 else { throw .running(path, error) }
    }

    // MARK: Opening

    /// Luma as it is first, then what holds it plainly, and compressed frames last, for they cost time to unpack.
    private static let preferred: [PixelFormat] = [.grey, .nv12, .yuyv, .uyvy, .mjpeg]
    /// The most formats that a camera is asked for.
    private static let mostFormats: UInt32 = 64

    private static func agree(
        _ file: Int32, path: String, width: Int, height: Int
    ) throws(CameraError) -> (PixelFormat, kiosk_v4l2_picture) {
        var capabilities: UInt32 = 0
        let error = kiosk_v4l2_capabilities(file, &capabilities)
        guard error == 0 || error == ENOTTY || error == EINVAL else { throw .running(path, error) }
        guard error == 0, kiosk_v4l2_can_stream(capabilities) != 0 else {
            throw CameraError(.notACamera, "\(path) is no camera that streams pictures.", status: error)
        }
        var offered: [PixelFormat] = []
        for index in 0..<mostFormats {
            var code: UInt32 = 0
            guard kiosk_v4l2_format_at(file, index, &code) == 0 else { break }
            if let format = PixelFormat(fourCC: code) { offered.append(format) }
        }
        let inOrder = preferred.filter { offered.contains($0) }
        for format in inOrder {
            var picture = kiosk_v4l2_picture(
                width: UInt32(clamping: width), height: UInt32(clamping: height), pixel_format: format.fourCC,
                bytes_per_line: 0, bytes: 0)
            let error = kiosk_v4l2_set_picture(file, &picture)
            if error == EBUSY || error == ENODEV { throw .running(path, error) }
            if error == 0, picture.pixel_format == format.fourCC { return (format, picture) }
        }
        throw CameraError(
            .notACamera,
            "The camera at \(path) has none of the pixel formats "
                + "\(preferred.map(\.rawValue).joined(separator: ", ")).")
    }

    private static func map(_ file: Int32) throws(CameraError) -> [Mapping] {
        var count = UInt32(bufferCount)
        let error = kiosk_v4l2_request_buffers(file, &count)
        guard error == 0 else { throw .running("the camera", error) }
        var buffers: [Mapping] = []
        for index in 0..<min(count, UInt32(4 * bufferCount)) {
            var (offset, length): (UInt32, UInt32) = (0, 0)
            let error = kiosk_v4l2_query_buffer(file, index, &offset, &length)
            let address =
                error == 0 && length > 0 && length <= largestBuffer
                ? mmap(nil, Int(length), PROT_READ | PROT_WRITE, MAP_SHARED, file, Int(offset)) : nil
            guard let address, address != MAP_FAILED else {
                unmap(buffers)
                throw CameraError(
                    .failed, "A buffer of \(length) bytes of the camera cannot be mapped.",
                    status: error == 0 ? errno : error)
            }
            buffers.append(Mapping(address: address, length: Int(length)))
        }
        guard buffers.count >= 2 else {
            unmap(buffers)
            throw CameraError(.failed, "The camera's driver gave \(buffers.count) buffers; two are needed.")
        }
        return buffers
    }

    private static func start(_ file: Int32, buffers: Int) throws(CameraError) {
        for index in 0..<buffers {
            let error = kiosk_v4l2_queue(file, UInt32(index))
            guard error == 0 else { throw .running("the camera", error) }
        }
        let error = kiosk_v4l2_stream(file, 1)
        guard error == 0 else { throw .running("the camera", error) }
    }

    private static func unmap(_ buffers: [Mapping]) {
        for buffer in buffers { munmap(buffer.address, buffer.length) }
    }
}

extension CameraError {
    fileprivate static func opening(_ path: String, _ error: Int32) -> CameraError {
        switch error {
        case ENOENT, ENODEV, ENXIO:
            CameraError(.gone, "There is no camera at \(path). Plug it in.", status: error)
        case EBUSY: CameraError(.busy, "Another program uses the camera at \(path).", status: error)
        case EACCES, EPERM:
            CameraError(
                .notAllowed, "The camera at \(path) may not be opened: add the kiosk's user to the group video.",
                status: error)
        default: running(path, error)
        }
    }

    fileprivate static func running(_ path: String, _ error: Int32) -> CameraError {
        switch error {
        case ENODEV, ENXIO, EIO, EPIPE, ESHUTDOWN:
            CameraError(.gone, "The camera at \(path) was pulled out, or its line failed.", status: error)
        case EBUSY: CameraError(.busy, "Another program uses the camera at \(path).", status: error)
        default:
            CameraError(.failed, "The camera at \(path): \(String(cString: strerror(error))).", status: error)
        }
    }
}
