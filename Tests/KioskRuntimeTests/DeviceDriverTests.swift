import KioskCore
import KioskDevices
import Logging
import Synchronization
import Testing

@testable import KioskRuntime

struct DeviceDriverTests {
    @Test func bytesGoToTheMachineAndItsAnswersToTheLine() async {
        let bench = DriverBench()
        await bench.run {
            bench.line.deliver([1, 2, 3])
            #expect(await eventually { bench.line.sent == [[0xFE], [3, 2, 1]] })
        }
        #expect(bench.reports.entries == ["connected", "bytes 3"])
    }

    @Test func aLineThatBreaksIsSaidAndOpenedAgain() async {
        let bench = DriverBench()
        await bench.run {
            #expect(await eventually { bench.reports.entries == ["connected"] })
            bench.line.hangUp()
            #expect(await eventually { bench.reports.entries == ["connected", "disconnected"] })
            #expect(await eventually { bench.time.nextWaking != nil })
            #expect(bench.line.openings == 1, "not before the pause is over")
            bench.time.advance(by: .milliseconds(250))
            #expect(await eventually { bench.reports.entries.last == "connected" })
            bench.line.deliver([7])
            #expect(await eventually { bench.reports.entries.last == "bytes 1" })
        }
        #expect(bench.line.openings == 2)
    }

    @Test func anAbsentDeviceIsSaidOnceAndTriedAtGrowingIntervals() async {
        let bench = DriverBench(failingOpenings: 9)
        await bench.run {
            var pauses: [Duration] = []
            for opening in 1...9 {
                // While the line is being opened, its limit is what is waited for; no pause is as long as that.
                let pause = { bench.time.nextWaking.map { $0.sinceBoot - bench.time.now.sinceBoot } ?? .zero }
                #expect(
                    await eventually {
                        bench.line.openings == opening && ![.zero, DriverLimits.opening].contains(pause())
                    })
                pauses.append(pause())
                bench.time.advance(by: pause())
            }
            #expect(pauses.prefix(4) == [.milliseconds(250), .milliseconds(500), .seconds(1), .seconds(2)])
            #expect(pauses.last == .seconds(10))
            #expect(await eventually { bench.reports.entries == ["disconnected", "connected"] })
        }
    }

    @Test func behindALossTheLineIsTriedOftenUntilABlipIsOver() async {
        let bench = DriverBench()
        await bench.run {
            #expect(await eventually { bench.reports.entries == ["connected"] })
            bench.time.advance(by: DriverLimits.stable)
            bench.line.failOpenings(9)
            bench.line.hangUp()
            #expect(await eventually { bench.reports.entries == ["connected", "disconnected"] })
            let lostAt = bench.time.now.sinceBoot
            var tries: [Duration] = []
            for opening in 2...10 {
                let pause = { bench.time.nextWaking.map { $0.sinceBoot - bench.time.now.sinceBoot } ?? .zero }
                #expect(await eventually { ![.zero, DriverLimits.opening].contains(pause()) })
                bench.time.advance(by: pause())
                #expect(await eventually { bench.line.openings == opening })
                tries.append(bench.time.now.sinceBoot - lostAt)
            }
            let inBlip = [250, 750, 1_250, 1_750, 2_250, 2_750].map { Duration.milliseconds($0) }
            #expect(Array(tries.prefix(6)) == inBlip)
            #expect(zip(tries.dropFirst(7), tries.dropFirst(6)).map { $0 - $1 } == [.milliseconds(500), .seconds(1)])
            #expect(bench.reports.entries == ["connected", "disconnected"], "the outage is told once")
        }
    }

    @Test func anotherDeviceInItsPlaceIsToldOnceAndAtOnce() async {
        let bench = DriverBench()
        await bench.run {
            #expect(await eventually { bench.reports.entries == ["connected"] })
            bench.line.failOpenings(3, .deviceExchanged)
            bench.line.hangUp()
            let told = ["connected", "disconnected", "barred"]
            let pause = { bench.time.nextWaking.map { $0.sinceBoot - bench.time.now.sinceBoot } ?? .zero }
            for opening in 2...5 {
                #expect(await eventually { ![.zero, DriverLimits.opening].contains(pause()) })
                bench.time.advance(by: pause())
                #expect(await eventually { bench.line.openings == opening })
                if opening < 5 { #expect(await eventually { bench.reports.entries == told }) }
            }
            #expect(await eventually { bench.reports.entries == told + ["connected"] })
        }
    }

    @Test func aLineThatBreaksAgainAndAgainIsNotTakenForABlipWithoutEnd() async {
        let bench = DriverBench()
        await bench.run {
            var pauses: [Duration] = []
            for opening in 1...6 {
                #expect(
                    await eventually {
                        bench.line.openings == opening && bench.reports.entries.count == 2 * opening - 1
                    })
                bench.line.hangUp()
                #expect(await eventually { bench.reports.entries.count == 2 * opening })
                let pause = { bench.time.nextWaking.map { $0.sinceBoot - bench.time.now.sinceBoot } ?? .zero }
                #expect(await eventually { ![.zero, DriverLimits.opening].contains(pause()) })
                pauses.append(pause())
                bench.time.advance(by: pause())
            }
            #expect(pauses == [0.25, 0.5, 0.5, 2, 4, 8].map { Duration.seconds($0) })
        }
    }

    @Test func theMachineHearsOfCommandsWhileTheLineIsDown() async {
        let bench = DriverBench(failingOpenings: .max)
        await bench.run {
            #expect(await eventually { bench.reports.entries == ["disconnected"] })
            #expect(bench.driver.send("print"))
            #expect(await eventually { bench.reports.entries == ["disconnected", "command print"] })
        }
        #expect(bench.line.sent.isEmpty)
    }

    @Test func aLineThatCannotSendIsGivenUp() async {
        let bench = DriverBench()
        await bench.run {
            #expect(await eventually { bench.reports.entries == ["connected"] })
            bench.line.failSending()
            #expect(bench.driver.send("print"))
            #expect(await eventually { bench.reports.entries == ["connected", "command print", "disconnected"] })
        }
    }

    @Test func aLineThatHangsWhileSendingIsGivenUpAtItsLimit() async {
        let bench = DriverBench()
        await bench.run {
            #expect(await eventually { bench.reports.entries == ["connected"] })
            bench.line.hangSending()
            #expect(bench.driver.send("print"))
            #expect(await eventually { bench.reports.entries.last == "command print" })
            #expect(await eventually { bench.time.nextWaking != nil })
            bench.time.advance(by: .seconds(5))
            #expect(await eventually { bench.reports.entries.last == "disconnected" })
        }
    }

    @Test func deadlinesOfTheMachineAreKept() async {
        let bench = DriverBench()
        await bench.run {
            #expect(bench.driver.send("wait"))
            #expect(await eventually { bench.time.nextWaking?.sinceBoot == .seconds(103) })
            bench.time.advance(by: .seconds(3))
            #expect(await eventually { bench.reports.entries.last == "deadline" })
        }
    }

    @Test func commandsPastTheBoundAreRefused() {
        let bench = DriverBench()
        let taken = (0..<100).filter { _ in bench.driver.send("print") }.count
        #expect(taken == 64)
    }
}

/// A machine that says what it hears, answers bytes backwards, and waits three seconds when told to.
private struct EchoMachine: DeviceStateMachine {
    var nextDeadline: KioskInstant?

    mutating func received(_ input: DeviceInput<String>, at now: KioskInstant) -> [DeviceOutput<String>] {
        switch input {
        case .connected: return [.send([0xFE]), .report("connected")]
        case .disconnected: return [.report("disconnected")]
        case .bytes(let bytes): return [.send(bytes.reversed()), .report("bytes \(bytes.count)")]
        case .command("wait"):
            nextDeadline = now.advanced(by: .seconds(3))
            return []
        case .command(let command): return [.report("command \(command)"), .send(Array(command.utf8))]
        case .described(let descriptor): return [.report("described \(descriptor.count)")]
        case .portStatus(let status): return [.report("port status \(status ?? 0)")]
        case .deadlineReached:
            nextDeadline = nil
            return [.report("deadline")]
        }
    }

    mutating func barred(at now: KioskInstant) -> [DeviceOutput<String>] { [.report("barred")] }
}

private struct DriverBench {
    let time = ManualClock()
    let line: FakeTransport
    let reports = Diary<String>()
    let driver: DeviceDriver<EchoMachine>

    init(failingOpenings: Int = 0) {
        line = FakeTransport(failingOpenings: failingOpenings)
        let reports = reports
        driver = DeviceDriver(
            "echo", machine: EchoMachine(), transport: line, clock: time.clock,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, report: { reports.note($0) })
    }

    func run(_ body: () async -> Void) async {
        let running = Task { await driver.run() }
        await body()
        running.cancel()
        await running.value
    }
}

/// A line whose other end is in the test's hand.
private final class FakeTransport: ByteTransport {
    private enum Sending { case works, fails, hangs }

    private struct State {
        var failingOpenings: Int
        var failure = RuntimeError.Code.lineFailed
        var openings = 0
        var sent: [[UInt8]] = []
        var pieces = Mailbox<[UInt8]>(limit: 8)
        var sending = Sending.works
    }

    private let state: Mutex<State>

    init(failingOpenings: Int) { state = Mutex(State(failingOpenings: failingOpenings)) }

    var openings: Int { state.withLock { $0.openings } }
    var sent: [[UInt8]] { state.withLock { $0.sent } }

    /// The next openings fail.
    func failOpenings(_ count: Int, _ failure: RuntimeError.Code = .lineFailed) {
        state.withLock { ($0.failingOpenings, $0.failure) = ($0.openings + count, failure) }
    }
    func deliver(_ bytes: [UInt8]) { _ = state.withLock { $0.pieces }.offer(bytes) }
    func hangUp() { state.withLock { $0.pieces }.close() }
    func failSending() { state.withLock { $0.sending = .fails } }
    func hangSending() { state.withLock { $0.sending = .hangs } }

    func open() async throws -> LineDescription {
        try state.withLock { state in
            state.openings += 1
            guard state.openings > state.failingOpenings else {
                throw RuntimeError(state.failure, "nothing at the other end")
            }
            if state.pieces.isClosed { state.pieces = Mailbox(limit: 8) }
            return LineDescription()
        }
    }

    func send(_ bytes: [UInt8]) async throws {
        let sending = state.withLock { state in
            if state.sending == .works { state.sent.append(bytes) }
            return state.sending
        }
        switch sending {
        case .works: return
        case .fails: throw RuntimeError(.lineFailed, "the line is broken")
        case .hangs: await Mailbox<Void>(limit: 1).untilFilled()
        }
    }

    func receive() async throws -> [UInt8]? { await state.withLock { $0.pieces }.next() }
    func close() async { state.withLock { $0.pieces }.close() }
}
