import KioskCore
import KioskDevices
import Testing

/// Two makers' layouts, written by hand from the HID class definition (1.11, 6.2.2) and the POS usage tables (1.02).
enum SampleDescriptors {
    /// Report 01 of 64 bytes: a byte count and 62 bytes of raw data, nothing else. Beside it a report 05 with three
    /// bytes about a trigger.
    static let rawData: [UInt8] = [
        0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01,
        0x85, 0x01, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08,
        0x95, 0x01, 0x05, 0x01, 0x09, 0x3B, 0x81, 0x02,
        0x95, 0x3E, 0x05, 0x8C, 0x09, 0xFE, 0x82, 0x02, 0x01,
        0x85, 0x05, 0x95, 0x03, 0x09, 0x20, 0x81, 0x02,
        0xC0,
    ]

    /// No report ids and no byte count: symbology identifiers by a range of usages, 20 bytes of data, and the
    /// continuation flag as a whole byte. The usages bring their page with them.
    static let withoutCount: [UInt8] = [
        0x05, 0x01, 0x0B, 0x02, 0x00, 0x8C, 0x00, 0xA1, 0x01,
        0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08,
        0x95, 0x14, 0x0B, 0xFE, 0x00, 0x8C, 0x00, 0x81, 0x00,
        0x95, 0x03, 0x1B, 0xFB, 0x00, 0x8C, 0x00, 0x2B, 0xFD, 0x00, 0x8C, 0x00, 0x81, 0x02,
        0x95, 0x01, 0x0B, 0xFF, 0x00, 0x8C, 0x00, 0x81, 0x02,
        0xC0,
    ]
}

@Suite struct HIDReportDescriptorScannerTests {
    @Test func theCommonDescriptorIsTheCommonReport() throws {
        let layout = try HIDPOSScannerLayout(HIDReportDescriptor(HIDPOSScannerLayout.commonDescriptor))
        #expect(layout.usesReportIDs)
        #expect(layout.reportSizes == [2: 64])
        let report = try #require(layout.dataReports[2])
        #expect(report.length == 8..<16)
        #expect(report.aim == [16, 24, 32])
        #expect(report.data == [5 * 8..<61 * 8])
        #expect(report.continued == 63 * 8..<63 * 8 + 1)
    }

    @Test func aReportOfRawDataHasNoIdentifierAndNoContinuation() throws {
        let layout = try HIDPOSScannerLayout(HIDReportDescriptor(SampleDescriptors.rawData))
        #expect(layout.reportSizes == [1: 64, 5: 4])
        #expect(layout.dataReports.count == 1)
        let report = try #require(layout.dataReports[1])
        #expect(report.length == 8..<16)
        #expect(report.aim == [])
        #expect(report.data == [2 * 8..<64 * 8])
        #expect(report.continued == nil)
    }

    @Test func aDescriptorWithoutReportIDsAndWithExtendedUsagesIsRead() throws {
        let layout = try HIDPOSScannerLayout(HIDReportDescriptor(SampleDescriptors.withoutCount))
        #expect(!layout.usesReportIDs)
        #expect(layout.reportSizes == [0: 24])
        let report = try #require(layout.dataReports[0])
        #expect(report.data == [0..<20 * 8])
        #expect(report.aim == [160, 168, 176])
        #expect(report.length == nil)
        #expect(report.continued == 23 * 8..<24 * 8)
    }

    @Test func pushAndPopKeepTheGlobalItems() throws {
        let bytes: [UInt8] = [
            0x05, 0x8C, 0x75, 0x08, 0x95, 0x05, 0xA4, 0x05, 0x01, 0x95, 0x01, 0x09, 0x3B, 0x81, 0x02, 0xB4,
            0x09, 0xFE, 0x81, 0x02,
        ]
        let layout = try HIDPOSScannerLayout(HIDReportDescriptor(bytes))
        #expect(layout.dataReports[0]?.length == 0..<8)
        #expect(layout.dataReports[0]?.data == [8..<48])
    }

    @Test func aKeyboardIsNoScanner() {
        // The boot keyboard of HID 1.11, appendix B.1.
        let keyboard: [UInt8] = [
            0x05, 0x01, 0x09, 0x06, 0xA1, 0x01, 0x05, 0x07, 0x19, 0xE0, 0x29, 0xE7, 0x15, 0x00, 0x25, 0x01,
            0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0x95, 0x01, 0x75, 0x08, 0x81, 0x01, 0x95, 0x05, 0x75, 0x01,
            0x05, 0x08, 0x19, 0x01, 0x29, 0x05, 0x91, 0x02, 0x95, 0x01, 0x75, 0x03, 0x91, 0x01, 0x95, 0x06,
            0x75, 0x08, 0x15, 0x00, 0x25, 0x65, 0x05, 0x07, 0x19, 0x00, 0x29, 0x65, 0x81, 0x00, 0xC0,
        ]
        #expect(throws: HIDReportDescriptorError.self) {
            try HIDPOSScannerLayout(HIDReportDescriptor(keyboard))
        }
    }

    @Test func aCutDescriptorIsRefusedOrShorterAndNeverTraps() {
        let whole = HIDPOSScannerLayout.commonDescriptor
        var refused = 0
        for length in 0..<whole.count {
            do {
                _ = try HIDReportDescriptor(Array(whole.prefix(length)))
            } catch {
                #expect(error.code == .truncated)
                refused += 1
            }
        }
        #expect(refused > 20)
    }

    @Test(arguments: [
        [0x75, 0x08, 0x97, 0xFF, 0xFF, 0xFF, 0xFF, 0x09, 0xFE, 0x81, 0x02],  // a report count of four billion
        [0x77, 0xFF, 0xFF, 0xFF, 0x7F, 0x95, 0x01, 0x09, 0xFE, 0x81, 0x02],  // a report size of two billion
        [0x76, 0x00, 0x10, 0x96, 0x00, 0x10, 0x09, 0xFE, 0x81, 0x02],  // their product
        [0xB4],  // pop without push
        [UInt8](repeating: 0xA4, count: 100),  // push without end
        [0x85, 0x00],  // report id 0
        [0x29, 0x05],  // a maximum without a minimum
        [0x19, 0x09, 0x29, 0x05],  // a maximum below its minimum
    ])
    func nonsenseIsRefused(bytes: [UInt8]) {
        #expect(throws: HIDReportDescriptorError.self) { try HIDReportDescriptor(bytes) }
    }

    @Test func aDescriptorPastTheBoundIsRefused() {
        let error = #expect(throws: HIDReportDescriptorError.self) {
            try HIDReportDescriptor([UInt8](repeating: 0, count: HIDReportDescriptor.largestSize + 1))
        }
        #expect(error?.code == .tooLarge)
    }

    @Test func flippedBytesNeverTrap() {
        for place in HIDPOSScannerLayout.commonDescriptor.indices {
            for value: UInt8 in [0x00, 0x01, 0x7F, 0x80, 0xFE, 0xFF] {
                var bytes = HIDPOSScannerLayout.commonDescriptor
                bytes[place] = value
                guard let descriptor = try? HIDReportDescriptor(bytes),
                    let layout = try? HIDPOSScannerLayout(descriptor)
                else { continue }
                var machine = HIDPOSScannerStateMachine(layout: layout)
                _ = machine.received(.bytes([UInt8](repeating: value, count: 200)), at: .start)
            }
        }
    }
}

extension KioskInstant {
    fileprivate static let start = KioskInstant(
        sinceBoot: .seconds(100), wall: WallTime(milliseconds: 1_790_000_000_000))
}
