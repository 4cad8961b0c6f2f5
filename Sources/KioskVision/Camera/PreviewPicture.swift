internal import CTurboJPEG
package import KioskCore

/// A frame made small for a screen: gray JPEG (ITU-T T.81), by libjpeg-turbo.
package struct PreviewPicture: Hashable, Sendable {
    package let jpeg: [UInt8]
    package let width: Int
    package let height: Int

    /// The frame is halved until it is no wider.
    package static let widest = 640
    /// Of 100: letters can be made out, and a frame of 640 × 360 pixels takes about 20 KB.
    private static let quality: Int32 = 60

    package init(_ frame: LumaFrame) throws(CameraError) {
        var image = frame.image
        while image.width > PreviewPicture.widest, let half = image.halved() { image = half }
        width = image.width
        height = image.height
        jpeg = try PreviewPicture.encode(image)
    }

    private static func encode(_ image: LumaImage) throws(CameraError) -> [UInt8] {
        guard let encoder = tjInitCompress() else {
            throw CameraError(.failed, "libjpeg-turbo gave no encoder: out of memory.")
        }
        defer { tjDestroy(encoder) }
        var buffer: UnsafeMutablePointer<UInt8>?
        var count: UInt = 0
        // It allocates the buffer itself, also where it fails half-way.
        defer { if let buffer { tjFree(buffer) } }
        let status = image.read { pixels in
            tjCompress2(
                encoder, pixels, Int32(image.width), 0, Int32(image.height), Int32(TJPF_GRAY.rawValue), &buffer, &count,
                Int32(TJSAMP_GRAY.rawValue), quality, 0)
        }
        guard status == 0, let buffer else {
            throw CameraError(.badFrame, "A frame of \(image.width) × \(image.height) pixels does not fit a JPEG.")
        }
        return Array(UnsafeBufferPointer(start: buffer, count: Int(count)))
    }
}

extension LumaFrame {
    /// Where a code lies, as shares of the frame's width and height; four corners, or none.
    package func outline(of code: ScannedCode) -> [FramePoint] {
        (code.sighting?.corners ?? []).map { FramePoint(x: $0.x / Double(width), y: $0.y / Double(height)) }
    }
}
