import Foundation
import KioskCore
import Synchronization
import Testing

@testable import KioskDevices

struct TrafficTests {
    private static let printer = LineIdentity(vendorID: 0x04B8, productID: 0x0202, serial: "J7", portPath: "1-2")

    /// A clock that is moved by hand.
    private final class Hand: Sendable {
        private let milliseconds = Mutex(Int64(50_000))

        func move(_ by: Int64) { milliseconds.withLock { $0 += by } }
        func now() -> KioskInstant {
            KioskInstant(
                sinceBoot: .milliseconds(milliseconds.withLock { $0 }), wall: WallTime(milliseconds: 1))
        }
    }

    @Test func aLineIsRecordedFromOpeningToEnd() async throws {
        let hand = Hand()
        let tap = TrafficTap { hand.now() }
        let inner = ScriptedLine(
            LineDescription(identity: TrafficTests.printer, descriptor: [0x41]), status: 0x18, pieces: [[0x12]])
        let line = RecordingTransport(inner, tap: tap)
        tap.start()
        _ = try await line.open()
        hand.move(12)
        try await line.send([0x10, 0x04, 0x01])
        hand.move(2)
        #expect(try await line.receive() == [0x12])
        #expect(try await line.portStatus() == 0x18)
        hand.move(100)
        #expect(try await line.receive() == nil)
        await line.close()
        try await line.reset()
        #expect(inner.sent == [[0x10, 0x04, 0x01]] && inner.resets == 1)
        #expect(
            tap.stop() == [
                TrafficRecord(atMilliseconds: 0, event: .opened(TrafficTests.printer, already: false)),
                TrafficRecord(atMilliseconds: 0, event: .described([0x41])),
                TrafficRecord(atMilliseconds: 12, event: .sent([0x10, 0x04, 0x01])),
                TrafficRecord(atMilliseconds: 14, event: .received([0x12])),
                TrafficRecord(atMilliseconds: 14, event: .portStatus(0x18)),
                TrafficRecord(atMilliseconds: 114, event: .closed),
            ])
    }

    @Test func aRecordingThatBeginsLaterSaysWhatTheLineIsOn() async throws {
        let hand = Hand()
        let tap = TrafficTap { hand.now() }
        let line = RecordingTransport(ScriptedLine(pieces: [[1], [2]]), tap: tap)
        _ = try await line.open()
        _ = try await line.receive()
        #expect(tap.take().isEmpty, "nothing is kept while the tap is off")
        tap.start()
        _ = try await line.receive()
        #expect(tap.stop().map(\.event) == [.opened(nil, already: true), .received([2])])
        try await line.send([3])
        #expect(tap.take().isEmpty)
    }

    @Test func aRecordingFromTheOpeningBeginsWithItAndKeepsWhatTheKioskWanted() async throws {
        let hand = Hand()
        let tap = TrafficTap { hand.now() }
        let line = RecordingTransport(ScriptedLine(pieces: [[1]]), tap: tap)
        var machine = RecordedCommands(Listener(), tap: tap)
        _ = try await line.open()
        tap.start(fromOpening: true)
        try await line.send([9])
        _ = try await line.receive()
        await line.close()
        hand.move(5)
        _ = machine.received(.command(.print(PrintJobID(3), [0x41])), at: hand.now())
        hand.move(250)
        _ = try await line.open()
        try await line.send([7])
        #expect(
            tap.stop() == [
                TrafficRecord(atMilliseconds: 5, event: .command(#"{"print":{"_0":{"number":3},"_1":[65]}}"#)),
                TrafficRecord(atMilliseconds: 255, event: .opened(nil, already: false)),
                TrafficRecord(atMilliseconds: 255, event: .sent([7])),
            ])
        _ = machine.received(.command(.askStatus), at: hand.now())
        #expect(tap.take().isEmpty, "nothing is kept while the tap is off")
    }

    /// Takes commands and does nothing.
    private struct Listener: DeviceStateMachine {
        var nextDeadline: KioskInstant?
        mutating func received(
            _ input: DeviceInput<ReceiptPrinterCommand>, at now: KioskInstant
        ) -> [DeviceOutput<ReceiptPrinterReport>] { [] }
    }

    /// The messages are those of PA00P016 with the password 918273: registration, reversal, status enquiry.
    @Test(
        arguments: [
            ([0x06, 0x00, 0x06, 0x91, 0x82, 0x73, 0x38, 0x01, 0x56], [0x06, 0x00, 0x06, 0, 0, 0, 0x38, 0x01, 0x56]),
            ([0x06, 0x30, 0x06, 0x91, 0x82, 0x73, 0x87, 0, 1], [0x06, 0x30, 0x06, 0, 0, 0, 0x87, 0, 1]),
            ([0x05, 0x01, 0x03, 0x91, 0x82, 0x73], [0x05, 0x01, 0x03, 0, 0, 0]),
            // No password is in these, whatever the bytes look like.
            ([0x06, 0x01, 0x04, 0x04, 0x91, 0x82, 0x73], [0x06, 0x01, 0x04, 0x04, 0x91, 0x82, 0x73]),
            ([0x80, 0x00, 0x00], [0x80, 0x00, 0x00]),
            ([0x06, 0x00, 0x06, 0x91, 0x82], [0x06, 0x00, 0x06, 0x91, 0x82]),
        ] as [([UInt8], [UInt8])])
    func aTerminalsPasswordIsNotRecorded(_ sent: [UInt8], _ recorded: [UInt8]) {
        #expect(TrafficMask.zvtPassword.hide(sent) == recorded)
    }

    /// With the check of the true password, the password could be found by trying them all.
    @Test func theCheckOfAMaskedFrameIsThatOfTheZeros() {
        let data: [UInt8] = [0x38, 0x01, 0x56]
        let secret = ZVTSerialFraming.frame(ZVTMessage(.registration, [0x91, 0x82, 0x73] + data))
        let zeros = ZVTSerialFraming.frame(ZVTMessage(.registration, [0, 0, 0] + data))
        #expect(TrafficMask.zvtPassword.hide(secret) == zeros)
        #expect(TrafficMask.zvtPassword.hide([ZVTSerialFraming.acknowledgement] + secret) == [0x06] + zeros)
    }

    @Test func aFullBufferIsSaidInTheRecordingAndThereIsRoomAfterItWasTaken() async throws {
        let hand = Hand()
        let tap = TrafficTap { hand.now() }
        let line = RecordingTransport(ScriptedLine(), tap: tap)
        tap.start(TrafficTap.Limits(records: 3, bytes: 100))
        for byte in UInt8(0)..<5 { try await line.send([byte]) }
        #expect(tap.take().map(\.event) == [.sent([0]), .sent([1]), .sent([2]), .dropped(2)])
        try await line.send([UInt8](repeating: 7, count: 101))
        #expect(tap.take().map(\.event) == [.dropped(1)])
        try await line.send([8])
        #expect(tap.stop().map(\.event) == [.sent([8])])
    }

    @Test func everyRecordSurvivesTheFile() throws {
        let records = [
            TrafficRecord(atMilliseconds: 0, event: .opened(TrafficTests.printer, already: false)),
            TrafficRecord(atMilliseconds: 0, event: .opened(nil, already: true)),
            TrafficRecord(atMilliseconds: 0, event: .described([0x05, 0x01])),
            TrafficRecord(atMilliseconds: 12, event: .sent([0x10, 0xFF])),
            TrafficRecord(atMilliseconds: 12, event: .received([])),
            TrafficRecord(atMilliseconds: 13, event: .portStatus(0x18)),
            TrafficRecord(atMilliseconds: 13, event: .portStatus(nil)),
            TrafficRecord(atMilliseconds: 14, event: .command(#"{"askStatus":{}}"#)),
            TrafficRecord(atMilliseconds: 14, event: .closed),
            TrafficRecord(atMilliseconds: 15, event: .dropped(3)),
        ]
        #expect(try TrafficFile.records(in: try TrafficFile.lines(of: records)) == records)
    }

    @Test func theFileIsReadAsItIsDocumented() throws {
        let text = """
            # A comment, and a line by hand.
            {"atMilliseconds":12,"direction":"in","bytes":"0A0b"}

            {"atMilliseconds":13,"event":"closed"}
            """
        #expect(
            try TrafficFile.records(in: Data(text.utf8)) == [
                TrafficRecord(atMilliseconds: 12, event: .received([0x0A, 0x0B])),
                TrafficRecord(atMilliseconds: 13, event: .closed),
            ])
    }

    @Test(arguments: [
        "nonsense", #"{"atMilliseconds":1}"#, #"{"atMilliseconds":1,"direction":"in","bytes":"0"}"#,
        #"{"atMilliseconds":1,"direction":"in","bytes":"zz"}"#, #"{"atMilliseconds":1,"direction":"up","bytes":""}"#,
        #"{"atMilliseconds":-1,"event":"closed"}"#, #"{"atMilliseconds":9999999999,"event":"closed"}"#,
        #"{"atMilliseconds":1,"event":"portStatus","bytes":"1818"}"#,
        "{\"atMilliseconds\":2,\"event\":\"closed\"}\n{\"atMilliseconds\":1,\"event\":\"closed\"}",
    ])
    func aBadRecordingIsRefusedWithItsLine(_ text: String) throws {
        let error = #expect(throws: LineError.self) { try TrafficFile.records(in: Data(text.utf8)) }
        #expect(error?.code == .badRecording)
        #expect(error?.message.contains("Line ") == true)
    }
}
