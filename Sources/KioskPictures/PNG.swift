import CPangoCairo
import Glibc

/// PNG files (ISO/IEC 15948) into gray pictures and back, by cairo.
///
/// A picture comes from outside, so its header is read and held against `Bitmap`'s bounds before cairo sees it:
/// a file of a hundred bytes may claim to be 2^31 pixels wide. Both directions block the calling thread.
package enum PNG {
    /// The most bytes of a PNG, read or written.
    package static let mostBytes = 32 << 20

    // Signature, then the first chunk: length 13, "IHDR", width, height (PNG specification, 5.2 and 11.2.2).
    private static let start: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
    private static let headerName: [UInt8] = Array("IHDR".utf8)

    package static func decode(_ bytes: [UInt8]) throws(PictureError) -> Bitmap {
        try checkHeader(of: bytes)
        let read = withStream(bytes) { callback, reader in
            cairo_image_surface_create_from_png_stream(callback, reader)
        }
        guard let surface = read else { throw PictureError(.libraryFailed, "Cairo gave no surface for a PNG.") }
        defer { cairo_surface_destroy(surface) }
        let status = cairo_surface_status(surface)
        guard status == CAIRO_STATUS_SUCCESS else {
            throw PictureError(
                .damagedPNG, "The PNG is cut short or damaged. Export or copy it again. \(cairoMessage(status))",
                status: Int32(bitPattern: status.rawValue))
        }
        return try luma(of: surface)
    }

    package static func read(_ path: String) throws(PictureError) -> Bitmap {
        guard let file = fopen(path, "rb") else {
            throw PictureError(
                .fileNotReadable, "\(path) cannot be opened: \(String(cString: strerror(errno))).", status: errno)
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            guard count > 0 else { break }
            bytes += buffer.prefix(count)
            guard bytes.count <= mostBytes else {
                throw PictureError(.tooLarge, "\(path) is larger than \(mostBytes) bytes, the most for a PNG.")
            }
        }
        guard ferror(file) == 0 else {
            throw PictureError(.fileNotReadable, "\(path) could not be read to its end.", status: errno)
        }
        return try decode(bytes)
    }

    package static func encode(_ bitmap: Bitmap) throws(PictureError) -> [UInt8] {
        // Cairo writes an A8 surface as a gray PNG of eight bits with the alpha as luma (cairo-png.c, write_png).
        guard let surface = cairo_image_surface_create(CAIRO_FORMAT_A8, Int32(bitmap.width), Int32(bitmap.height))
        else { throw PictureError(.libraryFailed, "Cairo gave no surface to write a PNG from.") }
        defer { cairo_surface_destroy(surface) }
        cairo_surface_flush(surface)
        guard let data = cairo_image_surface_get_data(surface) else {
            throw PictureError(.libraryFailed, cairoMessage(cairo_surface_status(surface)))
        }
        let stride = Int(cairo_image_surface_get_stride(surface))
        bitmap.bytes.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return }
            for y in 0..<bitmap.height {
                (data + y * stride).update(from: base + y * bitmap.width, count: bitmap.width)
            }
        }
        cairo_surface_mark_dirty(surface)
        var sink = Sink()
        let status = withUnsafeMutablePointer(to: &sink) { sink in
            cairo_surface_write_to_png_stream(
                surface,
                { closure, data, length in
                    guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
                    let sink = closure.assumingMemoryBound(to: Sink.self)
                    guard sink.pointee.bytes.count + Int(length) <= PNG.mostBytes else {
                        return CAIRO_STATUS_WRITE_ERROR
                    }
                    sink.pointee.bytes += UnsafeBufferPointer(start: data, count: Int(length))
                    return CAIRO_STATUS_SUCCESS
                }, sink)
        }
        guard status == CAIRO_STATUS_SUCCESS else {
            throw PictureError(.libraryFailed, cairoMessage(status), status: Int32(bitPattern: status.rawValue))
        }
        return sink.bytes
    }

    /// Writes the file anew; a reader may see it half written.
    package static func write(_ bitmap: Bitmap, to path: String) throws(PictureError) {
        let bytes = try encode(bitmap)
        guard let file = fopen(path, "wb") else {
            throw PictureError(
                .fileNotWritable, "\(path) cannot be written: \(String(cString: strerror(errno))).", status: errno)
        }
        let written = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, written == bytes.count else {
            throw PictureError(
                .fileNotWritable, "\(path) was not written whole: \(String(cString: strerror(errno))).", status: errno)
        }
    }

    private static func checkHeader(of bytes: [UInt8]) throws(PictureError) {
        guard bytes.count <= mostBytes else {
            throw PictureError(.tooLarge, "A PNG of \(bytes.count) bytes is not read: the most is \(mostBytes).")
        }
        guard bytes.starts(with: start.prefix(8)) else {
            throw PictureError(.notAPNG, "The bytes are no PNG: they do not begin with its signature.")
        }
        guard bytes.count >= 33, bytes.starts(with: start), Array(bytes[12..<16]) == headerName else {
            throw PictureError(.damagedPNG, "The PNG has no whole header (IHDR). Export or copy it again.")
        }
        let sides = [16, 20].map { offset in
            bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
        }
        guard Bitmap.isWithinBounds(width: sides[0], height: sides[1]) else {
            throw PictureError(
                .tooLarge,
                "The PNG says it is \(sides[0]) × \(sides[1]) pixels. Scale it down: each side is 1 to "
                    + "\(Bitmap.longestSide), and both together at most \(Bitmap.mostPixels) pixels.")
        }
    }

    /// What cairo's callback has to know; it lives on the stack of the call that reads or writes.
    private struct Source {
        let bytes: UnsafeBufferPointer<UInt8>
        var position = 0
    }

    private struct Sink {
        var bytes: [UInt8] = []
    }

    private static func withStream(
        _ bytes: [UInt8], _ body: (cairo_read_func_t, UnsafeMutableRawPointer) -> OpaquePointer?
    ) -> OpaquePointer? {
        bytes.withUnsafeBufferPointer { buffer in
            var source = Source(bytes: buffer)
            return withUnsafeMutablePointer(to: &source) { source in
                body(
                    { closure, data, length in
                        guard let closure, let data else { return CAIRO_STATUS_READ_ERROR }
                        let source = closure.assumingMemoryBound(to: Source.self)
                        let position = source.pointee.position
                        guard let base = source.pointee.bytes.baseAddress,
                            source.pointee.bytes.count - position >= Int(length)
                        else { return CAIRO_STATUS_READ_ERROR }
                        data.update(from: base + position, count: Int(length))
                        source.pointee.position = position + Int(length)
                        return CAIRO_STATUS_SUCCESS
                    }, UnsafeMutableRawPointer(source))
            }
        }
    }

    /// Cairo decodes to 32 bits a pixel with alpha already multiplied in; it is laid on white paper here.
    private static func luma(of surface: OpaquePointer) throws(PictureError) -> Bitmap {
        let width = Int(cairo_image_surface_get_width(surface))
        let height = Int(cairo_image_surface_get_height(surface))
        let stride = Int(cairo_image_surface_get_stride(surface))
        let format = cairo_image_surface_get_format(surface)
        guard Bitmap.isWithinBounds(width: width, height: height), let data = cairo_image_surface_get_data(surface),
            format == CAIRO_FORMAT_ARGB32 || format == CAIRO_FORMAT_RGB24
        else { throw PictureError(.damagedPNG, "The PNG has a depth of colour that is not read: use 8 bits.") }
        let hasAlpha = format == CAIRO_FORMAT_ARGB32
        let bytes = [UInt8](unsafeUninitializedCapacity: width * height) { buffer, count in
            for y in 0..<height {
                let row = UnsafeRawPointer(data + y * stride)
                for x in 0..<width {
                    let pixel = row.load(fromByteOffset: x * 4, as: UInt32.self)
                    let paper = hasAlpha ? 255 - (pixel >> 24) : 0
                    // ITU-R BT.601 weights, in parts of 256.
                    let ink = ((pixel >> 16 & 0xFF) * 77 + (pixel >> 8 & 0xFF) * 150 + (pixel & 0xFF) * 29) >> 8
                    buffer[y * width + x] = UInt8(min(255, ink + paper))
                }
            }
            count = width * height
        }
        return Bitmap(checkedWidth: width, height: height, bytes: bytes)
    }
}
