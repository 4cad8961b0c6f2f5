internal import KioskCore

/// What a serial scanner sends (USB CDC-ACM): lines that end with CR or CR LF, each with or without an AIM identifier
/// in front.
struct CDCLineScannerCodec: ScannerCodec {
    private var cutter = ScanLineCutter(ending: 0x0D)

    var patience: Duration { CDCLineScannerStateMachine.partialLineTimeout }
    var isWaiting: Bool { cutter.isWaiting }

    /// Serial lines describe nothing that concerns the codes on them.
    mutating func described(_ descriptor: [UInt8]) {}

    mutating func received(_ bytes: [UInt8]) -> [CodeScannerReport] {
        bytes.compactMap { cutter.received($0) }.map { CodeScannerReport($0) }
    }

    mutating func silence() -> [CodeScannerReport] {
        cutter.silence().map { [CodeScannerReport($0)] } ?? []
    }

    mutating func reset() { cutter.reset() }
}
