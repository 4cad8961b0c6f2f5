import Foundation
import KioskCore
import KioskDevices
import KioskPictures
import KioskSimulator
import Testing

@Suite struct SimulatedScannerTests {
    private static let now = KioskInstant(sinceBoot: .seconds(5), wall: WallTime(milliseconds: 1_790_000_000_000))

    private func driverReports<Driver: DeviceStateMachine>(
        _ bytes: [UInt8], from driver: inout Driver
    ) -> [CodeScannerReport] where Driver.Report == CodeScannerReport {
        driver.received(.bytes(bytes), at: SimulatedScannerTests.now).compactMap {
            if case .report(let report) = $0 { report } else { nil }
        }
    }

    static let codes: [ScannedCode] = [
        ScannedCode("3312345678202610000186402611213", symbology: .code128, aim: "]C0"),
        ScannedCode(String(repeating: "7", count: 56), symbology: .itf, aim: "]I0"),
        ScannedCode(String(repeating: "8", count: 57), symbology: .itf, aim: "]I0"),
        ScannedCode(String(repeating: "杭州", count: 400), symbology: .qr, aim: "]Q1"),
    ]

    @Test(arguments: codes)
    func theHIDPOSDriverReadsWhatIsLaidOnTheScanner(code: ScannedCode) {
        var scanner = SimulatedScanner(wire: .hidPOS)
        var driver = HIDPOSScannerStateMachine()
        let bytes = scanner.hand(.lay(code), at: SimulatedScannerTests.now)
        #expect(bytes.count.isMultiple(of: 64))
        #expect(driverReports(bytes, from: &driver) == [.scanned(code)])
    }

    @Test(arguments: codes, [SimulatedScanner.LineEnding.cr, .crLF])
    func theLineDriverReadsWhatIsLaidOnTheScanner(code: ScannedCode, ending: SimulatedScanner.LineEnding) {
        var scanner = SimulatedScanner(wire: .cdcLines(ending, sendsAIM: true))
        var driver = CDCLineScannerStateMachine()
        let bytes = scanner.hand(.lay(code), at: SimulatedScannerTests.now)
        #expect(driverReports(bytes, from: &driver) == [.scanned(code)])
    }

    @Test(arguments: KeyboardLayout.allCases, KeyboardWedgeProfile.Suffix.allCases)
    func theKeyboardDriverReadsWhatIsTyped(layout: KeyboardLayout, suffix: KeyboardWedgeProfile.Suffix) throws {
        let profile = KeyboardWedgeProfile(layout: layout, prefix: Array("#".utf8), suffix: suffix)
        // All of ASCII that prints, and the group separator of GS1.
        let text = String(decoding: Array(0x20...0x7E) + [0x1D] as [UInt8], as: UTF8.self)
        let code = ScannedCode(text, symbology: .gs1Code128, aim: "]C1")
        var scanner = SimulatedScanner(wire: .hidKeyboard(profile, sendsAIM: true))
        var driver = HIDKeyboardScannerStateMachine(profile: profile)
        let bytes = scanner.hand(.lay(code), at: SimulatedScannerTests.now)
        #expect(bytes.count.isMultiple(of: 8))
        var told = driverReports(bytes, from: &driver)
        if suffix == .none {
            #expect(told.isEmpty)
            told += reports(driver.received(.deadlineReached, at: try #require(driver.nextDeadline)))
        }
        #expect(told == [.scanned(code)])
    }

    @Test(arguments: [SimulatedScanner.Wire.hidPOS, .hidPOSRaw, .hidKeyboard(KeyboardWedgeProfile(), sendsAIM: true)])
    func theDeviceDescribesTheReportsItSends(wire: SimulatedScanner.Wire) throws {
        let descriptor = try HIDReportDescriptor(try #require(wire.reportDescriptor))
        let size = try #require(wire.reportSize)
        #expect(descriptor.inputReports.values.map(\.byteCount) == [size])
        var scanner = SimulatedScanner(wire: wire)
        let bytes = scanner.hand(.lay(SimulatedScannerTests.codes[0]), at: SimulatedScannerTests.now)
        #expect(bytes.count.isMultiple(of: size))
    }

    @Test func anotherMakersReportsAreReadByTheirDescriptor() {
        var scanner = SimulatedScanner(wire: .hidPOSRaw)
        var driver = HIDPOSScannerStateMachine()
        _ = driver.received(.described(SimulatedScanner.rawDescriptor), at: SimulatedScannerTests.now)
        _ = driver.received(.connected, at: SimulatedScannerTests.now)
        let code = SimulatedScannerTests.codes[0]
        let bytes = scanner.hand(.lay(code), at: SimulatedScannerTests.now)
        #expect(driverReports(bytes, from: &driver) == [.scanned(code)])
    }

    @Test func aScannerWithoutIdentifiersLeavesTheSymbologyOpen() {
        var scanner = SimulatedScanner(wire: .cdcLines(.cr, sendsAIM: false))
        var driver = CDCLineScannerStateMachine()
        let bytes = scanner.hand(.lay(ScannedCode("3312345678", symbology: .code39)), at: SimulatedScannerTests.now)
        #expect(driverReports(bytes, from: &driver) == [.scanned(ScannedCode("3312345678", symbology: .unknown))])
    }

    @Test(arguments: [
        SimulatedScanner.Wire.hidPOS, .cdcLines(.cr, sendsAIM: true), .hidPOSRaw,
        .hidKeyboard(KeyboardWedgeProfile(), sendsAIM: true),
    ])
    func aBillTakenAwayTooSoonIsReportedGarbledAndReadTheSecondTime(wire: SimulatedScanner.Wire) throws {
        let code = SimulatedScannerTests.codes[0]
        var scanner = SimulatedScanner(wire: wire)
        switch wire {
        case .hidPOS:
            var driver = HIDPOSScannerStateMachine()
            try takenAwayAndLaidAgain(code, scanner: &scanner, driver: &driver)
        case .cdcLines:
            var driver = CDCLineScannerStateMachine()
            try takenAwayAndLaidAgain(code, scanner: &scanner, driver: &driver)
        case .hidPOSRaw:
            var driver = HIDPOSScannerStateMachine()
            _ = driver.received(.described(SimulatedScanner.rawDescriptor), at: SimulatedScannerTests.now)
            try takenAwayAndLaidAgain(code, scanner: &scanner, driver: &driver)
        case .hidKeyboard(let profile, _):
            var driver = HIDKeyboardScannerStateMachine(profile: profile)
            try takenAwayAndLaidAgain(code, scanner: &scanner, driver: &driver)
        }
    }

    private func takenAwayAndLaidAgain<Driver: DeviceStateMachine>(
        _ code: ScannedCode, scanner: inout SimulatedScanner, driver: inout Driver
    ) throws where Driver.Report == CodeScannerReport {
        let now = SimulatedScannerTests.now
        #expect(driverReports(scanner.hand(.layAndTakeAway(code), at: now), from: &driver).isEmpty)
        let outputs = driver.received(.deadlineReached, at: try #require(driver.nextDeadline))
        #expect(reports(outputs).kinds == ["garbled"])
        #expect(driverReports(scanner.hand(.lay(code), at: now), from: &driver) == [.scanned(code)])
    }

    @Test func aBillIsLaidFromItsPicture() throws {
        let symbol = try Code128Symbol(text: "3300123456202610000086402611253")
        let width = (symbol.width + 20) * 2
        let row = (0..<width).map { symbol.bars[$0 / 2 - 10, 0] ? UInt8(0) : 255 }
        let path = NSTemporaryDirectory() + "laid-bill-\(UUID().uuidString).png"
        let bitmap = try #require(
            Bitmap(width: width, height: 50, bytes: Array(repeating: row, count: 50).flatMap { $0 }))
        try PNG.write(bitmap, to: path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let expected = ScannedCode("3300123456202610000086402611253", symbology: .code128, aim: "]C0")
        #expect(try SimulatedScanner.Hand.lay(pictureAt: path) == .lay(expected))
    }

    @Test func aPictureWithoutACodeIsNotLaid() throws {
        let path = NSTemporaryDirectory() + "empty-page-\(UUID().uuidString).png"
        try PNG.write(
            try #require(Bitmap(width: 80, height: 50, bytes: [UInt8](repeating: 255, count: 4_000))), to: path)
        defer { try? FileManager.default.removeItem(atPath: path) }
        #expect(throws: PictureWithoutCode(path: path)) { try SimulatedScanner.Hand.lay(pictureAt: path) }
    }

    @Test func aLooseContactEndsInGarbled() {
        var scanner = SimulatedScanner(wire: .hidPOS)
        var driver = HIDPOSScannerStateMachine()
        let reports = driverReports(
            scanner.hand(.garble([0xFF, 0x00, 0x13]), at: SimulatedScannerTests.now), from: &driver)
        #expect(reports.kinds == ["garbled"])
    }
}

extension [CodeScannerReport] {
    /// The cases without what they carry.
    fileprivate var kinds: [String] {
        map { report in
            switch report {
            case .presence: "presence"
            case .scanned: "scanned"
            case .garbled: "garbled"
            }
        }
    }
}

/// What the machine told the kiosk.
private func reports(_ outputs: [DeviceOutput<CodeScannerReport>]) -> [CodeScannerReport] {
    outputs.compactMap { if case .report(let report) = $0 { report } else { nil } }
}
