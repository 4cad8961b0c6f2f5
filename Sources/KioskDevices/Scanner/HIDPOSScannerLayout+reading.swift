extension HIDPOSScannerLayout {
    /// Where one report has scanned data. All places are bits, counted from the start of the report, its id included.
    package struct DataReport: Hashable, Sendable {
        /// The number of bytes of data; nil where the device sends none.
        package let length: Range<Int>?
        /// The first bits of the three bytes of the AIM identifier; empty where the device sends none as fields.
        package let aim: [Int]
        /// Whole bytes; more than one range where a maker cuts them up.
        package let data: [Range<Int>]
        /// "Decoded Data Continued": not zero when the code goes on in the next report. Nil where none ever does.
        package let continued: Range<Int>?

        /// Bytes of data that fit.
        package var room: Int { data.reduce(0) { $0 + $1.count / 8 } }

        private static let byteCount = HIDReportDescriptor.Usage(page: 0x01, id: 0x3B)
        private static let decodedData = usage(0xFE)
        private static let decodedDataContinued = usage(0xFF)
        /// Anything shorter is a state or a counter, no code.
        private static let shortestUnnamed = 8

        private static func usage(_ id: UInt16) -> HIDReportDescriptor.Usage {
            HIDReportDescriptor.Usage(page: HIDPOSScannerLayout.page, id: id)
        }

        /// Nil for a report without decoded data in bytes.
        init?(_ report: HIDReportDescriptor.InputReport) {
            let data = report.fields.filter { $0.usage == DataReport.decodedData && $0.bitsPerValue == 8 }
            guard !data.isEmpty else { return nil }
            self.init(report, data: data.map(\.bits), unnamedLength: nil)
        }

        /// A report that a scanner's collection holds, with bytes of a usage that the tables do not have.
        init?(unnamed report: HIDReportDescriptor.InputReport) {
            guard report.application?.page == HIDPOSScannerLayout.page else { return nil }
            let fields = report.fields.filter { $0.bitsPerValue == 8 && $0.count >= DataReport.shortestUnnamed }
            guard let data = fields.max(by: { $0.count < $1.count }) else { return nil }
            let before = report.fields.first { $0.endBit == data.bitOffset && $0.count == 1 && $0.bitsPerValue == 8 }
            self.init(report, data: [data.bits], unnamedLength: before?.bits)
        }

        private init(_ report: HIDReportDescriptor.InputReport, data: [Range<Int>], unnamedLength: Range<Int>?) {
            let start = data[0].lowerBound
            let counts = report.fields.filter { $0.usage == DataReport.byteCount && $0.bits.count <= 32 }
            // A report with several counts has the data's right before the data.
            let count = counts.last { $0.bitOffset < start } ?? counts.first
            self.data = data
            length = count?.bits ?? unnamedLength
            aim = DataReport.aim(in: report)
            continued = report.fields.first { $0.usage == DataReport.decodedDataContinued }?.bits
        }

        /// Three fields of one byte, or one field of three.
        private static func aim(in report: HIDReportDescriptor.InputReport) -> [Int] {
            let fields = (UInt16(0xFB)...0xFD).compactMap { id in
                report.fields.first { $0.usage == usage(id) && $0.bitsPerValue == 8 }
            }
            if fields.count == 3 { return fields.map(\.bitOffset) }
            guard let first = fields.first, first.count == 3 else { return [] }
            return (0..<3).map { first.bitOffset + 8 * $0 }
        }
    }

    /// One report's part of a code.
    enum Part: Hashable {
        /// Some scanners send empty reports as a sign of life.
        case nothing
        case data([UInt8], aim: AIMIdentifier?, continues: Bool)
        case overlong(length: Int, room: Int)
    }
}

extension HIDPOSScannerLayout.DataReport {
    /// What a report of the right length says.
    func part(of report: [UInt8]) -> HIDPOSScannerLayout.Part {
        let bits = HIDReportBits(report)
        var data = self.data.flatMap { range in
            stride(from: range.lowerBound, to: range.upperBound, by: 8).map { bits.byte(at: $0) }
        }
        if let length {
            let length = Int(bits.number(length))
            guard length <= data.count else { return .overlong(length: length, room: data.count) }
            data.removeSubrange(length...)
        } else {
            while data.last == 0 { data.removeLast() }
        }
        let continues = continued.map { bits.number($0) != 0 } ?? false
        guard !data.isEmpty || continues else { return .nothing }
        return .data(data, aim: AIMIdentifier(aim.map { bits.byte(at: $0) }), continues: continues)
    }

    /// Whether such bytes can be a report at all. What stands behind the data is left open: some makers leave there
    /// what an earlier code put there.
    func isPlausible(_ report: [UInt8]) -> Bool {
        let bits = HIDReportBits(report)
        if let length, Int(bits.number(length)) > room { return false }
        guard let first = aim.first else { return true }
        return [0, UInt8(ascii: "]")].contains(bits.byte(at: first))
    }
}
