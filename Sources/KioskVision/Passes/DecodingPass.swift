package import KioskCore

/// What was done to a frame before a code could be read in it, in the order in which it is tried.
package enum DecodingPass: String, CaseIterable, Sendable {
    /// libzbar on every other line of the frame as it is.
    case original
    /// zxing-cpp on the frame as it is.
    case secondEngine = "second-engine"
    /// Bars averaged along themselves, and sharpened, and read as one line.
    case strips
    /// Places that look like a matrix code, each alone: enlarged, sharpened, black and white, inverted.
    case squares
    /// Both engines on the frame at half its size, which takes noise and moiré away.
    case half
    /// Dark for light: a phone's screen in its dark mode.
    case inverted
    /// The same contrast everywhere.
    case evened
    /// Black and white by each pixel's neighbourhood.
    case threshold
    /// libzbar on every line of the frame as it is.
    case everyLine = "every-line"
    /// The frame at twice its size.
    case double
    /// The frame turned by an eighth of a turn, and by less.
    case turned

    /// For a frame full of noise, where libzbar finds an edge at every pixel and takes ages: what averages comes first.
    static let forNoise: [DecodingPass] = [
        .secondEngine, .strips, .half, .squares, .original, .inverted, .evened, .threshold, .everyLine, .double,
        .turned,
    ]
}

/// A code and what it took to read it.
package struct FoundCode: Hashable, Sendable {
    package let code: ScannedCode
    package let pass: DecodingPass
}

/// What was found in one frame.
package struct FrameReading: Sendable {
    /// Each code once, in the order found; at most `CodeReader.mostCodes`.
    package let codes: [FoundCode]
    /// Those that were begun.
    package let passes: [DecodingPass]
    /// By the clock on the wall.
    package let elapsed: Duration
}
