internal import Glibc

/// A picture from outside, PNG or JPEG, as a frame of luma.
///
/// Nothing in it is believed before it was held against a bound: the file's size before it is read, the picture's sides
/// before memory is asked for, the data's end before a picture counts as whole. A picture that was cut short is an error,
/// not half a picture. An orientation in a JPEG's EXIF data is not followed: a code is read whichever way up it is, and
/// its corners are those of the picture as it is stored. Blocks the calling thread.
package enum PictureFile {
    /// The most bytes of a file.
    package static let mostBytes = 32 << 20
    /// The most pixels: a photograph of 50 megapixels, a byte each once decoded.
    package static let mostPixels = 50_000_000

    package static func frame(at path: String) throws(PictureFileError) -> LumaFrame {
        try frame(of: bytes(at: path))
    }

    package static func frame(of bytes: [UInt8]) throws(PictureFileError) -> LumaFrame {
        guard !bytes.isEmpty else { throw PictureFileError(.damaged, "The file is empty.") }
        guard bytes.count <= mostBytes else { throw .tooManyBytes }
        if PNGPicture.isBegun(bytes) { return try PNGPicture.frame(of: bytes) }
        if JPEGPicture.isBegun(bytes) { return try JPEGPicture.frame(of: bytes) }
        throw PictureFileError(
            .unknownFormat,
            "The file is neither a PNG nor a JPEG: it begins with neither's signature. Convert it first.")
    }

    /// Holds the sides that a header claims against the bounds of a frame.
    static func check(width: Int, height: Int) throws(PictureFileError) {
        guard width > 0, height > 0 else {
            throw PictureFileError(.damaged, "The picture says it is \(width) × \(height) pixels, which is nothing.")
        }
        guard width <= CodeReader.largestSide, height <= CodeReader.largestSide, width <= mostPixels / height else {
            throw PictureFileError(
                .tooLarge,
                "The picture says it is \(width) × \(height) pixels. Scale it down: each side is at most "
                    + "\(CodeReader.largestSide), and both together at most \(mostPixels) pixels.")
        }
    }

    static func frame(_ luma: [UInt8], width: Int, height: Int) throws(PictureFileError) -> LumaFrame {
        do throws(CodeReaderError) {
            return try LumaFrame(luma: luma, width: width, height: height, stride: width)
        } catch {
            throw PictureFileError(.damaged, error.message)
        }
    }

    private static func bytes(at path: String) throws(PictureFileError) -> [UInt8] {
        // A pipe would be waited for and a device has no end: neither is a picture.
        let file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw .notReadable(path, errno) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .notReadable(path, errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw PictureFileError(.notReadable, "\(path) is no ordinary file.", status: EINVAL)
        }
        guard status.st_size <= mostBytes else { throw .tooManyBytes }
        // One byte more than it had, which tells whether it grows meanwhile.
        var buffer = [UInt8](repeating: 0, count: Int(status.st_size) + 1)
        var count = 0
        while count < buffer.count {
            let read = buffer.withUnsafeMutableBytes { bytes in
                Glibc.read(file, bytes.baseAddress.map { $0 + count }, bytes.count - count)
            }
            if read < 0, errno == EINTR { continue }
            guard read >= 0 else { throw .notReadable(path, errno) }
            guard read > 0 else { break }
            count += read
        }
        return Array(buffer.prefix(min(count, buffer.count - 1)))
    }
}

/// Why a picture could not be read.
package struct PictureFileError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Code: String, CaseIterable, Sendable {
        /// There is no such file, or it may not be read.
        case notReadable
        /// Neither PNG nor JPEG.
        case unknownFormat
        /// Cut short, or contradicting itself.
        case damaged
        /// Past a bound, or says so.
        case tooLarge
        /// A PNG or JPEG of a kind that is not read.
        case unsupported
    }

    package let code: Code
    /// What happened and what to do.
    package let message: String
    /// Errno, where there is one.
    package let status: Int32?

    init(_ code: Code, _ message: String, status: Int32? = nil) {
        self.code = code
        self.message = message
        self.status = status
    }

    package var description: String { message }

    static let tooManyBytes = PictureFileError(
        .tooLarge, "The file is larger than \(PictureFile.mostBytes) bytes, the most for a picture. Scale it down.")

    static func notReadable(_ path: String, _ error: Int32) -> PictureFileError {
        PictureFileError(
            .notReadable, "\(path) cannot be read: \(String(cString: strerror(error))).", status: error)
    }
}
