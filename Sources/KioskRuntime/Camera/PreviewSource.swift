package import KioskCore

/// What the touch screens need of a camera, and no more. Nothing of it outlives a visit, and nothing of it is written.
package protocol PreviewSource: Sendable {
    /// The newest picture as JPEG; nil while there is none: no camera is plugged in, or nobody is to lay anything before
    /// it. Asking keeps the pictures coming for a few seconds.
    func preview() -> [UInt8]?

    /// The picture of the moment in which a code was read. It is given once, and not seconds later.
    func takeCatch() -> CameraCatch?
}

/// A frame in which a code was read.
package struct CameraCatch: Hashable, Sendable {
    package let jpeg: [UInt8]
    /// The corners of each code, as shares of width and height.
    package let outlines: [[FramePoint]]

    package init(jpeg: [UInt8], outlines: [[FramePoint]]) {
        self.jpeg = jpeg
        self.outlines = outlines
    }
}
