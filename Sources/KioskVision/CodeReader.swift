package import KioskCore

/// Finds the bar codes and QR codes in frames of luma.
///
/// It keeps nothing between frames, so the reader can be shared between tasks. Only the symbologies that billers use are
/// looked for, because with all of them on libzbar is slower and reads codes that are not there.
///
/// libzbar looks first. When it finds nothing, other passes follow (`DecodingPass`), the likeliest first, until
/// something is found or the time is up. It blocks the calling thread for that long.
package struct CodeReader: Sendable {
    /// The symbologies on bills, receipts and phones that the kiosk meets.
    package static let billerSymbologies: Set<Symbology> = [.code128, .gs1Code128, .itf, .ean13, .code39, .qr]

    /// The longest side of a frame, in pixels; a page at 600 dpi has 7,016.
    package static let largestSide = 8_192
    /// The most codes returned of one frame. A bill carries one to three.
    package static let mostCodes = 16
    /// Interleaved 2 of 5 and Code 39 have no start that noise cannot imitate, and a slanted scan line reads part of
    /// an ITF code as a whole one. No biller's code is this short.
    package static let shortestUncheckedCode = 8
    /// What a frame of a camera may cost.
    package static let frameBudget = Duration.milliseconds(150)

    /// When to stop.
    package enum Effort: Hashable, Sendable {
        /// At the first pass that finds something, or when no further pass fits into this time.
        case within(Duration)
        /// After every pass, however long they take.
        case everyPass
    }

    package let symbologies: Set<Symbology>
    package let effort: Effort

    package init(
        symbologies: Set<Symbology> = CodeReader.billerSymbologies, effort: Effort = .within(CodeReader.frameBudget)
    ) {
        self.symbologies = symbologies
        self.effort = effort
    }

    /// The codes of a frame, in no particular order; empty when there is none.
    ///
    /// - Parameter stride: the bytes from the start of one row to the start of the next, at least `width`.
    package func read(luma: [UInt8], width: Int, height: Int, stride: Int) throws(CodeReaderError) -> [ScannedCode] {
        try look(at: LumaFrame(luma: luma, width: width, height: height, stride: stride)).codes.map(\.code)
    }

    /// The codes of a frame and what it took to find them.
    package func look(at frame: LumaFrame) throws(CodeReaderError) -> FrameReading {
        var look = FrameLook(frame.image, symbologies: symbologies, effort: effort)
        return try look.run()
    }
}

/// Why a frame could not be looked at. A frame without a code is no error.
package struct CodeReaderError: Error, CustomStringConvertible {
    package enum Code: Sendable {
        case frameTooLarge, bufferTooShort, outOfMemory
    }

    package let code: Code
    package let message: String

    package init(code: Code, message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    static func outOfMemory(in library: String) -> CodeReaderError {
        CodeReaderError(code: .outOfMemory, message: "\(library) gave up: out of memory.")
    }
}
