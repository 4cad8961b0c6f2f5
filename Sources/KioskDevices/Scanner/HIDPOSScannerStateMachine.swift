package import KioskCore

/// The driver of a HID POS scanner, without its transport: puts the reports of a long code together.
package struct HIDPOSScannerStateMachine: DeviceStateMachine {
    /// How long a begun report or a code that goes on may stand still. Reports come every 1 to 10 ms.
    package static let partialScanTimeout = Duration.milliseconds(500)

    private var codec: HIDPOSScannerCodec
    private var assembly: Assembly?
    package private(set) var nextDeadline: KioskInstant?

    /// A code of which more reports are to come.
    private struct Assembly {
        var bytes: [UInt8] = []
        var aim: AIMIdentifier?
        /// Longer than a code can be: the rest is counted out and thrown away.
        var isOversized = false
    }

    package init(layout: HIDPOSScannerLayout = .common) {
        codec = HIDPOSScannerCodec(layout: layout)
    }

    package mutating func received(
        _ input: DeviceInput<CodeScannerCommand>, at now: KioskInstant
    ) -> [DeviceOutput<CodeScannerReport>] {
        switch input {
        case .connected:
            reset()
            return [.report(.presence(.ready))]
        case .disconnected:
            reset()
            return [.report(.presence(.absent))]
        case .bytes(let bytes):
            let reports = codec.received(bytes).compactMap { report(of: $0) }
            let isWaiting = codec.isWaiting || assembly != nil
            nextDeadline = isWaiting ? now.advanced(by: HIDPOSScannerStateMachine.partialScanTimeout) : nil
            return reports.map { .report($0) }
        case .described, .portStatus: return []
        case .deadlineReached:
            guard let deadline = nextDeadline, deadline <= now else { return [] }
            return giveUp().map { .report($0) }
        }
    }

    private mutating func reset() {
        codec.reset()
        assembly = nil
        nextDeadline = nil
    }

    private mutating func giveUp() -> [CodeScannerReport] {
        let begun = codec.silence() + (assembly?.bytes.count ?? 0)
        reset()
        guard begun > 0 else { return [] }
        return [.garbled("The scanner stopped in the middle of a code, after \(begun) bytes.")]
    }

    private mutating func report(of piece: HIDPOSScannerCodec.Piece) -> CodeScannerReport? {
        switch piece {
        case .garbled(let reason):
            assembly = nil
            return .garbled(reason)
        case .data(let bytes, let aim, let continues):
            var whole = assembly ?? Assembly(aim: aim)
            guard whole.aim == aim else {
                assembly = nil
                return .garbled("The scanner began another code before one was complete: both are thrown away.")
            }
            if whole.bytes.count + bytes.count > ScannedCode.largestAccepted {
                whole.isOversized = true
                whole.bytes = []
            }
            if !whole.isOversized { whole.bytes += bytes }
            assembly = continues ? whole : nil
            guard !continues else { return nil }
            if whole.isOversized {
                return .garbled("A code of more than \(ScannedCode.largestAccepted) bytes was thrown away.")
            }
            return .scanned(ScannedCode(bytes: whole.bytes, aim: aim))
        }
    }
}

extension ScannedCode {
    /// A code with the identifier that came beside it, or, where the scanner has no field for it, in front of it.
    fileprivate init(bytes: [UInt8], aim: AIMIdentifier?) {
        if let aim {
            self.init(bytes: bytes, symbology: aim.symbology, aim: aim.text)
        } else {
            self.init(bytesWithOptionalAIM: bytes)
        }
    }
}
