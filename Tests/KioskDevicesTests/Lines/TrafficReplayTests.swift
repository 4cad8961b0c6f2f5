import KioskCore
import KioskDevices
import Testing

struct TrafficReplayTests {
    /// Greets on connection, asks `?` every 200 ms after the last answer, and asks for the port status when told so.
    private struct Poller: DeviceStateMachine {
        var question: UInt8 = 0x3F
        var nextDeadline: KioskInstant?

        mutating func received(_ input: DeviceInput<UInt8>, at now: KioskInstant) -> [DeviceOutput<String>] {
            switch input {
            case .described(let bytes): return [.report("described \(bytes)")]
            case .connected:
                nextDeadline = now.advanced(by: .milliseconds(200))
                return [.send([0x48])]
            case .disconnected:
                nextDeadline = nil
                return [.report("gone")]
            case .bytes(let bytes):
                nextDeadline = now.advanced(by: .milliseconds(200))
                return [.report("got \(bytes)")]
            case .command(let byte): return byte == 0 ? [.askPortStatus] : [.send([byte])]
            case .portStatus(let status): return [.report("status \(status ?? 0)")]
            case .deadlineReached:
                nextDeadline = now.advanced(by: .milliseconds(200))
                return [.send([question])]
            }
        }
    }

    private static let recording = [
        TrafficRecord(atMilliseconds: 0, event: .opened(nil, already: false)),
        TrafficRecord(atMilliseconds: 0, event: .described([5])),
        TrafficRecord(atMilliseconds: 1, event: .sent([0x48])),
        TrafficRecord(atMilliseconds: 7, event: .received([1])),
        // The machine's deadline is 207; the computer was late.
        TrafficRecord(atMilliseconds: 215, event: .sent([0x3F])),
        TrafficRecord(atMilliseconds: 220, event: .received([2])),
        TrafficRecord(atMilliseconds: 300, event: .sent([0x41])),
        TrafficRecord(atMilliseconds: 310, event: .portStatus(0x18)),
        // Four milliseconds early: the rounding of a busy clock.
        TrafficRecord(atMilliseconds: 416, event: .sent([0x3F])),
        TrafficRecord(atMilliseconds: 500, event: .closed),
    ]
    private static let commands: [(atMilliseconds: Int64, command: UInt8)] = [(308, 0), (299, 0x41)]

    @Test func theSameMachineDoesTheSame() {
        var replay = TrafficReplay(
            TrafficReplayTests.recording, of: Poller(), commands: TrafficReplayTests.commands)
        replay.run()
        #expect(replay.differences.isEmpty, "\(replay.differences)")
        #expect(replay.reports == ["described [5]", "got [1]", "got [2]", "status 24", "gone"])
        #expect(replay.told.map(\.atMilliseconds) == [0, 7, 220, 310, 500])
    }

    @Test func aMachineThatSendsSomethingElseIsFound() {
        var replay = TrafficReplay(
            TrafficReplayTests.recording, of: Poller(question: 0x21), commands: TrafficReplayTests.commands)
        replay.run()
        #expect(
            replay.differences.map(\.kind) == [
                .sentOther([0x21], insteadOf: [0x3F]), .sentOther([0x21], insteadOf: [0x3F]),
            ])
        #expect(replay.differences.first?.atMilliseconds == 207)
        #expect(replay.differences.first?.description == "207 ms, record 5: sent 21 instead of 3f")
    }

    @Test func whatIsMissingAndWhatIsTooMuchIsFound() {
        var without = TrafficReplay(TrafficReplayTests.recording, of: Poller())
        without.run()
        #expect(without.differences.contains { $0.kind == .statusNotAsked })
        var records = TrafficReplayTests.recording
        records.removeAll { $0.event == .sent([0x3F]) }
        var more = TrafficReplay(records, of: Poller(), commands: [(299, 0x41), (308, 0), (309, 0)])
        more.run()
        #expect(more.differences.contains { $0.kind == .sentUnasked([0x3F]) })
        #expect(more.differences.contains { $0.kind == .statusAskedUnasked })
        let silent = [
            TrafficRecord(atMilliseconds: 0, event: .opened(nil, already: false)),
            TrafficRecord(atMilliseconds: 0, event: .sent([0x48])),
            TrafficRecord(atMilliseconds: 10, event: .closed),
            TrafficRecord(atMilliseconds: 20, event: .sent([0x3F])),
        ]
        var closed = TrafficReplay(silent, of: Poller())
        closed.run()
        #expect(closed.differences.map(\.kind) == [.notSent([0x3F])])
    }

    @Test func theCommandsOfTheRecordingArePlayed() {
        var records = TrafficReplayTests.recording
        records.insert(TrafficRecord(atMilliseconds: 299, event: .command("65")), at: 6)
        records.insert(TrafficRecord(atMilliseconds: 308, event: .command("0")), at: 8)
        var replay = TrafficReplay(records, of: Poller())
        replay.run()
        #expect(replay.differences.isEmpty, "\(replay.differences)")
        #expect(replay.reports.contains("status 24"))
    }

    @Test func aCommandOfAnotherKindOfDeviceIsFound() {
        var replay = TrafficReplay(
            [TrafficRecord(atMilliseconds: 0, event: .command(#"{"askStatus":{}}"#))], of: Poller())
        replay.run()
        #expect(replay.differences.map(\.kind) == [.unknownCommand(#"{"askStatus":{}}"#)])
    }

    /// A fresh machine cannot know what was said before.
    @Test func aRecordingFromTheMiddleIsNotJudged() {
        var replay = TrafficReplay(
            [
                TrafficRecord(atMilliseconds: 0, event: .opened(nil, already: true)),
                TrafficRecord(atMilliseconds: 9, event: .sent([0x3F])),
            ], of: Poller())
        replay.run()
        #expect(replay.differences.map(\.kind) == [.beginsInTheMiddle])
        #expect(replay.reports.isEmpty)
    }

    @Test func aGapInTheRecordingEndsTheReplay() {
        var replay = TrafficReplay(
            [
                TrafficRecord(atMilliseconds: 0, event: .opened(nil, already: false)),
                TrafficRecord(atMilliseconds: 0, event: .sent([0x48])),
                TrafficRecord(atMilliseconds: 9, event: .dropped(4)),
                TrafficRecord(atMilliseconds: 9_000, event: .closed),
            ], of: Poller())
        replay.run()
        #expect(replay.differences.map(\.kind) == [.recordingHasGap(4)])
        #expect(replay.reports.isEmpty)
    }

    @Test func aMachineThatNeverRestsIsStopped() {
        struct Restless: DeviceStateMachine {
            var nextDeadline: KioskInstant? = KioskInstant(sinceBoot: .zero, wall: WallTime(milliseconds: 0))
            mutating func received(_ input: DeviceInput<Int>, at now: KioskInstant) -> [DeviceOutput<Int>] { [] }
        }
        var replay = TrafficReplay(
            [TrafficRecord(atMilliseconds: TrafficFile.latest, event: .closed)], of: Restless())
        replay.run()
        #expect(replay.differences.map(\.kind) == [.endless])
    }
}
