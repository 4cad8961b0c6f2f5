package import KioskCore

/// The driver of a scanner that sends lines over a serial line, without its transport.
package struct CDCLineScannerStateMachine: DeviceStateMachine {
    /// How long a begun line may stand still. At 9,600 baud a byte takes about 1 ms.
    package static let partialLineTimeout = Duration.milliseconds(500)

    private var codec = CDCLineScannerCodec()
    package private(set) var nextDeadline: KioskInstant?

    package init() {}

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
            let lines = codec.received(bytes)
            nextDeadline =
                codec.isWaiting ? now.advanced(by: CDCLineScannerStateMachine.partialLineTimeout) : nil
            return lines.map { .report(CDCLineScannerStateMachine.report(of: $0)) }
        case .described, .portStatus: return []
        case .deadlineReached:
            guard let deadline = nextDeadline, deadline <= now else { return [] }
            let begun = codec.silence()
            nextDeadline = nil
            return [.report(.garbled("The scanner stopped in the middle of a line, after \(begun) bytes."))]
        }
    }

    private mutating func reset() {
        codec.reset()
        nextDeadline = nil
    }

    private static func report(of line: CDCLineScannerCodec.Line) -> CodeScannerReport {
        switch line {
        case .code(let code): .scanned(code)
        case .oversized: .garbled("A line of more than \(ScannedCode.largestAccepted) bytes was thrown away.")
        }
    }
}
