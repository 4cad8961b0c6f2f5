package import KioskCore
package import Logging
import Metrics
import ServiceLifecycle

/// Feeds the machine with what happens, one event at a time, and performs its actions in order.
///
/// `.record` is durable before the action after it begins. When it fails, nothing that was to follow is done, the
/// machine hears of it once, and the process ends: only a new one may trust the disk again.
///
/// Events come from an `EventQueue`, answers of the hub from the courier, and deadlines from the machine itself.
package actor KioskEngine: ServiceLifecycle.Service {
    /// A machine whose deadline stays in the past is asked again after this, not at once.
    static let deadlinePause = Duration.milliseconds(50)
    /// How often the view is made anew while a countdown runs.
    static let countdownStep = Duration.seconds(1)

    private var machine: any KioskDeciding
    let ports: EnginePorts
    private let clock: KioskClock
    private let version: String
    let log: Logger
    package nonisolated let events: EventQueue
    private let board: ViewBoard
    let courier = HubCourier()
    private let started = Mailbox<Void>(limit: 1)

    /// What came of an action at once, to be told to the machine before anything else.
    var followUps: [KioskEvent] = []
    private var deadlineNotBefore: KioskInstant?
    private let eventCount = RuntimeMetrics.events()
    private let eventTime = RuntimeMetrics.eventTime()
    let recordTime = RuntimeMetrics.recordTime()
    private let hubTime = RuntimeMetrics.hubTime()

    package init(
        machine: some KioskDeciding, events: EventQueue, ports: EnginePorts, clock: KioskClock, version: String,
        log: Logger
    ) {
        self.machine = machine
        self.events = events
        self.ports = ports
        self.clock = clock
        self.version = version
        self.log = log
        board = ViewBoard(machine.view(at: clock.now()))
    }

    /// Tells what happened, and waits for a place in the queue. False when the engine has ended.
    @discardableResult
    package nonisolated func send(_ event: KioskEvent) async -> Bool { await events.send(event) }

    /// Submissions that the hub has not answered finally.
    package var queuedCount: Int { machine.ledger.queued.count }

    /// Returns when the machine has dealt with its restart, or the engine has ended.
    package nonisolated func untilStarted() async { await started.untilFilled() }

    /// Runs until the machine stops. Throws `RuntimeError.journalFailed` when a write failed.
    package func run() async throws {
        let reason = await withGracefulShutdownHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { [self] in
                    await courier.run({ await self.ask($0) }, answered: { await self.send(.hubAnswered($0)) })
                }
                let reason = await decide()
                group.cancelAll()
                events.mailbox.close()
                return reason
            }
        } onGracefulShutdown: { [events] in
            events.mailbox.insist(.stopRequested)
        }
        started.close()
        log.notice("the engine ended", metadata: ["reason": "\(reason?.rawValue ?? "cancelled")"])
        if reason == .journalFailed {
            throw RuntimeError(
                .journalFailed, "The journal cannot be written, so no money is taken: check the disk; restart.")
        }
    }

    private func ask(_ request: HubRequest) async -> HubAnswer? {
        let began = clock.now()
        let answer = await ports.hub(request)
        hubTime.recordNanoseconds((clock.now().sinceBoot - began.sinceBoot).wholeNanoseconds)
        return answer
    }
}

// MARK: - Deciding

extension KioskEngine {
    /// The reason to stop, or nil when the task was cancelled.
    private func decide() async -> KioskAction.StopReason? {
        if let reason = await handle(.restarted(version: version)) { return reason }
        _ = started.offer(())
        while let event = await nextEvent() {
            if let reason = await handle(event) { return reason }
        }
        return nil
    }

    /// What follows from the last event comes first, then deadlines, then the queue. Nil when the task is cancelled.
    private func nextEvent() async -> KioskEvent? {
        while !Task.isCancelled {
            if !followUps.isEmpty { return followUps.removeFirst() }
            let now = clock.now()
            let deadline = machine.nextDeadline.map { max($0, deadlineNotBefore ?? $0) }
            if let deadline, deadline <= now {
                deadlineNotBefore = now.advanced(by: KioskEngine.deadlinePause)
                return .deadlineReached
            }
            if let event = events.mailbox.pop() { return event }
            let counting = board.view.secondsUntilEnd == nil ? nil : now.advanced(by: KioskEngine.countdownStep)
            await clock.wait(for: events.mailbox, until: [deadline, counting].compactMap { $0 }.min())
            if counting != nil { board.publish(machine.view(at: clock.now())) }
        }
        return nil
    }

    private func handle(_ event: KioskEvent) async -> KioskAction.StopReason? {
        let now = clock.now()
        let actions = machine.received(event, at: now)
        eventCount.increment()
        let reason = await perform(actions, at: now)
        // Shown last: a screen never tells of what is not durable yet.
        let after = clock.now()
        board.publish(machine.view(at: after))
        eventTime.recordNanoseconds((after.sinceBoot - now.sinceBoot).wholeNanoseconds)
        return reason
    }

    /// Performs in order, and stops at the first `.record` that fails and at `.stop`.
    private func perform(_ actions: [KioskAction], at now: KioskInstant) async -> KioskAction.StopReason? {
        for action in actions {
            switch action {
            case .record(let facts):
                do {
                    try await ports.record(facts, now)
                } catch {
                    log.critical("the journal cannot be written", metadata: ["error": "\(error)"])
                    return recordFailed()
                }
                let took = clock.now().sinceBoot - now.sinceBoot
                recordTime.recordNanoseconds(took.wholeNanoseconds)
            case .stop(let reason): return reason
            case .noteAcceptor, .terminal, .printSlip, .hub, .supplyIdentities: performAtOnce(action, at: now)
            }
        }
        return nil
    }

    /// The devices are put to rest without a word in the journal; then the process ends, whatever the machine says.
    private func recordFailed() -> KioskAction.StopReason {
        let now = clock.now()
        for action in machine.received(.recordFailed, at: now) {
            switch action {
            case .record, .stop: break
            case .noteAcceptor, .terminal, .printSlip, .hub, .supplyIdentities: performAtOnce(action, at: now)
            }
        }
        return .journalFailed
    }

    func record(of payment: PaymentID) -> PaymentRecord? { machine.ledger[payment] }
}

extension KioskEngine: ScreenSource {
    package nonisolated func views() -> AsyncStream<KioskView> { board.views() }
    package nonisolated var currentView: KioskView { board.view }

    /// Nobody is at the screen.
    nonisolated var isIdle: Bool { if case .attract = board.view.screen { true } else { false } }
    package nonisolated func choose(_ choice: ResidentChoice) async { events.offer(.residentChose(choice)) }
}
