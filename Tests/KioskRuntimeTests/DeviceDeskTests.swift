import Foundation
import KioskControl
import KioskCore
import KioskDevices
import Synchronization
import Testing

@testable import KioskRuntime

/// What technicians may do with a device, and when.
@Suite struct DeviceDeskTests {
    private let time = ManualClock()
    private let line = DeskLine()
    private let board: DeviceStatusBoard
    private let tap: TrafficTap
    private let transport: SupervisedTransport
    private let pairings: PairingBook
    private let said = Diary<ControlReply>()

    init() throws {
        let time = time
        board = DeviceStatusBoard { time.now.wall }
        board.add(DeviceStatus(name: "printer", kind: "printer", model: nil, wire: "escpos", connection: "usb"))
        pairings = try PairingBook(
            path: FileManager.default.temporaryDirectory.appending(path: "desk-\(UUID()).json").path())
        tap = TrafficTap { time.now }
        transport = SupervisedTransport(
            "printer", line: RecordingTransport(line, tap: tap), pairings: pairings, refusal: { _ in nil },
            board: board,
            clock: time.clock,
            locked: {})
    }

    private func desk(
        isIdle: Bool = true, hasPort: Bool = true, resetByProtocol: (@Sendable () -> Bool)? = nil
    ) -> DeviceDesk {
        let place = DeviceDesk.Place(
            exercise: nil, tap: tap, line: transport, hasPort: hasPort, resetByProtocol: resetByProtocol)
        return DeviceDesk(
            places: ["printer": place], board: board, pairings: pairings, strangers: { [] }, isIdle: { isIdle },
            clock: time.clock, journal: { _ in })
    }

    private func reset(_ desk: DeviceDesk) async -> ControlReply {
        await desk.answer(.reset(device: "printer")) { _ in }
    }

    private func isRefused(_ reply: ControlReply, because word: String) -> Bool {
        if case .refused(let why) = reply { why.contains(word) } else { false }
    }

    // MARK: A camera

    @Test func aCameraIsTestedAndNeitherRecordedNorResetNorPaired() async {
        board.add(DeviceStatus(name: "camera", kind: "camera", model: nil, wire: "uvc", connection: "usb"))
        board.note(.ready, of: "camera")
        let exercise = DeviceExercise { _, _ in .works("Read 31 bytes.") }
        let desk = DeviceDesk(
            places: ["camera": DeviceDesk.Place(exercise: exercise)], board: board, pairings: pairings,
            strangers: { [] }, isIdle: { true }, clock: time.clock, journal: { _ in })
        #expect(await desk.answer(.test(device: "camera")) { _ in } == .done("Read 31 bytes."))
        let record = await desk.answer(.record(device: "camera", seconds: 5)) { _ in }
        #expect(isRefused(record, because: "kept nowhere"))
        #expect(isRefused(await desk.answer(.reset(device: "camera")) { _ in }, because: "by itself"))
        #expect(isRefused(await desk.answer(.pair(device: "camera")) { _ in }, because: "no pairing"))
    }

    // MARK: Reset

    @Test func aDeviceIsNotResetWhileSomebodyIsAtTheScreen() async {
        board.note(.ready, of: "printer")
        let asked = Diary<Void>()
        let desk = desk(isIdle: false) {
            asked.note(())
            return true
        }
        #expect(isRefused(await reset(desk), because: "Somebody is at the screen"))
        #expect(line.resets == 0 && asked.entries.isEmpty)
    }

    @Test func whatIsNotThereCannotBeReset() async {
        let desk = desk { true }
        #expect(isRefused(await reset(desk), because: "not there"))
    }

    @Test func aLockedDeviceIsPairedAndNotReset() async {
        board.failed("printer", "Locked: run kioskctl device pair printer.", state: .locked)
        #expect(isRefused(await reset(desk()), because: "device pair"))
        #expect(line.resets == 0)
    }

    @Test func aDeviceWithoutAnyResetIsNotSaidToStartAnew() async {
        board.note(.ready, of: "printer")
        #expect(isRefused(await reset(desk(hasPort: false)), because: "cut its power"))
        #expect(line.resets == 0)
    }

    @Test func aDeviceOnAPortIsResetByIt() async {
        board.note(.faulty("it hangs"), of: "printer")
        guard case .done = await reset(desk()) else {
            Issue.record("it was refused")
            return
        }
        #expect(line.resets == 1)
    }

    // MARK: Recording

    /// A driver that opens its line again a quarter of a second after it was lost.
    private func drive() -> Task<Void, Never> {
        Task { [transport, time] in
            while !Task.isCancelled {
                if (try? await transport.open()) != nil {
                    try? await transport.send([0x10, 0x04, 0x01])
                    while (try? await transport.receive()) ?? nil != nil {}
                }
                try? await time.clock.sleep(time.now.advanced(by: .milliseconds(250)))
            }
        }
    }

    private func record(_ desk: DeviceDesk, seconds: Int = 2) async -> ControlReply {
        let recording = Task { [said] in
            await desk.answer(.record(device: "printer", seconds: seconds)) { said.note($0) }
        }
        let ended = Diary<Void>()
        let watch = Task {
            _ = await recording.value
            ended.note(())
        }
        while ended.entries.isEmpty {
            _ = await eventually { time.nextWaking != nil || !ended.entries.isEmpty }
            for _ in 0..<50 { await Task.yield() }
            if ended.entries.isEmpty { time.advance(by: .milliseconds(50)) }
        }
        await watch.value
        return await recording.value
    }

    private var records: [TrafficRecord] {
        get throws {
            let lines = said.entries.compactMap { if case .traffic(let line) = $0 { line } else { nil } }
            return try TrafficFile.records(in: Data(lines.joined(separator: "\n").utf8))
        }
    }

    @Test func aRecordingBeginsWithTheLineBeingOpened() async throws {
        let driver = drive()
        #expect(await eventually { line.openings == 1 && line.isWaiting })
        board.note(.ready, of: "printer")
        let reply = await record(desk())
        driver.cancel()
        line.hangUp()
        guard case .done = reply else {
            Issue.record("\(reply)")
            return
        }
        #expect(line.openings >= 2)
        let events = try records.map(\.event)
        #expect(events.first == .opened(nil, already: false))
        #expect(events.contains(.sent([0x10, 0x04, 0x01])))
        guard case .progress(let what)? = said.entries.first else {
            Issue.record("nothing was said")
            return
        }
        #expect(what.contains("opened anew"))
    }

    @Test func nothingIsRecordedWhileSomebodyIsAtTheScreen() async {
        board.note(.ready, of: "printer")
        let reply = await desk(isIdle: false).answer(.record(device: "printer", seconds: 5)) { _ in }
        #expect(isRefused(reply, because: "Somebody is at the screen"))
        #expect(!tap.isOn)
    }

    @Test func aLineThatWasNeverOpenIsNoRecording() async throws {
        let reply = await record(desk())
        #expect(isRefused(reply, because: "never open"))
        #expect(try records.isEmpty)
        #expect(!tap.isOn)
    }

    @Test(arguments: [DeviceStatus.State.locked, .givenUp])
    func aDeviceThatIsLeftAloneIsNotRecorded(_ state: DeviceStatus.State) async {
        board.failed("printer", "It says no.", state: state)
        let reply = await desk().answer(.record(device: "printer", seconds: 5)) { _ in }
        #expect(isRefused(reply, because: "It says no."))
    }

    @Test func oneRecordingOfADeviceAtATime() async {
        board.note(.ready, of: "printer")
        tap.start()
        let reply = await desk().answer(.record(device: "printer", seconds: 5)) { _ in }
        #expect(isRefused(reply, because: "being recorded already"))
    }
}

/// A line that is quiet until it is closed.
private final class DeskLine: ByteTransport {
    private struct State {
        var openings = 0
        var resets = 0
        var waiting: CheckedContinuation<[UInt8]?, Never>?
    }

    private let state = Mutex(State())

    var openings: Int { state.withLock { $0.openings } }
    var resets: Int { state.withLock { $0.resets } }
    var isWaiting: Bool { state.withLock { $0.waiting != nil } }

    func hangUp() {
        let waiting = state.withLock { state in
            defer { state.waiting = nil }
            return state.waiting
        }
        waiting?.resume(returning: nil)
    }

    func open() async throws -> LineDescription {
        state.withLock { $0.openings += 1 }
        return LineDescription()
    }

    func send(_ bytes: [UInt8]) async throws {}
    func receive() async throws -> [UInt8]? {
        await withCheckedContinuation { continuation in state.withLock { $0.waiting = continuation } }
    }
    func close() async { hangUp() }
    func reset() async throws { state.withLock { $0.resets += 1 } }
}
