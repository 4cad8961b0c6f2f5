internal import KioskCore

/// What one way of sending codes does with bytes; `ScannerListener` does the rest.
protocol ScannerCodec: Sendable {
    /// How long something begun may stand still.
    var patience: Duration { get }
    /// Whether something is begun, so that silence would mean something.
    var isWaiting: Bool { get }

    /// Takes what the device says of itself before it works. Throws when such a device cannot be read.
    mutating func described(_ descriptor: [UInt8]) throws(HIDReportDescriptorError)
    mutating func received(_ bytes: [UInt8]) -> [CodeScannerReport]
    /// The line was quiet for `patience`: what was begun is ended or given up.
    mutating func silence() -> [CodeScannerReport]
    /// Forgets what was begun.
    mutating func reset()
}

/// The part of a scanner's driver that is the same for all of them: presence, the description of the device, and the
/// deadline of a code that was begun.
///
/// A device whose description does not fit is present and faulty, and its bytes are not looked at.
struct ScannerListener<Codec: ScannerCodec>: Sendable {
    private let fresh: Codec
    private var codec: Codec
    /// Why the device cannot be read, for technicians.
    private var trouble: String?
    private(set) var nextDeadline: KioskInstant?

    init(_ codec: Codec) {
        fresh = codec
        self.codec = codec
    }

    mutating func received(
        _ input: DeviceInput<CodeScannerCommand>, at now: KioskInstant
    ) -> [DeviceOutput<CodeScannerReport>] {
        switch input {
        case .described(let descriptor):
            describe(descriptor)
            return []
        case .connected:
            begin()
            return [.report(.presence(trouble.map { .faulty($0) } ?? .ready))]
        case .disconnected:
            // The next device on this line may be another one.
            codec = fresh
            trouble = nil
            begin()
            return [.report(.presence(.absent))]
        case .bytes(let bytes):
            guard trouble == nil else { return [] }
            let reports = codec.received(bytes)
            nextDeadline = codec.isWaiting ? now.advanced(by: codec.patience) : nil
            return reports.map { .report($0) }
        case .deadlineReached:
            guard let deadline = nextDeadline, deadline <= now else { return [] }
            nextDeadline = nil
            return codec.silence().map { .report($0) }
        case .portStatus: return []
        }
    }

    private mutating func begin() {
        codec.reset()
        nextDeadline = nil
    }

    private mutating func describe(_ descriptor: [UInt8]) {
        codec = fresh
        do {
            try codec.described(descriptor)
            trouble = nil
        } catch {
            trouble = "\(error)"
        }
    }
}
