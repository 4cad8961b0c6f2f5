import KioskCore
import KioskDevices
import Testing

@Suite struct HIDPOSScannerTests {
    /// A report as the manual of the Access-IS LSR118 shows it (appendix B.1): 02, length, AIM, 56 bytes, number,
    /// reserved, continuation.
    private func report(_ data: [UInt8], aim: String = "]Q1", more: Bool = false, length: Int? = nil) -> [UInt8] {
        [0x02, UInt8(length ?? data.count)] + Array(aim.utf8) + data
            + [UInt8](repeating: 0, count: 56 - data.count) + [0x73, 0x00, more ? 1 : 0]
    }

    private func report(_ text: String, aim: String = "]Q1", more: Bool = false) -> [UInt8] {
        report(Array(text.utf8), aim: aim, more: more)
    }

    private func scans(
        _ bytes: [UInt8], in machine: inout HIDPOSScannerStateMachine, at now: KioskInstant = .start
    ) -> [CodeScannerReport] {
        machine.received(.bytes(bytes), at: now).compactMap {
            if case .report(let report) = $0 { report } else { nil }
        }
    }

    private func connected(_ layout: HIDPOSScannerLayout = .common) -> HIDPOSScannerStateMachine {
        var machine = HIDPOSScannerStateMachine(layout: layout)
        _ = machine.received(.connected, at: .start)
        return machine
    }

    @Test func presenceFollowsTheLine() {
        var machine = HIDPOSScannerStateMachine()
        #expect(machine.received(.connected, at: .start) == [.report(.presence(.ready))])
        #expect(machine.received(.disconnected, at: .start) == [.report(.presence(.absent))])
    }

    @Test(arguments: [
        ("]C0", Symbology.code128), ("]C1", .gs1Code128), ("]I0", .itf), ("]E0", .ean13), ("]E4", .ean8),
        ("]A0", .code39), ("]Q1", .qr), ("]d1", .unknown),
    ])
    func aReportIsACodeWithItsSymbology(aim: String, symbology: Symbology) {
        var machine = connected()
        #expect(
            scans(report("3312345678", aim: aim), in: &machine)
                == [.scanned(ScannedCode("3312345678", symbology: symbology, aim: aim))])
        #expect(machine.nextDeadline == nil)
    }

    @Test func aLongCodeIsPutTogetherFromItsReports() {
        let text = String(repeating: "杭州电费0123456789", count: 8)
        let bytes = Array(text.utf8)
        var machine = connected()
        for start in stride(from: 0, to: bytes.count, by: 56) {
            let part = Array(bytes[start..<min(start + 56, bytes.count)])
            let isLast = start + 56 >= bytes.count
            let reports = scans(report(part, more: !isLast), in: &machine)
            #expect(reports == (isLast ? [.scanned(ScannedCode(text, symbology: .qr, aim: "]Q1"))] : []))
        }
    }

    @Test func aCodeThatArrivesOneByteAtATimeIsTheSameCode() {
        let bytes = report(String(repeating: "a", count: 56), more: true) + report("b")
        var machine = connected()
        var all: [CodeScannerReport] = []
        for (place, byte) in bytes.enumerated() {
            all += scans([byte], in: &machine, at: .start.advanced(by: .milliseconds(place)))
        }
        #expect(all == [.scanned(ScannedCode(String(repeating: "a", count: 56) + "b", symbology: .qr, aim: "]Q1"))])
    }

    @Test func twoCodesInOneChunkAreTwoCodes() {
        var machine = connected()
        let reports = scans(report("one") + report("two"), in: &machine)
        #expect(reports.count == 2)
    }

    @Test func theByteCountKeepsZerosThatBelongToTheCode() {
        var machine = connected()
        #expect(
            scans(report([0x61, 0, 0x62, 0]), in: &machine)
                == [.scanned(ScannedCode(bytes: [0x61, 0, 0x62, 0], symbology: .qr, aim: "]Q1"))])
    }

    @Test func aLengthPastTheReportIsGarbled() {
        var machine = connected()
        let reports = scans(report([0x61], length: 57), in: &machine)
        #expect(reports.kinds == ["garbled"])
        #expect(scans(report("next"), in: &machine).count == 1)
    }

    @Test func anEmptyReportIsASignOfLife() {
        var machine = connected()
        #expect(scans(report(""), in: &machine).isEmpty)
    }

    @Test func aCodeThatStandsStillTimesOutAndTheNextIsRead() throws {
        var machine = connected()
        #expect(scans(report(String(repeating: "a", count: 56), more: true), in: &machine).isEmpty)
        let deadline = try #require(machine.nextDeadline)
        #expect(deadline == .start.advanced(by: HIDPOSScannerStateMachine.partialScanTimeout))
        #expect(machine.received(.deadlineReached, at: .start).isEmpty, "not before its time")
        let outputs = machine.received(.deadlineReached, at: deadline)
        #expect(reports(outputs).kinds == ["garbled"])
        #expect(machine.nextDeadline == nil)
        #expect(
            scans(report("b"), in: &machine, at: deadline)
                == [.scanned(ScannedCode("b", symbology: .qr, aim: "]Q1"))])
    }

    @Test func aReportCutInTheMiddleTimesOut() throws {
        var machine = connected()
        #expect(scans(Array(report("abc").prefix(30)), in: &machine).isEmpty)
        let outputs = machine.received(.deadlineReached, at: try #require(machine.nextDeadline))
        #expect(reports(outputs).kinds == ["garbled"])
    }

    @Test func unplugInTheMiddleOfACodeForgetsIt() {
        var machine = connected()
        _ = scans(report("half", more: true), in: &machine)
        _ = machine.received(.disconnected, at: .start)
        #expect(machine.nextDeadline == nil)
        _ = machine.received(.connected, at: .start)
        #expect(
            scans(report("whole"), in: &machine) == [.scanned(ScannedCode("whole", symbology: .qr, aim: "]Q1"))])
    }

    @Test func anUnknownReportIsThrownAwayUntilTheLineIsQuiet() throws {
        var machine = connected()
        let noise = [0x77] + [UInt8](repeating: 0x02, count: 40)
        let reports = scans(noise, in: &machine)
        #expect(reports.kinds == ["garbled"])
        #expect(scans([0x02, 0x02], in: &machine).isEmpty)
        let deadline = try #require(machine.nextDeadline)
        #expect(machine.received(.deadlineReached, at: deadline).isEmpty, "garbled was said once")
        #expect(scans(report("ok"), in: &machine, at: deadline).count == 1)
    }

    @Test func aCodeOfTheLargestSizeIsTakenAndOneByteMoreIsNot() {
        for (size, isTaken) in [(ScannedCode.largestAccepted, true), (ScannedCode.largestAccepted + 1, false)] {
            var machine = connected()
            var all: [CodeScannerReport] = []
            for start in stride(from: 0, to: size, by: 56) {
                let part = [UInt8](repeating: 0x41, count: min(56, size - start))
                all += scans(report(part, more: start + 56 < size), in: &machine)
            }
            #expect(all.count == 1)
            if case .scanned(let code)? = all.first {
                #expect(isTaken)
                #expect(code.bytes.count == size)
            } else {
                #expect(!isTaken)
            }
            #expect(scans(report("next"), in: &machine) == [.scanned(ScannedCode("next", symbology: .qr, aim: "]Q1"))])
        }
    }

    @Test func aCodeOfTenKilobytesIsThrownAwayOnce() {
        var machine = connected()
        var all: [CodeScannerReport] = []
        for _ in 0..<180 { all += scans(report(String(repeating: "x", count: 56), more: true), in: &machine) }
        all += scans(report("end"), in: &machine)
        #expect(all.kinds == ["garbled"])
    }

    @Test func anotherCodeInTheMiddleOfOneIsNotGluedToIt() {
        var machine = connected()
        _ = scans(report("half", aim: "]Q1", more: true), in: &machine)
        let reports = scans(report("other", aim: "]C0"), in: &machine)
        #expect(reports.kinds == ["garbled"])
    }

    @Test func aScannerOfRawDataPutsTheIdentifierInFront() throws {
        var machine = connected(try HIDPOSScannerLayout(HIDReportDescriptor(SampleDescriptors.rawData)))
        let text = "]C1415123"
        let padding = [UInt8](repeating: 0, count: 62 - text.utf8.count)
        let bytes = [0x05, 9, 9, 9] + [0x01, UInt8(text.utf8.count)] + Array(text.utf8) + padding
        #expect(
            scans(bytes, in: &machine) == [.scanned(ScannedCode("415123", symbology: .gs1Code128, aim: "]C1"))])
    }

    @Test func withoutAByteCountTheDataEndsAtItsLastZeros() throws {
        var machine = connected(try HIDPOSScannerLayout(HIDReportDescriptor(SampleDescriptors.withoutCount)))
        let first = Array("01234567890123456789".utf8) + Array("]I0".utf8) + [0x01]
        let second = Array("ab".utf8) + [UInt8](repeating: 0, count: 18) + Array("]I0".utf8) + [0x00]
        #expect(
            scans(first + second, in: &machine)
                == [.scanned(ScannedCode("01234567890123456789ab", symbology: .itf, aim: "]I0"))])
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

extension KioskInstant {
    fileprivate static let start = KioskInstant(
        sinceBoot: .seconds(100), wall: WallTime(milliseconds: 1_790_000_000_000))
}
