import Dispatch
import Foundation
import KioskControl
import KioskCore
import KioskDevices
import Logging
import Testing

@testable import KioskRuntime

@Suite struct ControlServerTests {
    private let path = FileManager.default.temporaryDirectory.appending(path: "c-\(UUID().uuidString.prefix(8)).sock")
        .path()

    /// Asks a kiosk with one printer, whose exercise does what the test says.
    private func ask(
        _ request: ControlRequest, isIdle: Bool = true, _ outcome: DeviceExercise.Outcome = .works("fine")
    ) async throws -> [ControlReply] {
        let clock = KioskClock.system
        let board = DeviceStatusBoard { clock.now().wall }
        board.add(DeviceStatus(name: "printer", kind: "printer", model: nil, wire: "escpos", connection: "usb"))
        board.note(.ready, of: "printer")
        let pairings = try PairingBook(path: path + ".json")
        let tap = TrafficTap(now: { clock.now() })
        let line = SupervisedTransport(
            "printer", line: RecordingTransport(SilentLine(), tap: tap), pairings: pairings,
            refusal: { _ in nil }, board: board, clock: clock, locked: {})
        let exercise = DeviceExercise { say in
            await say("half way")
            return outcome
        }
        let desk = DeviceDesk(
            places: ["printer": DeviceDesk.Place(exercise: exercise, tap: tap, line: line)], board: board,
            pairings: pairings, strangers: { [] }, isIdle: { isIdle }, clock: clock, journal: { _ in })
        let server = ControlServer(path: path, desk: desk, clock: clock, log: Logger(label: "test"))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            defer { group.cancelAll() }
            let client = ControlClient(socket: path)
            // The client blocks, so it has a thread of its own.
            return try await withCheckedThrowingContinuation { continuation in
                DispatchQueue(label: "client").async {
                    continuation.resume(with: Result { try ControlServerTests.answers(of: client, to: request) })
                }
            }
        }
    }

    /// Tries until the server listens.
    private static func answers(of client: ControlClient, to request: ControlRequest) throws -> [ControlReply] {
        for attempt in 0... {
            do {
                var replies: [ControlReply] = []
                try client.ask(request, silence: .seconds(20)) { replies.append($0) }
                return replies
            } catch let error as ControlError where error.code == .notRunning && attempt < 20_000 {
                usleep(5_000)
            }
        }
        return []
    }

    @Test func theDevicesAreToldByName() async throws {
        let replies = try await ask(.devices)
        guard case .devices(let devices, _)? = replies.first else { throw ControlError(.broken, "\(replies)") }
        #expect(devices.map(\.name) == ["printer"])
        #expect(devices.first?.state == .ready)
    }

    @Test func aTestSaysWhatIsGoingOnAndHowItEnded() async throws {
        #expect(try await ask(.test(device: "printer")) == [.progress("half way"), .done("fine")])
        #expect(
            try await ask(.test(device: "printer"), .fails("broken"))
                == [.progress("half way"), .refused("broken")])
    }

    @Test func nobodyIsDisturbedByATest() async throws {
        let replies = try await ask(.test(device: "printer"), isIdle: false)
        #expect(replies == [.refused("Somebody is at the screen. Wait until the kiosk is free.")])
    }

    @Test func anUnknownNameIsAnsweredWithTheKnownOnes() async throws {
        let replies = try await ask(.test(device: "toaster"))
        #expect(replies == [.refused("No device is called toaster. This kiosk has: printer.")])
    }

    @Test func whatIsNoQuestionIsRefusedAndNobodyFalls() async throws {
        #expect(try await ask(.record(device: "printer", seconds: 0)).count == 1)
        #expect(
            try await ask(.test(device: String(repeating: "x", count: 5_000))) == [
                .refused("That is no question that this kioskd knows.")
            ])
    }

    @Test func whoAsksAKioskThatDoesNotRunIsToldToStartIt() throws {
        #expect {
            try ControlClient(socket: path).ask(.devices, silence: .seconds(1)) { _ in }
        } throws: {
            ($0 as? ControlError)?.code == .notRunning && "\($0)".contains("start kioskd")
        }
    }
}

private struct SilentLine: ByteTransport {
    func open() async throws -> LineDescription { LineDescription() }
    func send(_ bytes: [UInt8]) async throws {}
    func receive() async throws -> [UInt8]? { nil }
    func close() async {}
}
