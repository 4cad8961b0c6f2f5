internal import KioskCore

/// Takes out of a HID POS scanner's reports what they say of codes, and puts the reports of a long code together.
struct HIDPOSScannerCodec: ScannerCodec {
    private var layout: HIDPOSScannerLayout
    private var cutter: HIDReportCutter
    private var assembly: Assembly?

    /// A code of which more reports are to come.
    private struct Assembly {
        var bytes: [UInt8] = []
        var aim: AIMIdentifier?
        /// Longer than a code can be: the rest is counted out and thrown away.
        var isOversized = false
    }

    init(layout: HIDPOSScannerLayout) {
        self.layout = layout
        cutter = HIDReportCutter(sizes: layout.reportSizes, usesReportIDs: layout.usesReportIDs)
    }

    var patience: Duration { HIDPOSScannerStateMachine.partialScanTimeout }
    var isWaiting: Bool { cutter.isWaiting || assembly != nil }

    mutating func described(_ descriptor: [UInt8]) throws(HIDReportDescriptorError) {
        self = HIDPOSScannerCodec(layout: try HIDPOSScannerLayout(HIDReportDescriptor(descriptor)))
    }

    mutating func received(_ bytes: [UInt8]) -> [CodeScannerReport] {
        let layout = layout
        let pieces = cutter.received(bytes) { report, id in layout.dataReports[id]?.isPlausible(report) ?? true }
        return pieces.compactMap { report(of: $0) }
    }

    mutating func silence() -> [CodeScannerReport] {
        let begun = cutter.silence() + (assembly?.bytes.count ?? 0)
        reset()
        guard begun > 0 else { return [] }
        return [.garbled("The scanner stopped in the middle of a code, after \(begun) bytes.")]
    }

    mutating func reset() {
        cutter.reset()
        assembly = nil
    }

    private mutating func report(of piece: HIDReportCutter.Piece) -> CodeScannerReport? {
        switch piece {
        case .unknown(let id):
            assembly = nil
            return .garbled("The scanner sent report id \(id), which its descriptor does not have.")
        case .torn(let count):
            assembly = nil
            return .garbled("The scanner broke a report off after \(count) bytes and began another one.")
        case .report(let report, let id):
            switch layout.dataReports[id]?.part(of: report) {
            case nil, .nothing: return nil
            case .overlong(let length, let room):
                assembly = nil
                return .garbled("The scanner says \(length) bytes where \(room) fit.")
            case .data(let bytes, let aim, let continues): return taken(bytes, aim, continues)
            }
        }
    }

    private mutating func taken(_ bytes: [UInt8], _ aim: AIMIdentifier?, _ continues: Bool) -> CodeScannerReport? {
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
