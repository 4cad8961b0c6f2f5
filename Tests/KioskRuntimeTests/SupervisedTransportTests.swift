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
    private let transport: SupervisedTransport

    init() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "pairings-\(UUID()).json").path()
        let clock = clock
        board = DeviceStatusBoard { clock.now.wall }
        board.add(DeviceStatus(name: "printer", kind: "printer", model: nil, wire: "escpos", connection: "usb"))
        pairings = try PairingBook(path: path)
        transport = SupervisedTransport(
            "printer", line: line, pairings: pairings, board: board, clock: clock.clock
        ) { [locks] in locks.note(()) }
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
        #expect(line.closings >= 2, "nothing is left open to the stranger")

        #expect(try pairings.pair("printer"))
        #expect(await open())
        #expect(status.state == .present)
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
        var serial = "A1"
        var error: LineError?
        var isBroken = false
        var openings = 0
        var closings = 0
        var resets = 0
    }

    private let state = Mutex(State())

    var openings: Int { state.withLock { $0.openings } }
    var closings: Int { state.withLock { $0.closings } }
    var resets: Int { state.withLock { $0.resets } }

    func become(serial: String) { state.withLock { $0.serial = serial } }
    func fail(with error: LineError?) { state.withLock { $0.error = error } }
    func breakOff() { state.withLock { $0.isBroken = true } }

    func open() async throws -> LineDescription {
        try state.withLock { state in
            state.openings += 1
            state.isBroken = false
            if let error = state.error { throw error }
            return LineDescription(
                identity: LineIdentity(
                    vendorID: 0x04B8, productID: 0x0E28, serial: state.serial, portPath: "1-1"))
        }
    }

    func send(_ bytes: [UInt8]) async throws {}

    func receive() async throws -> [UInt8]? {
        if state.withLock({ $0.isBroken }) { throw LineError(.lost, "the device was pulled out") }
        return []
    }

    func close() async { state.withLock { $0.closings += 1 } }
    func reset() async throws { state.withLock { $0.resets += 1 } }
}
