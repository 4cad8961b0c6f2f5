import KioskCore
import KioskDevices
import Testing

@Suite struct SteadyPresenceTests {
    private var scanner = SteadyPresence(CDCLineScannerStateMachine())
    private var now = KioskInstant(sinceBoot: .seconds(100), wall: WallTime(milliseconds: 0))

    private mutating func put(_ input: DeviceInput<CodeScannerCommand>) -> [CodeScannerReport] {
        scanner.received(input, at: now).compactMap { if case .report(let report) = $0 { report } else { nil } }
    }

    private mutating func pass(_ time: Duration) { now = now.advanced(by: time) }

    @Test mutating func aBlipIsNeverSeen() {
        #expect(put(.connected) == [.presence(.ready)])
        #expect(put(.disconnected) == [])
        pass(.milliseconds(2_900))
        #expect(put(.deadlineReached) == [])
        #expect(put(.connected) == [.presence(.ready)], "said again, so that the kiosk says again what it wants")
        pass(.seconds(60))
        #expect(put(.deadlineReached) == [])
        #expect(scanner.nextDeadline == nil)
    }

    @Test mutating func aLongerAbsenceIsToldAtTheBoundAndOnce() {
        _ = put(.connected)
        #expect(put(.disconnected) == [])
        #expect(scanner.nextDeadline == now.advanced(by: .seconds(3)))
        pass(.seconds(3))
        #expect(put(.deadlineReached) == [.presence(.absent)])
        pass(.seconds(3))
        #expect(put(.deadlineReached) == [])
        #expect(put(.connected) == [.presence(.ready)])
    }

    @Test mutating func blipsDoNotAddUpToMoreThanTheBound() {
        _ = put(.connected)
        _ = put(.disconnected)
        pass(.seconds(2))
        _ = put(.disconnected)
        pass(.seconds(1))
        #expect(put(.deadlineReached) == [.presence(.absent)], "the bound counts from the first loss")
    }

    @Test mutating func aDeviceThatMayNotBeUsedEndsTheBlip() {
        _ = put(.connected)
        #expect(put(.disconnected) == [])
        #expect(scanner.barred(at: now) == [.report(.presence(.absent))])
        #expect(scanner.barred(at: now) == [], "told once")
        pass(.seconds(3))
        #expect(put(.deadlineReached) == [])
        #expect(put(.connected) == [.presence(.ready)])
    }

    private enum Ending: CaseIterable { case answers, isSilent, leavesAgain }

    @Test(arguments: [Ending.answers, .isSilent, .leavesAgain])
    private func aDeviceWhoseLineIsBackInTimeHasASecondToSayThatItIsReady(_ ending: Ending) {
        var printer = SteadyPresence(ESCPOSStateMachine())
        func presences(_ input: DeviceInput<ReceiptPrinterCommand>, at time: Duration) -> [DevicePresence] {
            printer.received(input, at: now.advanced(by: time)).compactMap {
                if case .report(.presence(let presence)) = $0 { presence } else { nil }
            }
        }
        // DLE EOT 1 to 4 (ESC/POS), all well: bits 1 and 4 are fixed.
        let answers = DeviceInput<ReceiptPrinterCommand>.bytes([0x12, 0x12, 0x12, 0x12])
        _ = presences(.connected, at: .zero)
        #expect(presences(answers, at: .zero) == [.ready])
        #expect(presences(.disconnected, at: .seconds(10)) == [])
        #expect(presences(.connected, at: .milliseconds(12_900)) == [])
        #expect(presences(.deadlineReached, at: .milliseconds(13_300)) == [])
        switch ending {
        case .answers:
            #expect(presences(answers, at: .milliseconds(13_350)) == [.ready])
            #expect(presences(.deadlineReached, at: .seconds(14)) == [])
        case .isSilent:
            #expect(presences(.deadlineReached, at: .milliseconds(13_999)) == [])
            #expect(presences(.deadlineReached, at: .seconds(14)) == [.absent])
        case .leavesAgain: #expect(presences(.disconnected, at: .milliseconds(13_350)) == [.absent])
        }
    }

    @Test mutating func aDeviceThatWasNeverThereIsAbsentAtOnce() {
        #expect(put(.disconnected) == [.presence(.absent)])
    }

    @Test mutating func whatTheDeviceSaysDuringABlipIsTold() {
        _ = put(.connected)
        _ = put(.disconnected)
        _ = put(.connected)
        #expect(put(.bytes(Array("12345\r".utf8))).count == 1)
    }
}
