import HubLedger
import KioskCodes
package import KioskCore
package import KioskDevices
import KioskJournal
package import KioskSimulator
package import SimulatedDisk

/// A kiosk with its devices and its disk, a hub with its own, the line between them, and a resident: in one thread and
/// in virtual time, without real I/O.
///
/// The kiosk's mind, its drivers, its journal and the hub's books are the product's own, on SQLite; the devices speak
/// the wire. Only clocks, lines, disks and people are simulated. The same calls give the same world, event by event.
///
/// The extensions say what happens: `+time` lets it go on, `+kiosk` is the kiosk's process, `+journal` its writes,
/// `+hub` the hub's process, `+line` the network, `+people` the resident, `+faults` what goes wrong, `+laws` who counts.
package final class World {
    package typealias ScannerPump = DevicePump<SteadyPresence<HIDPOSScannerStateMachine>, SimulatedScanner>
    package typealias AcceptorPump = DevicePump<SteadyPresence<CCNETStateMachine>, SimulatedNoteAcceptor>
    package typealias PrinterPump = DevicePump<SteadyPresence<ESCPOSStateMachine>, SimulatedReceiptPrinter>
    package typealias TerminalPump = DevicePump<SteadyPresence<ZVTStateMachine>, SimulatedPaymentTerminal>

    package let site: SimulatedSite
    package let settings: KioskSettings
    /// The clocks: the monotonic one never jumps, the wall clock of the kiosk may.
    package internal(set) var now: KioskInstant
    package internal(set) var wallOffset: Duration = .zero

    package var scanner: ScannerPump { didSet { stops.scanner = nil } }
    package var acceptor: AcceptorPump { didSet { stops.acceptor = nil } }
    package var printer: PrinterPump { didSet { stops.printer = nil } }
    package var terminal: TerminalPump { didSet { stops.terminal = nil } }
    /// When each device's line has something to do next, as far as that is known.
    var stops = DeviceStops()
    package var resident: SimulatedResident?
    /// Claim codes that residents took home, the oldest first.
    package internal(set) var creditNotes: [ClaimCode] = []
    package var hub: SimulatedHubLine

    package let disk: SimulatedDisk
    package let hubDisk: SimulatedDisk

    /// The process; nil while it is dead.
    package internal(set) var kiosk: KioskMachine?
    var journalFile: Journal?
    /// What is durable, as far as the kiosk was told: it survives every death.
    package internal(set) var journal: [JournalEntry] = []
    /// Every write fails from now on.
    package var journalFails = false
    /// Whether a supervisor starts processes that ended, as systemd does.
    package var restartsByItself = false
    /// Whether the kiosk asks regularly if the hub is there.
    package var beatsRegularly = false
    /// Why the last start failed, until one succeeds.
    package internal(set) var startFailure: String?

    /// Steps done since the world began: each event the kiosk hears and each action it performs.
    package internal(set) var steps = 0
    /// The process dies just before this step.
    package var killBefore: Int?
    package internal(set) var screens: [Screen] = []
    package internal(set) var starts = 0
    /// When the process started the second time, and after how many steps: what a recovery is made of.
    var secondStart: (at: Duration, steps: Int)?
    package internal(set) var recoverySteps = 0

    let interpreter: CodeInterpreter
    package internal(set) var laws: LawBook
    package internal(set) var coverage = Coverage()
    package var digest = EventDigest()
    /// Hears everything in plain words, when somebody wants to.
    package var narrator: ((Duration, String) -> Void)?
    /// Which deviation is switched on; none but in the tests of the simulation itself.
    package let bug: SeededBug?
    var bugState = SeededBugState()

    var inbox: [KioskEvent] = []
    var followUps: [KioskEvent] = []
    var agenda = Agenda()
    var kioskDeadline: Duration?
    var bootedAt: Duration = .zero
    var boots = 0
    var identitiesMade = 0
    var pendingDeaths: [PendingDeath] = []
    var deathOnDisk: Death?
    var hubDeath: Death?
    var deathsInRecovery: [(Trigger, Fault)] = []
    var unplugged: Set<DeviceName> = []
    var counted = Counted()
    var hasReserve = true
    /// Up to which size the hub has seen the journal, as far as this run of the program knows.
    var witnessed: Int64 = 0
    var headsShown: Int64 = 0
    var lastHeadShown: Duration?
    var gate = StorageGate()

    /// A death that waits for its step.
    struct PendingDeath {
        let step: Int
        let death: Death
    }

    static var terminalDriver: ZVTStateMachine { ZVTStateMachine(profile: ZVTProfile()) }

    /// More events than any visit takes: two parts of the world talk without end.
    static let mostEvents = 50_000_000

    package init(
        _ site: SimulatedSite, settings: KioskSettings? = nil,
        terminal: SimulatedPaymentTerminal = SimulatedPaymentTerminal(), bug: SeededBug? = nil, isStarted: Bool = true
    ) throws {
        self.site = site
        let settings = settings ?? site.settings
        self.settings = settings
        self.bug = bug
        let now = site.start
        self.now = now
        interpreter = CodeInterpreter(profiles: site.profiles)
        disk = SimulatedDisk(name: "kiosk")
        hubDisk = SimulatedDisk(name: "hub", image: site.hubImage)
        hub = SimulatedHubLine()
        laws = LawBook(currency: settings.denominations.first?.currency ?? .cny)
        scanner = DevicePump(
            SteadyPresence(HIDPOSScannerStateMachine()), SimulatedScanner(wire: .hidPOS), startingAt: now)
        acceptor = DevicePump(SteadyPresence(CCNETStateMachine()), SimulatedNoteAcceptor(), startingAt: now)
        printer = DevicePump(SteadyPresence(ESCPOSStateMachine()), SimulatedReceiptPrinter(), startingAt: now)
        self.terminal = DevicePump(SteadyPresence(World.terminalDriver), terminal, startingAt: now)
        try startHub()
        if isStarted { start() }
    }

    package var screen: Screen? { kiosk?.view(at: kioskNow).screen }
    package var notices: [Notice] { kiosk?.view(at: kioskNow).notices ?? [] }

    /// The kiosk's own time: its monotonic clock starts with each boot of the machine.
    var kioskNow: KioskInstant { KioskInstant(sinceBoot: now.sinceBoot - bootedAt, wall: now.wall) }
    /// The hub keeps true time.
    var hubNow: WallTime { site.start.wall.advanced(by: elapsed) }
    /// Since the world began.
    package var elapsed: Duration { now.sinceBoot - site.start.sinceBoot }

    /// What the devices hold, whoever lost count of it.
    package var money: PhysicalMoney {
        let inBox = acceptor.device.notesInCashBox + acceptor.device.collectedNotes
        let captured = terminal.device.captures.filter { !$0.isReversed }.map(\.amount)
        return PhysicalMoney(
            cash: inBox.total(.cny), card: captured.total(.cny), wallet: Money(counted.wallet, .cny))
    }

    /// The laws from all entries and all books, a second time and by another way than the running count.
    package func breaches() throws -> [String] {
        laws.breaches.map(\.description)
            + (try MoneyLaws.breaches(of: journal, hub: hub.requiredLedger(), money: money))
    }

    func tell(_ words: @autoclosure () -> String) {
        if let narrator { narrator(elapsed, words()) }
    }
}
