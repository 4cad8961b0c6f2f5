/// The commands with which the driver asks, proves and clears, by Epson's ESC/POS command reference.
package enum ESCPOSCommandBytes {
    /// DLE EOT n: answered at once, even offline.
    package static func askStatus(_ question: ESCPOSStatusQuestion) -> [UInt8] { [0x10, 0x04, question.rawValue] }

    /// ESC @.
    package static let initialize: [UInt8] = [0x1B, 0x40]

    /// GS a n with bits 1 (online), 2 (errors) and 3 (paper): status whenever it changes. ESC @ may undo it, so
    /// it is sent again with every job.
    package static let enableAutomaticStatus: [UInt8] = [0x1D, 0x61, 0x0E]

    /// GS ( H function 48: send this id back once everything before it is on paper.
    package static func proveWith(_ id: ESCPOSProcessID) -> [UInt8] {
        [0x1D, 0x28, 0x48, 0x06, 0x00, 0x30, 0x30] + id.bytes
    }

    /// DLE DC4 function 8: throw away both buffers. Nothing may be sent until its answer (37 25 00) or a wait.
    package static let clearBuffers: [UInt8] = [0x10, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08]

    /// Frees a printer of a job that stopped in the middle: out with what hangs in it, so that a torn slip does
    /// not stick to the next one.
    ///
    /// A printer whose buffer cannot be cleared may still wait for the rest of a picture; that many NULs end any
    /// picture in white, and outside of one they do nothing.
    package static func startWithCleanPaper(_ capabilities: ESCPOSCapabilities) -> [UInt8] {
        let rest = capabilities.canClearBuffer ? [] : [UInt8](repeating: 0, count: largestPicture)
        let out: [UInt8] = capabilities.hasCutter ? [0x0A, 0x1D, 0x56, 0x42, 0x00] : [0x1B, 0x64, 5]
        return rest + initialize + out
    }

    /// Bytes of the largest picture in a document: 128 rows of 72 bytes, and the ten in front of them in a `GS ( L`.
    package static let largestPicture = 128 * 72 + 10
}

/// The four questions of `DLE EOT n`. A reply does not say which it answers, so one is open at a time.
package enum ESCPOSStatusQuestion: UInt8, CaseIterable, Sendable {
    case printer = 1
    case offlineCause, error, paper
}

/// The four characters by which a printer names the job it has finished: each from 0x20 to 0x7E.
package struct ESCPOSProcessID: Hashable, Sendable {
    package let bytes: [UInt8]

    /// A number's last four digits in base 36. Two jobs share an id only when 1,679,616 others lie between them.
    package init(number: Int) {
        var rest = number.magnitude
        var digits: [UInt8] = []
        for _ in 0..<4 {
            let digit = UInt8(rest % 36)
            digits.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10)
            rest /= 36
        }
        bytes = digits.reversed()
    }

    /// Nil unless there are four bytes in range.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 4, bytes.allSatisfy({ (0x20...0x7E).contains($0) }) else { return nil }
        self.bytes = bytes
    }
}
