import KioskCore
import KioskDevices
import Testing

/// Layouts that makers could have, each with a report that carries the same code. Written by hand from the HID class
/// definition (1.11, 6.2.2) and the POS usage tables (1.02).
struct MakersScanner: Sendable, CustomTestStringConvertible {
    let name: String
    let descriptor: [UInt8]
    let reports: [UInt8]
    var expected = ScannedCode("415123", symbology: .gs1Code128, aim: "]C1")

    var testDescription: String { name }

    private static func text(_ text: String, in room: Int) -> [UInt8] {
        Array(text.utf8) + [UInt8](repeating: 0, count: room - text.utf8.count)
    }

    static let all: [MakersScanner] = [
        MakersScanner(
            name: "the common report", descriptor: HIDPOSScannerLayout.commonDescriptor,
            reports: [2, 6] + Array("]C1".utf8) + text("415123", in: 56) + [0, 0, 0]),
        MakersScanner(
            name: "report 01 of raw data", descriptor: SampleDescriptors.rawData,
            reports: [1, 9] + text("]C1415123", in: 62)),
        MakersScanner(
            name: "data as an array, in two items, with a long item and a push in between",
            descriptor: [
                0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0xFE, 0x02, 0xF0, 0xAA, 0x55, 0x85, 0x07, 0x15, 0x00, 0x26, 0xFF,
                0x00, 0x75, 0x08, 0xA4, 0x05, 0x01, 0x09, 0x3B, 0x95, 0x01, 0x81, 0x02, 0xB4,
                0x95, 0x04, 0x09, 0xFE, 0x81, 0x00, 0x95, 0x0C, 0x09, 0xFE, 0x81, 0x00, 0xC0,
            ], reports: [7, 9] + text("]C1415123", in: 16)),
        MakersScanner(
            name: "a length of sixteen bits behind the data, without report ids",
            descriptor: [
                0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x20, 0x09, 0xFE,
                0x82, 0x02, 0x01, 0x05, 0x01, 0x09, 0x3B, 0x75, 0x10, 0x95, 0x01, 0x81, 0x02, 0xC0,
            ], reports: text("]C1415123", in: 32) + [9, 0]),
        MakersScanner(
            name: "a length of six bits and the continuation in front",
            descriptor: [
                0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x85, 0x03, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x01, 0x09,
                0xFF, 0x81, 0x02, 0x81, 0x03, 0x75, 0x06, 0x25, 0x3F, 0x05, 0x01, 0x09, 0x3B, 0x81, 0x02, 0x05, 0x8C,
                0x75, 0x08, 0x95, 0x10, 0x09, 0xFE, 0x81, 0x02, 0xC0,
            ],
            reports: [3, 16 << 2 | 1] + Array("]C14151230123456".utf8) + [3, 2 << 2] + text("78", in: 16),
            expected: ScannedCode("415123012345678", symbology: .gs1Code128, aim: "]C1")),
        MakersScanner(
            name: "identifiers of one usage, apart from the data, and a report about a trigger",
            descriptor: [
                0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x85, 0x02, 0x75, 0x08, 0x95, 0x20, 0x09, 0xFE, 0x81, 0x02,
                0x95, 0x02, 0x81, 0x03, 0x95, 0x03, 0x09, 0xFB, 0x81, 0x02, 0x85, 0x04, 0x95, 0x01, 0x09, 0x14, 0x81,
                0x02, 0xC0,
            ], reports: [4, 1, 2] + text("415123", in: 32) + [9, 9] + Array("]C1".utf8) + [4, 0]),
        MakersScanner(
            name: "data of the maker's own usage in a scanner's collection",
            descriptor: [
                0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x85, 0x01, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95, 0x01,
                0x06, 0x00, 0xFF, 0x09, 0x01, 0x81, 0x02, 0x95, 0x3E, 0x09, 0x02, 0x81, 0x02, 0xC0,
            ], reports: [1, 9] + text("]C1415123", in: 62)),
        MakersScanner(
            name: "maximum before minimum, usages with their page",
            descriptor: [
                0x05, 0x01, 0x0B, 0x02, 0x00, 0x8C, 0x00, 0xA1, 0x01, 0x75, 0x08, 0x95, 0x03, 0x2B, 0xFD, 0x00, 0x8C,
                0x00, 0x1B, 0xFB, 0x00, 0x8C, 0x00, 0x81, 0x02, 0x95, 0x0A, 0x0B, 0xFE, 0x00, 0x8C, 0x00, 0x81, 0x02,
                0xC0,
            ], reports: Array("]C1".utf8) + text("415123", in: 10)),
    ]
}

@Suite struct HIDPOSScannerMakersTests {
    private static let now = KioskInstant(sinceBoot: .seconds(100), wall: WallTime(milliseconds: 1_790_000_000_000))

    private func described(_ descriptor: [UInt8]) -> HIDPOSScannerStateMachine {
        var machine = HIDPOSScannerStateMachine()
        _ = machine.received(.described(descriptor), at: Self.now)
        _ = machine.received(.connected, at: Self.now)
        return machine
    }

    private func reports(
        _ bytes: [UInt8], in machine: inout HIDPOSScannerStateMachine
    ) -> [CodeScannerReport] {
        machine.received(.bytes(bytes), at: Self.now).compactMap {
            if case .report(let report) = $0 { report } else { nil }
        }
    }

    @Test(arguments: MakersScanner.all) func theLayoutComesFromTheDevice(_ scanner: MakersScanner) {
        var machine = HIDPOSScannerStateMachine()
        #expect(machine.received(.described(scanner.descriptor), at: Self.now).isEmpty)
        #expect(machine.received(.connected, at: Self.now) == [.report(.presence(.ready))])
        #expect(reports(scanner.reports, in: &machine) == [.scanned(scanner.expected)])
        #expect(machine.nextDeadline == nil)
    }

    @Test(arguments: MakersScanner.all, [1, 3, 8, 63])
    func aReportCutAnywhereIsTheSameCode(_ scanner: MakersScanner, _ size: Int) {
        var machine = described(scanner.descriptor)
        var all: [CodeScannerReport] = []
        for _ in 0..<3 {
            for start in stride(from: 0, to: scanner.reports.count, by: size) {
                all += reports(Array(scanner.reports[start...].prefix(size)), in: &machine)
            }
        }
        #expect(all == [CodeScannerReport](repeating: .scanned(scanner.expected), count: 3))
    }

    @Test func aDeviceInKeyboardModeIsFaultyAndItsKeysAreNotRead() {
        var machine = HIDPOSScannerStateMachine()
        _ = machine.received(.described(HIDKeyboardReportFormat.bootDescriptor), at: Self.now)
        guard case .report(.presence(.faulty(let text)))? = machine.received(.connected, at: Self.now).first else {
            Issue.record("not faulty")
            return
        }
        #expect(text.contains("keyboard mode") && text.contains("HID POS"))
        #expect(reports([0, 0, 4, 0, 0, 0, 0, 0], in: &machine).isEmpty)
        // Set right and plugged in again, it is read.
        #expect(machine.received(.disconnected, at: Self.now) == [.report(.presence(.absent))])
        _ = machine.received(.described(HIDPOSScannerLayout.commonDescriptor), at: Self.now)
        #expect(machine.received(.connected, at: Self.now) == [.report(.presence(.ready))])
    }

    @Test(arguments: [
        [UInt8](repeating: 0xA4, count: 50),
        [0x05, 0x0C, 0x09, 0x01, 0xA1, 0x01, 0x75, 0x08, 0x95, 0x02, 0x09, 0xE9, 0x81],
        [0x05, 0x01, 0x09, 0x02, 0xA1, 0x01, 0x75, 0x08, 0x95, 0x03, 0x09, 0x30, 0x81, 0x02, 0xC0],
    ])
    func aDescriptorThatIsNoScannersMakesTheDeviceFaulty(_ descriptor: [UInt8]) {
        var machine = HIDPOSScannerStateMachine()
        _ = machine.received(.described(descriptor), at: Self.now)
        guard case .report(.presence(.faulty))? = machine.received(.connected, at: Self.now).first else {
            Issue.record("not faulty")
            return
        }
    }

    @Test func withoutADescriptionTheCommonLayoutHolds() {
        var machine = HIDPOSScannerStateMachine()
        _ = machine.received(.described(SampleDescriptors.rawData), at: Self.now)
        _ = machine.received(.connected, at: Self.now)
        _ = machine.received(.disconnected, at: Self.now)
        _ = machine.received(.connected, at: Self.now)
        #expect(reports(MakersScanner.all[0].reports, in: &machine) == [.scanned(MakersScanner.all[0].expected)])
    }

    @Test func aWholeReportEndsTheSearchAfterAnUnknownOne() {
        var machine = described(HIDPOSScannerLayout.commonDescriptor)
        #expect(reports([0x77] + [UInt8](repeating: 0x41, count: 20), in: &machine).count == 1)
        #expect(reports(MakersScanner.all[0].reports, in: &machine) == [.scanned(MakersScanner.all[0].expected)])
    }

    @Test func aReportBrokenOffDoesNotSwallowTheNext() {
        var machine = described(HIDPOSScannerLayout.commonDescriptor)
        // Length 40, and then nothing but 20 bytes of it.
        #expect(reports([2] + [UInt8](repeating: 0x28, count: 20), in: &machine).isEmpty)
        let next = reports(MakersScanner.all[0].reports, in: &machine)
        #expect(next.last == .scanned(MakersScanner.all[0].expected))
        #expect(next.count == 2)
    }

    @Test func whatStandsBehindTheDataIsNoMatter() {
        var machine = described(HIDPOSScannerLayout.commonDescriptor)
        var bytes = MakersScanner.all[0].reports
        for place in 11..<61 { bytes[place] = 0x39 }
        #expect(reports(bytes, in: &machine) == [.scanned(MakersScanner.all[0].expected)])
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>) func randomDescriptorsAndReportsNeverTrap(_ seed: UInt64) {
        var random = SeededRandom(seed)
        for _ in 0..<150 {
            var descriptor = MakersScanner.all[Int(random.next() % UInt64(MakersScanner.all.count))].descriptor
            for _ in 0..<random.next() % 6 {
                let place = Int(random.next() % UInt64(descriptor.count))
                switch random.next() % 3 {
                case 0: descriptor[place] = UInt8(truncatingIfNeeded: random.next())
                case 1: descriptor.remove(at: place)
                default: descriptor.insert(UInt8(truncatingIfNeeded: random.next()), at: place)
                }
            }
            var machine = HIDPOSScannerStateMachine()
            _ = machine.received(.described(descriptor), at: Self.now)
            _ = machine.received(.connected, at: Self.now)
            for _ in 0..<20 {
                let bytes = (0..<random.next() % 150).map { _ in UInt8(truncatingIfNeeded: random.next()) }
                _ = machine.received(.bytes(bytes), at: Self.now)
                if let deadline = machine.nextDeadline { _ = machine.received(.deadlineReached, at: deadline) }
            }
        }
    }

    @Test func randomDescriptorsOfAnyKindNeverTrap() {
        var random = SeededRandom(99)
        for _ in 0..<3_000 {
            let bytes = (0..<random.next() % 80).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            guard let descriptor = try? HIDReportDescriptor(bytes) else { continue }
            for report in descriptor.inputReports.values {
                #expect(report.byteCount <= HIDReportDescriptor.largestReport)
            }
        }
    }
}

/// The same numbers for the same seed everywhere (SplitMix64).
struct SeededRandom {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
