package import HubLedger
package import KioskCodes
package import KioskCore
package import KioskDevices

/// A kiosk, its devices, the hub and a resident in one thread and in virtual time, without I/O.
///
/// The kiosk's mind and drivers are the product's own; the devices speak the wire; the hub keeps real books in
/// memory. Only the clock, the lines and the disk are simulated. The same calls give the same world, event by
/// event, which is what a test of "killed between any two steps" needs.
package struct World: Sendable {
    package internal(set) var now: KioskInstant
    package var scanner: DevicePump<HIDPOSScannerStateMachine, SimulatedScanner>
    package var acceptor: DevicePump<CCNETStateMachine, SimulatedNoteAcceptor>
    package var printer: DevicePump<ESCPOSStateMachine, SimulatedReceiptPrinter>
    package var terminal: DevicePump<ZVTStateMachine, SimulatedPaymentTerminal>
    package var hub: SimulatedHubLine
    package var resident: SimulatedResident?

    /// What is durable: it survives every kill.
    package internal(set) var journal: [JournalEntry] = []
    /// Every write fails from now on.
    package var journalFails = false
    /// The process; nil while it is dead.
    package internal(set) var kiosk: KioskMachine?
    /// Steps done since the world began: each event the kiosk hears and each action it performs.
    package internal(set) var steps = 0
    /// The process dies just before this step.
    package var killBefore: Int?
    package internal(set) var screens: [Screen] = []

    package let settings: KioskSettings
    let interpreter: CodeInterpreter
    let composeSlip: @Sendable (PaymentRecord, Bool, KioskInstant) -> [UInt8]
    var inbox: [KioskEvent] = []
    var deliveries: [Delivery] = []
    var identitiesMade = 0

    struct Delivery: Sendable {
        let at: KioskInstant
        let answer: HubAnswer
    }

    private static var terminalDriver: ZVTStateMachine { ZVTStateMachine(profile: ZVTProfile()) }

    /// More events than any visit takes: two parts of the world talk without end.
    static let mostEvents = 2_000_000

    package init(
        settings: KioskSettings, profiles: [BillerProfile], hub: HubLedger,
        terminal: SimulatedPaymentTerminal = SimulatedPaymentTerminal(),
        startingAt now: KioskInstant,
        composeSlip: @escaping @Sendable (PaymentRecord, Bool, KioskInstant) -> [UInt8]
    ) {
        self.settings = settings
        self.now = now
        self.hub = SimulatedHubLine(ledger: hub)
        self.composeSlip = composeSlip
        interpreter = CodeInterpreter(profiles: profiles)
        scanner = DevicePump(HIDPOSScannerStateMachine(), SimulatedScanner(wire: .hidPOS), startingAt: now)
        acceptor = DevicePump(CCNETStateMachine(), SimulatedNoteAcceptor(), startingAt: now)
        printer = DevicePump(ESCPOSStateMachine(), SimulatedReceiptPrinter(), startingAt: now)
        self.terminal = DevicePump(World.terminalDriver, terminal, startingAt: now)
        start()
    }

    package var screen: Screen? { kiosk?.view(at: now).screen }
    package var notices: [Notice] { kiosk?.view(at: now).notices ?? [] }

    /// What the devices hold, whoever lost count of it.
    package var money: PhysicalMoney {
        let inBox = acceptor.device.notesInCashBox + acceptor.device.collectedNotes
        let captured = terminal.device.captures.filter { !$0.isReversed }.map(\.amount)
        return PhysicalMoney(cash: inBox.total(.cny), card: captured.total(.cny))
    }

    package func breaches() throws -> [String] {
        try MoneyLaws.breaches(of: journal, hub: hub.ledger, money: money)
    }
}

// MARK: - Life and death of the process

extension World {
    /// The process starts: it folds the journal and opens its lines.
    package mutating func start() {
        guard kiosk == nil else { return }
        kiosk = KioskMachine(settings: settings, ledger: Ledger(folding: journal))
        inbox.append(.restarted(version: settings.version))
        settle()
        scanner.connect()
        acceptor.connect()
        printer.connect()
        terminal.connect()
        settle()
    }

    /// `kill -9`: what was in memory is gone, the lines are cut, answers under way reach nobody.
    package mutating func kill() {
        kiosk = nil
        inbox = []
        deliveries = []
        scanner.replaceMachine(with: HIDPOSScannerStateMachine())
        acceptor.replaceMachine(with: CCNETStateMachine())
        printer.replaceMachine(with: ESCPOSStateMachine())
        terminal.replaceMachine(with: World.terminalDriver)
        if resident != nil { resident?.leave() }
    }

    /// The mains fail: the process dies and every device starts anew.
    package mutating func powerCut() {
        kill()
        acceptor.powerCycle()
        printer.powerCycle()
        terminal.powerCycle()
    }
}

// MARK: - Time

extension World {
    private var nextEventAt: KioskInstant? {
        let times = [
            scanner.nextEventAt, acceptor.nextEventAt, printer.nextEventAt, terminal.nextEventAt,
            deliveries.map(\.at).min(), kiosk?.nextDeadline, resident?.nextThought,
        ]
        return times.compactMap { $0 }.min().map { max($0, now) }
    }

    package mutating func run(for time: Duration) { run(upTo: time) { _ in false } }

    /// Lets the world go on until something is so; false when `limit` passed before.
    @discardableResult
    package mutating func run(upTo limit: Duration = .seconds(600), until isReached: (World) -> Bool) -> Bool {
        let end = now.advanced(by: limit)
        for _ in 0..<World.mostEvents {
            if isReached(self) { return true }
            guard let next = nextEventAt, next <= end else {
                now = end
                return isReached(self)
            }
            now = next
            happen()
        }
        preconditionFailure("the world does not come to rest")
    }

    private mutating func happen() {
        scanner.advance(to: now)
        acceptor.advance(to: now)
        printer.advance(to: now)
        terminal.advance(to: now)
        settle()
        while let index = deliveries.firstIndex(where: { $0.at <= now }) {
            inbox.append(.hubAnswered(deliveries.remove(at: index).answer))
            settle()
        }
        if let due = kiosk?.nextDeadline, due <= now {
            inbox.append(.deadlineReached)
            settle()
        }
        if let due = resident?.nextThought, due <= now { think() }
    }

    /// Everything the devices said, and everything that follows from it, at this instant.
    mutating func settle() {
        collectReports()
        while kiosk != nil, !inbox.isEmpty {
            hear(inbox.removeFirst())
            collectReports()
        }
    }

    private mutating func collectReports() {
        let scans = scanner.takeReports()
        let notes = acceptor.takeReports()
        let papers = printer.takeReports()
        let cards = terminal.takeReports()
        guard kiosk != nil else { return }
        for report in scans {
            switch report {
            case .presence(let presence): inbox.append(.scannerReported(presence))
            case .scanned(let code): inbox.append(.codeRead(interpreter.reading(of: code)))
            case .garbled: break
            }
        }
        inbox += notes.map(KioskEvent.noteAcceptorReported)
        inbox += papers.map(KioskEvent.printerReported)
        inbox += cards.map(KioskEvent.terminalReported)
    }
}

// MARK: - Hearing and doing

extension World {
    mutating func hear(_ event: KioskEvent) {
        guard !diesHere(), var machine = kiosk else { return }
        let actions = machine.received(event, at: now)
        kiosk = machine
        let screen = machine.view(at: now).screen
        if screens.last != screen { screens.append(screen) }
        for action in actions {
            if diesHere() { return }
            guard perform(action) else { return }
        }
    }

    /// Counts a step; true when the process died just before it.
    private mutating func diesHere() -> Bool {
        steps += 1
        guard killBefore == steps else { return kiosk == nil }
        kill()
        return true
    }

    /// False when what follows must not be done.
    private mutating func perform(_ action: KioskAction) -> Bool {
        switch action {
        case .record(let facts):
            guard !journalFails else {
                inbox.append(.recordFailed)
                return false
            }
            for fact in facts {
                journal.append(
                    JournalEntry(sequence: Int64(journal.count + 1), boot: "simulated", at: now, fact: fact))
            }
        case .noteAcceptor(let command): acceptor.command(command)
        case .terminal(let command): terminal.command(command)
        case .printSlip(let payment, let job, let isCopy):
            guard let record = kiosk?.ledger[payment] else { break }
            printer.command(.print(job, composeSlip(record, isCopy, now)))
        case .hub(let request):
            for (delay, answer) in hub.send(request, at: now) {
                deliveries.append(Delivery(at: now.advanced(by: delay), answer: answer))
            }
        case .supplyIdentities(let count): inbox.append(.identitiesSupplied((0..<count).map { _ in freshIdentity() }))
        case .stop:
            kill()
            return false
        }
        return true
    }

    private mutating func freshIdentity() -> FreshIdentity {
        identitiesMade += 1
        let number = identitiesMade
        return FreshIdentity(
            payment: PaymentID("01930000-0000-7000-8000-" + number.padded(to: 12)),
            claimCode: ClaimCode(random: (0..<11).map { UInt8((number >> ($0 * 5)) & 31) }))
    }
}

extension World {
    /// Says something to the kiosk from outside its devices: a touch, a technician's request to stop.
    package mutating func say(_ event: KioskEvent) {
        inbox.append(event)
        settle()
    }
}
