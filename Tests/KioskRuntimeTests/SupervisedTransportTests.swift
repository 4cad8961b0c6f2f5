import Foundation
import KioskControl
import KioskCore
import KioskDevices
import Synchronization
import Testing

@testable import KioskRuntime

@Suite struct SupervisedTransportTests {
    private let clock = ManualClock()
    private let line = StubLine()
    private let board: DeviceStatusBoard
    private let pairings: PairingBook
    private let locks = Diary<Void>()
    private let path: String
    private let transport: SupervisedTransport

    init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "pairings-\(UUID()).json").path()
        let clock = clock
        board = DeviceStatusBoard { clock.now.wall }
        board.add(DeviceStatus(name: "printer", kind: "printer", model: nil, wire: "escpos", connection: "usb"))
        pairings = try PairingBook(path: path)
        transport = SupervisedTransport(
            "printer", line: line, pairings: pairings,
            refusal: {
                $0.vendorID == 0x0801 ? "MagTek Mini Swipe Reader is refused: it hands over card numbers." : nil
            },
            board: board, clock: clock.clock, locked: { [locks] in locks.note(()) })
    }

    private var status: DeviceStatus { board["printer"]! }

    private func open() async -> Bool { (try? await transport.open()) != nil }

    @Test func whatIsPluggedInIsToldWithItsSerialNumberAndPort() async {
        #expect(await open())
        #expect(status.state == .present)
        #expect(status.usbID == "04b8:0e28")
        #expect(status.serial == "A1")
        #expect(status.portPath == "1-1")
    }

    @Test func aDeviceExchangedForAnotherSerialNumberIsLockedUntilItIsPaired() async throws {
        #expect(await open())
        await transport.close()
        line.become(serial: "B2")
        #expect(await !open())
        #expect(status.state == .locked)
        #expect(status.trouble?.contains("kioskctl device pair printer") == true)
        #expect(await !open())
        #expect(locks.entries.count == 1, "the journal hears of it once")
        #expect(line.openings == line.closings, "nothing is left open to the stranger")

        #expect(try pairings.pair("printer"))
        await transport.startOver()
        #expect(await open())
        #expect(status.state == .present)
    }

    @Test(arguments: [("1-1", RuntimeError.Code.deviceExchanged), ("1-4", .deviceLocked)])
    func aStrangerInThePortOfThePairedDeviceIsToldFromASpareBesideIt(
        _ port: String, _ code: RuntimeError.Code
    ) async throws {
        #expect(await open())
        await transport.close()
        line.become(serial: "B2", portPath: port)
        for _ in 0..<2 {
            let error = await #expect(throws: RuntimeError.self) { try await transport.open() }
            #expect(error?.code == code)
        }
    }

    @Test func anAcceptorThatNamesAnotherSerialNumberLosesItsLineAtOnce() async {
        #expect(await open())
        await transport.identified(DeviceIdentification(serial: "000001"))
        #expect(status.state == .present)
        await transport.identified(DeviceIdentification(serial: "000002"))
        #expect(status.state == .locked)
        #expect(line.closings == 1)
    }

    @Test func aDeviceThatDoesNotOpenIsResetTwiceAndThenLeftAlone() async {
        line.fail(with: LineError(.refused, "it says no"))
        for _ in 0..<40 { #expect(await !open()) }
        #expect(line.resets == 2)
        #expect(line.openings == 12, "after that, nobody touches it")
        #expect(status.state == .givenUp)
        clock.advance(by: .seconds(600))
        line.fail(with: nil)
        #expect(await open())
    }

    @Test(arguments: [true, false])
    func aDeviceThatWasGivenUpOpensWhenItIsPluggedInAnew(_ isSeenAway: Bool) async {
        line.fail(with: LineError(.refused, "it says no"))
        for _ in 0..<12 { #expect(await !open()) }
        #expect(status.state == .givenUp)
        if isSeenAway {
            line.fail(with: LineError(.deviceAbsent, "nothing there"))
            line.show(.absent)
            #expect(await !open())
            #expect(status.state == .absent)
        }
        line.fail(with: nil)
        line.show(.present(stamp: "1-8"))
        #expect(await open(), "nobody has to wait ten minutes after following the advice")
        #expect(status.state == .present)
    }

    @Test func aLineThatCannotSeeItsOtherEndIsNeverGivenUp() async {
        line.show(.unknown)
        line.fail(with: LineError(.lost, "it hangs up"))
        for _ in 0..<40 { #expect(await !open()) }
        #expect(line.openings == 40)
        #expect(status.state == .faulty)
    }

    @Test func aDeviceThatOpensAndDiesIsResetAndThenLeftAlone() async {
        for _ in 0..<40 where await open() {
            line.breakOff()
            _ = try? await transport.receive()
            await transport.close()
            clock.advance(by: .seconds(2))
        }
        #expect(line.resets == 2)
        #expect(line.openings == 12)
        #expect(status.state == .givenUp)
    }

    @Test func aDeviceThatWorksForAWhileBetweenItsFaultsIsNeverGivenUp() async {
        for _ in 0..<40 {
            #expect(await open())
            clock.advance(by: DriverLimits.stable)
            line.breakOff()
            _ = try? await transport.receive()
            await transport.close()
        }
        #expect(line.resets == 0)
    }

    @Test func unpluggingAgainAndAgainIsNoFault() async {
        for time in 0..<40 {
            #expect(await open())
            line.breakOff(LineError(.deviceAbsent, "it was unplugged"))
            _ = try? await transport.receive()
            await transport.close()
            line.show(.present(stamp: "1-\(time)"))
        }
        #expect(line.resets == 0)
    }

    @Test func twoOfOneModelWearNobodyOut() async {
        line.fail(with: LineError(.ambiguous, "two of them"))
        for _ in 0..<40 { #expect(await !open()) }
        #expect(status.state == .faulty)
        #expect(line.resets == 0)
        line.fail(with: nil)
        #expect(await open())
    }

    @Test func theLineIsToldWhichDeviceIsPaired() async {
        #expect(await open())
        #expect(line.preferred == nil, "nobody was paired before")
        await transport.close()
        #expect(await open())
        #expect(line.preferred?.serial == "A1")
    }

    @Test func aDeviceThatIsRefusedByNameIsClosedAtOnceAndNeverPaired() async throws {
        line.become(serial: "C3", vendorID: 0x0801)
        #expect(await !open())
        #expect(line.openings == line.closings)
        #expect(status.state == .locked)
        #expect(status.trouble?.contains("MagTek") == true)
        #expect(pairings.identity(of: "printer") == nil)
        #expect(try !pairings.pair("printer"), "nor can a technician pair it")
        await transport.startOver()
        #expect(await !open())
        #expect(locks.entries.count == 1)
    }

    @Test func aStrangerByItsProtocolStaysLockedAndIsToldOfOnce() async throws {
        #expect(await open())
        await transport.identified(DeviceIdentification(serial: "000001"))
        await transport.identified(DeviceIdentification(serial: "000002"))
        for _ in 0..<40 { #expect(await !open()) }
        #expect(line.openings == 1, "nothing more is sent to it")
        #expect(locks.entries.count == 1)
        #expect(status.state == .locked)

        #expect(try pairings.pair("printer"))
        await transport.startOver()
        #expect(await open())
        await transport.identified(DeviceIdentification(serial: "000002"))
        #expect(status.state == .present)
    }

    @Test func theRightDevicePluggedInAgainOpensByItself() async {
        #expect(await open())
        await transport.identified(DeviceIdentification(serial: "000001"))
        await transport.identified(DeviceIdentification(serial: "000002"))
        #expect(await !open())
        line.show(.present(stamp: "1-8"))
        #expect(await open())
        await transport.identified(DeviceIdentification(serial: "000001"))
        #expect(status.state == .present)
    }

    @Test func onASocketAStrangerIsLookedAtAgainAfterARestAndNotToldOfAgain() async {
        line.show(.unknown)
        #expect(await open())
        await transport.identified(DeviceIdentification(serial: "000001"))
        await transport.identified(DeviceIdentification(serial: "000002"))
        #expect(await !open())
        clock.advance(by: OpeningPolicy.rest)
        #expect(await open())
        await transport.identified(DeviceIdentification(serial: "000002"))
        #expect(await !open())
        #expect(locks.entries.count == 1)
    }

    @Test func anAcceptorThatTellsItsSerialNumberNoMoreIsLocked() async {
        #expect(await open())
        await transport.identified(DeviceIdentification(model: "SM"))
        #expect(status.state == .present, "one that never told any is known by its port")
        await transport.identified(DeviceIdentification(serial: "000001"))
        await transport.identified(DeviceIdentification(model: "SM"))
        #expect(status.state == .locked)
        #expect(status.trouble?.contains("tells no serial number") == true)
        #expect(line.closings == 1)
    }

    @Test func pairingsThatCannotBeWrittenAreSaidAndNothingIsOpen() async throws {
        // A folder where the new file would be: not even root can write it.
        try FileManager.default.createDirectory(atPath: path + ".new", withIntermediateDirectories: false)
        #expect(await !open())
        #expect(status.state == .faulty)
        #expect(status.trouble?.contains("make its folder writable") == true)
        #expect(line.openings == line.closings)
        try FileManager.default.removeItem(atPath: path + ".new")
        #expect(await open())
    }

    @Test func anAbsentDeviceIsWaitedForWithoutEnd() async {
        line.fail(with: LineError(.deviceAbsent, "nothing there"))
        for _ in 0..<40 { #expect(await !open()) }
        #expect(status.state == .absent)
        #expect(line.resets == 0)
        line.fail(with: nil)
        #expect(await open())
    }

    @Test func theLastFaultStaysWhenTheDeviceIsBack() async throws {
        #expect(await open())
        line.breakOff()
        _ = try? await transport.receive()
        #expect(status.state == .absent)
        await transport.close()
        #expect(await open())
        #expect(status.state == .present)
        #expect(status.trouble == nil)
        #expect(status.lastFault?.what.contains("pulled out") == true)
        #expect(status.lastFault?.at == 1_800_000_000)
    }
}

/// A line whose other end is in the test's hand.
private final class StubLine: ByteTransport {
    private struct State {
        var identity = LineIdentity(vendorID: 0x04B8, productID: 0x0E28, serial: "A1", portPath: "1-1")
        var error: LineError?
        var end: LineError?
        var sight = LineSight.present(stamp: "1-7")
        var preferred: LineIdentity?
        var openings = 0
        var closings = 0
        var resets = 0
    }

    private let state = Mutex(State())

    var openings: Int { state.withLock { $0.openings } }
    var closings: Int { state.withLock { $0.closings } }
    var resets: Int { state.withLock { $0.resets } }

    var preferred: LineIdentity? { state.withLock { $0.preferred } }

    func become(serial: String, vendorID: UInt16 = 0x04B8, portPath: String = "1-1") {
        let identity = LineIdentity(vendorID: vendorID, productID: 0x0E28, serial: serial, portPath: portPath)
        state.withLock { $0.identity = identity }
    }
    func fail(with error: LineError?) { state.withLock { $0.error = error } }
    func breakOff(_ end: LineError = LineError(.lost, "the device was pulled out")) { state.withLock { $0.end = end } }
    func show(_ sight: LineSight) { state.withLock { $0.sight = sight } }

    func open() async throws -> LineDescription {
        try state.withLock { state in
            state.openings += 1
            state.end = nil
            if let error = state.error { throw error }
            return LineDescription(identity: state.identity)
        }
    }

    func send(_ bytes: [UInt8]) async throws {}

    func receive() async throws -> [UInt8]? {
        if let end = state.withLock({ $0.end }) { throw end }
        return []
    }

    func close() async { state.withLock { $0.closings += 1 } }
    func reset() async throws { state.withLock { $0.resets += 1 } }
    func look() async -> LineSight { state.withLock { $0.sight } }
    func prefer(_ identity: LineIdentity?) async { state.withLock { $0.preferred = identity } }
}
