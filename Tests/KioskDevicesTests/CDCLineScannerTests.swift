import KioskCore
import KioskDevices
import Testing

@Suite struct CDCLineScannerTests {
    private func scans(
        _ bytes: some Sequence<UInt8>, in machine: inout CDCLineScannerStateMachine, at now: KioskInstant = .start
    ) -> [CodeScannerReport] {
        machine.received(.bytes(Array(bytes)), at: now).compactMap {
            if case .report(let report) = $0 { report } else { nil }
        }
    }

    @Test func presenceFollowsTheLine() {
        var machine = CDCLineScannerStateMachine()
        #expect(machine.received(.connected, at: .start) == [.report(.presence(.ready))])
        #expect(machine.received(.disconnected, at: .start) == [.report(.presence(.absent))])
    }

    @Test(arguments: ["3312345678\r", "3312345678\r\n", "\r\n3312345678\r\n", "\r\r3312345678\r"])
    func aLineIsACodeHoweverItEnds(line: String) {
        var machine = CDCLineScannerStateMachine()
        #expect(scans(line.utf8, in: &machine) == [.scanned(ScannedCode("3312345678", symbology: .unknown))])
        #expect(machine.nextDeadline == nil)
    }

    @Test func theAIMIdentifierIsTakenOffTheCode() {
        var machine = CDCLineScannerStateMachine()
        #expect(
            scans("]C13312345678\r]Q1]Q\r".utf8, in: &machine) == [
                .scanned(ScannedCode("3312345678", symbology: .gs1Code128, aim: "]C1")),
                .scanned(ScannedCode("]Q", symbology: .qr, aim: "]Q1")),
            ])
    }

    @Test func anIdentifierWithoutACodeIsNoScan() {
        var machine = CDCLineScannerStateMachine()
        #expect(scans("]C0\r".utf8, in: &machine).isEmpty)
    }

    @Test func aCodeThatArrivesOneByteAtATimeIsTheSameCode() {
        var machine = CDCLineScannerStateMachine()
        var all: [CodeScannerReport] = []
        for byte in "]I01234\r\n5678\r\n".utf8 { all += scans([byte], in: &machine) }
        #expect(
            all == [
                .scanned(ScannedCode("1234", symbology: .itf, aim: "]I0")),
                .scanned(ScannedCode("5678", symbology: .unknown)),
            ])
    }

    @Test func aLineFeedWithinACodeBelongsToIt() {
        var machine = CDCLineScannerStateMachine()
        #expect(scans("SPC\n0200\r\n".utf8, in: &machine) == [.scanned(ScannedCode("SPC\n0200", symbology: .unknown))])
    }

    @Test func aScannerSetToALineFeedAloneIsRead() throws {
        var machine = CDCLineScannerStateMachine()
        for code in ["3312345678", "SPC\n0200"] {
            #expect(scans("\(code)\n".utf8, in: &machine).isEmpty, "it may go on")
            let deadline = try #require(machine.nextDeadline)
            #expect(deadline <= KioskInstant.start.advanced(by: .milliseconds(100)))
            #expect(
                machine.received(.deadlineReached, at: deadline)
                    == [.report(.scanned(ScannedCode(code, symbology: .unknown)))])
        }
        // A line feed and nothing else is nothing.
        #expect(scans("\n".utf8, in: &machine).isEmpty)
        #expect(machine.received(.deadlineReached, at: try #require(machine.nextDeadline)) == [])
        #expect(machine.nextDeadline == nil)
    }

    @Test(arguments: [
        (KeyboardWedgeProfile.Suffix.tab, "A#3312345678\t"), (.enter, "A#3312345678\r"), (.enter, "A#3312345678\n"),
        (.none, "A#3312345678"),
    ])
    func prefixAndSuffixAreThoseOfTheProfile(suffix: KeyboardWedgeProfile.Suffix, line: String) {
        var machine = CDCLineScannerStateMachine(profile: LineScannerProfile(prefix: Array("A#".utf8), suffix: suffix))
        var told = scans(line.utf8, in: &machine)
        if let deadline = machine.nextDeadline {
            for case .report(let report) in machine.received(.deadlineReached, at: deadline) { told.append(report) }
        }
        #expect(told == [.scanned(ScannedCode("3312345678", symbology: .unknown))])
    }

    @Test func aLineFeedIsNoEndingForAScannerSetToTab() throws {
        var machine = CDCLineScannerStateMachine(profile: LineScannerProfile(suffix: .tab))
        #expect(scans("33\n".utf8, in: &machine).isEmpty)
        let told = machine.received(.deadlineReached, at: try #require(machine.nextDeadline))
        guard case .report(.garbled)? = told.first else {
            Issue.record("\(told)")
            return
        }
    }

    @Test func aLineThatStandsStillTimesOutAndTheNextIsRead() throws {
        var machine = CDCLineScannerStateMachine()
        #expect(scans("33123".utf8, in: &machine).isEmpty)
        let deadline = try #require(machine.nextDeadline)
        #expect(deadline == .start.advanced(by: CDCLineScannerStateMachine.partialLineTimeout))
        #expect(machine.received(.deadlineReached, at: .start).isEmpty, "not before its time")
        #expect(reports(machine.received(.deadlineReached, at: deadline)).kinds == ["garbled"])
        #expect(machine.nextDeadline == nil)
        #expect(scans("45678\r".utf8, in: &machine) == [.scanned(ScannedCode("45678", symbology: .unknown))])
    }

    @Test func aCodeOfTheLargestSizeIsTakenAndOneByteMoreIsThrownAwayOnce() {
        var machine = CDCLineScannerStateMachine()
        let largest = [UInt8](repeating: 0x41, count: ScannedCode.largestAccepted)
        #expect(scans(largest + [0x0D], in: &machine) == [.scanned(ScannedCode(bytes: largest, symbology: .unknown))])
        #expect(scans(largest + [0x41, 0x0D], in: &machine).kinds == ["garbled"])
        let tenKilobytes = [UInt8](repeating: 0x41, count: 10_240)
        #expect(scans(tenKilobytes + Array("\r\nnext\r\n".utf8), in: &machine).kinds == ["garbled", "scanned"])
    }

    @Test func unplugInTheMiddleOfALineForgetsIt() {
        var machine = CDCLineScannerStateMachine()
        _ = scans("33123".utf8, in: &machine)
        _ = machine.received(.disconnected, at: .start)
        #expect(machine.nextDeadline == nil)
        #expect(scans("45\r".utf8, in: &machine) == [.scanned(ScannedCode("45", symbology: .unknown))])
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
