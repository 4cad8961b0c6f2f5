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
