package import KioskCore
package import Logging
import Metrics
import ServiceLifecycle

/// Feeds the machine with what happens, one event at a time, and performs its actions in order.
///
/// `.record` is durable before the action after it begins. When it fails, nothing that was to follow is done, the
/// machine hears of it once, and the process ends: only a new one may trust the disk again. One failure is different:
/// where the disk was full, nothing was written, and a reserve can be freed, the same facts are written once more, so
/// that the payment under way comes to its end (`StoragePorts`).
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
    /// Keeps new visits away while the disk is nearly full.
    private var gate = StorageGate()
    /// What the machine shows, whatever the gate says of it.
    private var screen: Screen
    /// That of the payment which was shown as done last.
    private var proof: (payment: PaymentID, text: String?)?
    let courier = HubCourier()
    private let started = Mailbox<Void>(limit: 1)

    /// What came of an action at once, to be told to the machine before anything else.
    var followUps: [KioskEvent] = []
    private var deadlineNotBefore: KioskInstant?
    /// Those who wait for something to be in the ledger, by number; each says whether it has what it waited for.
    private var watchers: [Int: @Sendable (Ledger) -> Bool] = [:]
    private var lastWatcher = 0
    /// The machine has decided, and what it decided is not durable yet.
    private var isPerforming = false
    private var isTidy = false
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
        let view = machine.view(at: clock.now())
        screen = view.screen
        board = ViewBoard(view)
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
            if !(await tidyWhenFree()) { return .recordFailed }
            let counting = board.view.secondsUntilEnd == nil ? nil : now.advanced(by: KioskEngine.countdownStep)
            await clock.wait(for: events.mailbox, until: [deadline, counting].compactMap { $0 }.min())
            if counting != nil { await show(at: clock.now()) }
        }
        return nil
    }

    private func handle(_ event: KioskEvent) async -> KioskAction.StopReason? {
        let now = clock.now()
        lookAtStorage()
        let actions = gate.admits(event, on: screen) ? machine.received(event, at: now) : []
        eventCount.increment()
        isPerforming = true
        let reason = await perform(actions, at: now)
        isPerforming = false
        isTidy = false
        if reason == nil { watchers = watchers.filter { !$0.value(machine.ledger) } }
        // Shown last: a screen never tells of what is not durable yet.
        let after = clock.now()
        await show(at: after)
        eventTime.recordNanoseconds((after.sinceBoot - now.sinceBoot).wholeNanoseconds)
        return reason
    }

    /// Once after each event that leaves the kiosk with nothing to do. False when the journal broke.
    private func tidyWhenFree() async -> Bool {
        guard !isTidy, case .attract = screen else { return true }
        isTidy = true
        do {
            try await ports.tidy(machine.ledger)
            return true
        } catch {
            log.critical("the journal cannot be tidied", metadata: ["error": "\(error)"])
            return false
        }
    }

    private func show(at now: KioskInstant) async {
        var view = machine.view(at: now)
        screen = view.screen
        if case .done(let summary) = screen {
            if proof?.payment != summary.payment { proof = (summary.payment, await ports.proof(summary.payment)) }
            if let text = proof?.text { view = view.proven(by: text) }
        }
        board.publish(gate.view(view))
    }

    private func lookAtStorage() {
        let hasRoom = ports.storage.hasRoom()
        guard hasRoom != gate.hasRoom else { return }
        gate.hasRoom = hasRoom
        if hasRoom {
            log.notice("the journal's disk has room again")
        } else {
            log.critical("the journal's disk is nearly full: nobody new can pay until there is room")
        }
    }

    /// Performs in order, and stops at the first `.record` that fails and at `.stop`.
    private func perform(_ actions: [KioskAction], at now: KioskInstant) async -> KioskAction.StopReason? {
        for action in actions {
            switch action {
            case .record(let facts):
                do {
                    try await record(facts, at: now)
                } catch {
                    log.critical("the journal cannot be written", metadata: ["error": "\(error)"])
                    return await recordFailed()
                }
                let took = clock.now().sinceBoot - now.sinceBoot
                recordTime.recordNanoseconds(took.wholeNanoseconds)
            case .stop(let reason): return reason
            case .noteAcceptor, .terminal, .printSlip, .hub, .supplyIdentities: await performAtOnce(action, at: now)
            }
        }
        return nil
    }

    /// Writes, and once more if the disk was full and room could be made.
    private func record(_ facts: [JournalFact], at now: KioskInstant) async throws {
        do {
            try await ports.record(facts, now)
        } catch {
            guard ports.storage.makeRoom(error) else { throw error }
            log.critical("the disk is full: the reserve is freed, so that what is under way can end")
            gate.hasRoom = false
            try await ports.record(facts, now)
        }
    }

    /// The devices are put to rest without a word in the journal; then the process ends, whatever the machine says.
    private func recordFailed() async -> KioskAction.StopReason {
        let now = clock.now()
        for action in machine.received(.recordFailed, at: now) {
            switch action {
            case .record, .stop: break
            case .noteAcceptor, .terminal, .printSlip, .hub, .supplyIdentities: await performAtOnce(action, at: now)
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

// MARK: - For those who ask

extension KioskEngine {
    /// What `look` finds in the ledger, now or after one of the next events, once their facts are durable. Nil when the
    /// limit passes first, or the engine has ended.
    func find<Value: Sendable>(
        within limit: Duration, _ look: @escaping @Sendable (Ledger) -> Value?
    ) async -> Value? {
        if !isPerforming, let value = look(machine.ledger) { return value }
        let box = Mailbox<Value>(limit: 1)
        lastWatcher += 1
        let number = lastWatcher
        watchers[number] = { ledger in
            guard let value = look(ledger) else { return false }
            _ = box.offer(value)
            return true
        }
        defer { watchers[number] = nil }
        let found = try? await clock.within(limit) { await box.next() }
        return found.flatMap { $0 }
    }
}
