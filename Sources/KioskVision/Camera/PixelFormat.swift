/// How a camera lays its pixels out, as far as they can be read; the names are Video4Linux's.
package enum PixelFormat: String, CaseIterable, Sendable {
    /// A byte of luma a pixel.
    case grey = "GREY"
    /// Planes: luma first, then colour at half the size.
    case nv12 = "NV12"
    /// Two pixels in four bytes, luma first.
    case yuyv = "YUYV"
    /// Two pixels in four bytes, colour first.
    case uyvy = "UYVY"
    /// A JPEG a frame.
    case mjpeg = "MJPG"

    /// The four characters, the first in the lowest byte (`v4l2_fourcc`).
    package var fourCC: UInt32 { rawValue.utf8.reversed().reduce(0) { $0 << 8 | UInt32($1) } }

    package init?(fourCC: UInt32) {
        guard let format = PixelFormat.allCases.first(where: { $0.fourCC == fourCC }) else { return nil }
        self = format
    }

    /// Bytes from one pixel's luma to the next; nil for a compressed format.
    private var step: Int? {
        switch self {
        case .grey, .nv12: 1
        case .yuyv, .uyvy: 2
        case .mjpeg: nil
        }
    }

    /// The luma of one frame.
    ///
    /// - Parameters:
    ///   - bytes: as the driver filled them; colour after the luma is not looked at.
    ///   - bytesPerLine: from one row to the next, as the driver told; 0 for rows without padding.
    package func frame(
        of bytes: [UInt8], width: Int, height: Int, bytesPerLine: Int
    ) throws(CameraError) -> LumaFrame {
        guard let step else {
            do throws(PictureFileError) {
                return try PictureFile.frame(of: bytes)
            } catch {
                throw CameraError(.badFrame, "The camera sent a frame that is no whole JPEG: \(error.message)")
            }
        }
        let sides = 1...CodeReader.largestSide
        guard sides.contains(width), sides.contains(height), bytesPerLine >= 0, bytesPerLine <= 1 << 20 else {
            throw CameraError(.badFrame, "The camera says its frames are \(width) × \(height) pixels.")
        }
        let line = bytesPerLine == 0 ? width * step : bytesPerLine
        guard line >= width * step, bytes.count >= line * (height - 1) + width * step else {
            throw CameraError(
                .badFrame,
                "The camera sent \(bytes.count) bytes for a \(rawValue) frame of \(width) × \(height) pixels.")
        }
        let offset = self == .uyvy ? 1 : 0
        let luma = LumaImage(width: width, height: height) { target in
            bytes.withUnsafeBufferPointer { source in
                for y in 0..<height {
                    for x in 0..<width { target[y * width + x] = source[y * line + x * step + offset] }
                }
            }
        }
        return LumaFrame(luma)
    }
}

/// Why there is no frame.
package struct CameraError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        /// There is no such device, or it was pulled out. It may come back: opening it again is worth a try.
        case gone
        /// Another program has it.
        case busy
        /// The kiosk's user may not open it.
        case notAllowed
        /// The device is no camera, or none whose pixels can be read.
        case notACamera
        /// One frame was damaged; the next may be whole.
        case badFrame
        /// No frame came in time.
        case silent
        /// Anything else the driver said.
        case failed
    }

    package let code: Code
    /// What happened and what to do.
    package let message: String
    /// Errno, where there is one.
    package let status: Int32?

    package init(_ code: Code, _ message: String, status: Int32? = nil) {
        self.code = code
        self.message = message
        self.status = status
    }

    package var description: String { message }
}
