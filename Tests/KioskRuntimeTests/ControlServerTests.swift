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
        let exercise = DeviceExercise { say, _ in
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
        #expect(
            try await ask(.record(device: "printer", seconds: 0)) == [.refused("Give a time from 1 to 86400 seconds.")])
        #expect(
            try await ask(.test(device: String(repeating: "x", count: 5_000))) == [
                .refused("That is no question that this kioskd knows.")
            ])
    }

    /// The largest slip is a mebibyte, and the command to print it is told in a recording as JSON inside JSON.
    @Test func theLongestLineOfARecordingComesWhole() async throws {
        let command = ReceiptPrinterCommand.print(PrintJobID(1), [UInt8](repeating: 0xFF, count: 1 << 20))
        let text = String(decoding: try JSONEncoder().encode(command), as: UTF8.self)
        let record = TrafficRecord(atMilliseconds: 0, event: .command(text))
        let line = String(decoding: try TrafficFile.lines(of: [record]).dropLast(), as: UTF8.self)
        #expect(try JSONEncoder().encode(ControlReply.traffic(line)).count < ControlReply.largestLine)
        let outcome = DeviceExercise.Outcome.works(String(repeating: "x", count: 5 << 20))
        let replies = try await ask(.test(device: "printer"), outcome)
        guard case .done(let what)? = replies.last else { throw ControlError(.broken, "no answer") }
        #expect(what.utf8.count == 5 << 20)
    }

    /// Fleet scripts read these.
    @Test(arguments: [
        (ControlReply.progress("a"), #"{"progress":{"message":"a"}}"#),
        (.done("a"), #"{"done":{"message":"a"}}"#), (.refused("a"), #"{"refused":{"message":"a"}}"#),
        (.traffic("a"), #"{"traffic":{"record":"a"}}"#),
        (.devices([], strangers: []), #"{"devices":{"devices":[],"strangers":[]}}"#),
    ])
    func theAnswersKeysAreTheirNames(_ reply: ControlReply, _ json: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        #expect(String(decoding: try encoder.encode(reply), as: UTF8.self) == json)
        #expect(try JSONDecoder().decode(ControlReply.self, from: Data(json.utf8)) == reply)
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
