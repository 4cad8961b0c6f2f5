import KioskCore
import Synchronization
import Testing

@testable import KioskRuntime

/// What technicians' tests tell the devices, and what they never tell them once a resident has come.
@Suite struct DeviceExerciseTests {
    private let time = ManualClock()
    private let said = Diary<String>()
    private let isRunning = Switch(false)

    /// Runs the exercise while `body` plays the device, the resident and the clock.
    private func run(
        _ exercise: DeviceExercise, _ body: () async -> Void = {}
    ) async -> DeviceExercise.Outcome {
        await run(exercise, Switch(true)) { _ in await body() }
    }

    private func run(
        _ exercise: DeviceExercise, _ free: Switch, _ body: (Switch) async -> Void
    ) async -> DeviceExercise.Outcome {
        isRunning.isOn = true
        let running = Task { [said, isRunning] in
            defer { isRunning.isOn = false }
            return await exercise.run({ said.note($0) }, { free.isOn })
        }
        await body(free)
        return await running.value
    }

    /// Lets the time of a wait pass, a look at a time, or less where the exercise ends before.
    private func pass(_ duration: Duration) async {
        let end = time.now.advanced(by: duration)
        while time.now < end {
            #expect(await eventually { time.nextWaking != nil || !isRunning.isOn })
            time.advance(by: DeviceExercise.look)
        }
    }

    // MARK: Note acceptor

    private struct Acceptor {
        let reports = ReportTap<NoteAcceptorReport>()
        let commands = Diary<NoteAcceptorCommand>()
        let exercise: DeviceExercise

        init(_ time: ManualClock) {
            exercise = .noteAcceptor(reports, denominations: [Money(2_000, .cny)], clock: time.clock) {
                [commands] in
                commands.note($0)
                return true
            }
        }

        func isEnabled() async -> Bool {
            await eventually { commands.entries == [.enable(denominations: [Money(2_000, .cny)])] }
        }
    }

    @Test func aNoteThatIsGivenBackPassesTheTestAndTheAcceptorIsSwitchedOff() async {
        let acceptor = Acceptor(time)
        let outcome = await run(acceptor.exercise) {
            #expect(await acceptor.isEnabled())
            acceptor.reports.tell(.enabled)
            #expect(await eventually { said.entries.last?.hasPrefix("Insert a note") == true })
            acceptor.reports.tell(.escrowed(Money(2_000, .cny)))
            acceptor.reports.tell(.returned(Money(2_000, .cny)))
        }
        #expect(outcome == .works("Gave back a note of 2000 minor units."))
        #expect(acceptor.commands.entries.last == .disable)
    }

    @Test func anAcceptorThatDoesNotGetReadyFails() async {
        let acceptor = Acceptor(time)
        let outcome = await run(acceptor.exercise) {
            #expect(await acceptor.isEnabled())
            await pass(DeviceExercise.deviceTime)
        }
        #expect(outcome == .fails("The note acceptor does not get ready to take notes."))
        #expect(acceptor.commands.entries.last == .disable)
    }

    /// The payment has switched the acceptor on: a test that switches it off again would take it from the resident.
    @Test func aResidentWhoComesDuringTheTestKeepsTheAcceptor() async {
        let acceptor = Acceptor(time)
        let free = Switch(true)
        let outcome = await run(acceptor.exercise, free) { free in
            #expect(await acceptor.isEnabled())
            acceptor.reports.tell(.enabled)
            #expect(await eventually { said.entries.last?.hasPrefix("Insert a note") == true })
            free.isOn = false
            await pass(DeviceExercise.look)
        }
        #expect(outcome == .disturbed)
        await pass(.seconds(5))
        #expect(acceptor.commands.entries.count == 1, "nothing is told to it during the visit")
        free.isOn = true
        await pass(DeviceExercise.look)
        #expect(await eventually { acceptor.commands.entries.last == .disable })
    }

    @Test func aToolThatHangsUpDuringAVisitLeavesTheAcceptorToTheVisit() async {
        let acceptor = Acceptor(time)
        let free = Switch(true)
        let running = Task { await acceptor.exercise.run({ _ in }, { free.isOn }) }
        #expect(await acceptor.isEnabled())
        free.isOn = false
        running.cancel()
        _ = await running.value
        #expect(acceptor.commands.entries.count == 1)
        free.isOn = true
        await pass(DeviceExercise.look)
        #expect(await eventually { acceptor.commands.entries.last == .disable })
    }

    @Test func aFullQueueFailsEveryTestAtOnce() async {
        let clock = time.clock
        let free: DeviceExercise.IsFree = { true }
        let acceptor = DeviceExercise.noteAcceptor(ReportTap(), denominations: [], clock: clock) { _ in false }
        let printer = DeviceExercise.printer(ReportTap(), page: [], clock: clock) { _ in false }
        let terminal = DeviceExercise.terminal(ReportTap(), clock: clock) { _ in false }
        let reader = DeviceExercise.cardReader(ReportTap(), clock: clock) { _ in false }
        for exercise in [acceptor, printer, terminal, reader] {
            guard case .fails(let why) = await exercise.run({ _ in }, free) else {
                Issue.record("the test passed")
                continue
            }
            #expect(why.contains("queue is full"))
        }
    }

    // MARK: Scanner

    private let code = ScannedCode("3312345678202610000186402611213", symbology: .code128, aim: "]C0")

    @Test func theTechniciansCodeBeginsNobodysVisit() async {
        let (reports, flag) = (ReportTap<CodeScannerReport>(), TestFlag())
        let outcome = await run(.scanner(reports, flag, clock: time.clock)) {
            #expect(await eventually { !said.entries.isEmpty })
            // The test may hear of the code, and end, before the kiosk looks at it.
            reports.tell(.scanned(code))
        }
        #expect(outcome == .works("Read 31 bytes as code128."))
        #expect(flag.claimsCode())
        #expect(!flag.claimsCode(), "the next code is a resident's")
    }

    @Test func theCodeOfAResidentWhoCameDuringTheTestIsTheKiosks() async {
        let (reports, flag) = (ReportTap<CodeScannerReport>(), TestFlag())
        let outcome = await run(.scanner(reports, flag, clock: time.clock), Switch(true)) { free in
            #expect(await eventually { !said.entries.isEmpty })
            free.isOn = false
            #expect(!flag.claimsCode())
            await pass(DeviceExercise.look)
        }
        #expect(outcome == .disturbed)
    }

    @Test func aScannerThatReadsNothingFailsAndItsNextCodeIsTheKiosks() async {
        let (reports, flag) = (ReportTap<CodeScannerReport>(), TestFlag())
        let outcome = await run(.scanner(reports, flag, clock: time.clock)) {
            #expect(await eventually { !said.entries.isEmpty })
            await pass(DeviceExercise.handTime)
        }
        #expect(outcome == .fails("No code came. Is the scanner's lamp on?"))
        #expect(!flag.claimsCode())
    }

    // MARK: The others

    @Test(arguments: [
        (ReceiptPrinterReport.printed(PrintJobID(-1)), true),
        (.failed(PrintJobID(-1), PrinterStatus(isPaperOut: true)), false),
    ])
    func aPrinterPassesWhenItsSlipIsOut(_ report: ReceiptPrinterReport, _ works: Bool) async {
        let reports = ReportTap<ReceiptPrinterReport>()
        let jobs = Diary<ReceiptPrinterCommand>()
        let exercise = DeviceExercise.printer(reports, page: [0x41], clock: time.clock) {
            jobs.note($0)
            return true
        }
        let outcome = await run(exercise) {
            #expect(await eventually { jobs.entries == [.print(PrintJobID(-1), [0x41])] })
            // A resident's slip that comes out meanwhile is not the technician's.
            reports.tell(.printed(PrintJobID(12)))
            reports.tell(report)
        }
        let isWorking = if case .works = outcome { true } else { false }
        #expect(isWorking == works)
    }

    /// What settles a payment is never asked for by a test.
    @Test func aTerminalIsAskedForNothingThatSettlesAPayment() async {
        let reports = ReportTap<PaymentTerminalReport>()
        let commands = Diary<PaymentTerminalCommand>()
        let exercise = DeviceExercise.terminal(reports, clock: time.clock) {
            commands.note($0)
            return true
        }
        let outcome = await run(exercise) {
            #expect(await eventually { commands.entries == [.enquireBaseline] })
            reports.tell(.baseline(lastReceiptNumber: 41))
        }
        #expect(outcome == .works("The terminal answers: its last receipt is number 41."))
    }

    @Test func aReaderWithoutACardWorksAndIsSwitchedOffAgain() async {
        let reports = ReportTap<SmartCardReaderReport>()
        let commands = Diary<SmartCardReaderCommand>()
        let exercise = DeviceExercise.cardReader(reports, clock: time.clock) {
            commands.note($0)
            return true
        }
        let outcome = await run(exercise) {
            #expect(await eventually { commands.entries == [.activate] })
            reports.tell(.failed(.noCard))
        }
        #expect(outcome == .works("The reader answers. No card is in it."))
        #expect(commands.entries == [.activate, .deactivate])
    }
}

@Suite struct ReportTapTests {
    @Test func whoListensHearsWhatIsToldFromThenOn() async {
        let tap = ReportTap<Int>()
        tap.tell(1)
        var first = tap.listen().makeAsyncIterator()
        var second = tap.listen().makeAsyncIterator()
        tap.tell(2)
        #expect(await first.next() == 2)
        #expect(await second.next() == 2)
    }

    @Test func theOldestReportsAreDroppedForAListenerThatDoesNotListen() async {
        let tap = ReportTap<Int>()
        var slow = tap.listen().makeAsyncIterator()
        for number in 1...(ReportTap<Int>.mostWaiting + 3) { tap.tell(number) }
        #expect(await slow.next() == 4)
    }
}

/// Whether the kiosk is free, in the test's hand.
private final class Switch: Sendable {
    private let state: Mutex<Bool>

    init(_ isOn: Bool) { state = Mutex(isOn) }

    var isOn: Bool {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }
}
