package import KioskCore

/// The pure half of the driver for note acceptors that speak ID-003.
///
/// One question is on the line at a time, and what to ask next is derived from what is known and wanted
/// (`nextRequest`), as in `CCNETStateMachine`; the machine never decides about money. A note stays in escrow until the
/// kiosk speaks, VEND VALID is acknowledged only when the kiosk has written the note down, and a power-up is told
/// before RESET, which makes the device forget it.
///
/// Quirks of the protocol, and what is made of them:
/// - VEND VALID does not say which note it is. The driver remembers the note from escrow. When it cannot, because it
///   or the line is new, it reports `poweredUp(note: .inStacker)`: the kiosk meets that with its open intent.
/// - There is no event for a note given back, only a state that passes. The driver reports `returned` when the device
///   rests after it, repeats it until it is acknowledged, and holds `disabled` back until then.
/// - Settings may be sent while the device initialises, and some firmware takes notes at once without them.
/// - There is no question for a serial number in the base protocol; version and boot version are told.
///
/// Source: JCM, ID-003 Communication Specification, ID03-001E rev. 05.
package struct ID003StateMachine: DeviceStateMachine {
    package typealias Command = NoteAcceptorCommand
    package typealias Report = NoteAcceptorReport

    let profile: ID003Profile
    var codec = ID003Codec()
    var isConnected = false
    /// The question on the line.
    var exchange: Exchange?
    var nextPollAt: KioskInstant?
    var outputs: [DeviceOutput<NoteAcceptorReport>] = []

    /// What the device answered last; nil before its first answer.
    var status: ID003Status?
    var setup = Setup()
    var powerUp: PowerUp?
    /// Where the last power-up found a note. It was reported; what the device still tells of that note is no news.
    var placed: NoteAtPowerUp?
    /// A technician asked for RESET, and it was not accepted yet.
    var resetIsWanted = false
    var note: EscrowedNote?
    var outcome: Outcome?
    /// VEND VALID was acknowledged. Should it come again at once, the acknowledgement was lost: it counts once.
    var isVendAcknowledged = false
    var presence: DevicePresence?
    var cashBox = CashBox.inPlace

    /// What the kiosk last asked for.
    var wanted: Set<Money> = []
    /// What the device last accepted; nil when that is not known.
    var appliedTypes: ID003Types?
    var appliedInhibit: Bool?
    /// Before this, settings are not sent anew, and the device is not doubted: it needs time to obey.
    var settingsAgainAt: KioskInstant?
    var enabledIsDue = false
    var disabledIsDue = false

    package init(profile: ID003Profile = ID003Profile()) {
        self.profile = profile
        setup.table = profile.knownTable
    }

    struct Exchange: Sendable {
        let request: ID003Request
        var timesSent: Int
        var deadline: KioskInstant
    }

    /// What was learned of the device since it was last out of reach.
    struct Setup: Sendable {
        var table: ID003DenominationTable?
        var tableIsFresh = false
        var tableRefusedWhileBusy = false
        var tableRefusedAtRest = false
        /// The questions that were answered, or refused by a device at rest.
        var done: Set<ID003Request> = []
        /// It refused one of them while it initialised.
        var waitsForRest = false
        var identification = DeviceIdentification()
        var isIdentified = false
    }

    struct PowerUp: Sendable {
        let finding: ID003Status.PowerUpFinding
        /// When RESET may be sent, the first time or again.
        var resetAt: KioskInstant
        var wasReset = false
    }

    enum Decision: Sendable { case stack, giveBack }

    struct EscrowedNote: Sendable {
        /// Nil for a note that was already under way when the driver came.
        let type: Int?
        let since: KioskInstant
        var holdAt: KioskInstant
        var isReported = false
        var decision: Decision?
        var decisionSentAt: KioskInstant?
        /// STACK went over the line, whether or not its answer came back.
        var mayBeStacked = false
        /// The device said that it gives the note back, or that somebody pulls it out.
        var cameBack = false
    }

    /// Where a note ended: told again and again until the kiosk has written it down.
    struct Outcome: Sendable {
        let report: NoteAcceptorReport
        /// The device itself waits for the acknowledgement, in VEND VALID.
        var isVend: Bool
        var reportedAt: KioskInstant
        var mayAcknowledge = false
    }

    enum CashBox: Sendable { case inPlace, removed, full }

    package var nextDeadline: KioskInstant? {
        isConnected ? exchange?.deadline ?? nextPollAt : nil
    }

    /// Bytes kept of an unfinished frame.
    package var bufferedByteCount: Int { codec.bufferedCount }

    package mutating func received(
        _ input: DeviceInput<NoteAcceptorCommand>, at now: KioskInstant
    ) -> [DeviceOutput<NoteAcceptorReport>] {
        switch input {
        case .connected:
            forgetDevice()
            isConnected = true
            nextPollAt = now
        case .disconnected:
            forgetDevice()
            isConnected = false
            nextPollAt = nil
            setPresence(.absent)
        case .bytes(let bytes):
            if isConnected { heard(bytes, now) }
        case .command(let command): told(command, now)
        case .described, .portStatus: break
        case .deadlineReached: expire(now)
        }
        if isConnected, exchange == nil, let request = nextRequest(now) { ask(request, now) }
        defer { outputs.removeAll() }
        return outputs
    }

    private mutating func told(_ command: NoteAcceptorCommand, _ now: KioskInstant) {
        switch command {
        case .enable(let denominations):
            wanted = Set(denominations)
            enabledIsDue = true
            disabledIsDue = false
            settingsAgainAt = nil
        case .disable:
            wanted = []
            enabledIsDue = false
            disabledIsDue = true
            settingsAgainAt = nil
        case .stackNote: decide(.stack)
        case .returnNote: decide(.giveBack)
        case .acknowledge: acknowledged(now)
        case .reset: resetIsWanted = allowsReset
        }
    }

    /// A decision counts only for a note the kiosk was told of and has not decided about.
    private mutating func decide(_ decision: Decision) {
        guard let held = note, held.isReported, held.decision == nil else { return }
        note?.decision = decision
    }

    /// What is to be asked now, or nil for nothing before `nextPollAt`.
    private func nextRequest(_ now: KioskInstant) -> ID003Request? {
        let poll = nextPollAt.map { now >= $0 } ?? true ? ID003Request.status : nil
        guard let status else { return poll }
        if let powerUp { return now >= powerUp.resetAt ? .reset : poll }
        if resetIsWanted, allowsReset { return .reset }
        if let question = setupQuestion(status) { return question }
        if let note, status.holdsNote {
            if let decision = note.decision, now >= note.decisionSentAt?.advanced(by: profile.decisionPatience) ?? now {
                return decision == .stack ? .stack : .returnNote
            }
            if note.decision == nil, now >= note.holdAt { return .hold }
        }
        if settingsAgainAt.map({ now >= $0 }) ?? true, let setting = dueSetting(status) { return setting }
        return poll
    }

    private func setupQuestion(_ status: ID003Status) -> ID003Request? {
        let mayAsk = status.isAtRest || (status == .initialising && !setup.waitsForRest)
        if !setup.tableIsFresh {
            let wasRefused = status.isAtRest ? setup.tableRefusedAtRest : setup.tableRefusedWhileBusy
            if status == .initialising ? mayAsk && !wasRefused : !wasRefused { return .denominations }
        }
        guard mayAsk else { return nil }
        return setupQuestions.first { !setup.done.contains($0) }
    }

    private var setupQuestions: [ID003Request] {
        [.version, .bootVersion, .polledMode, .security(isHigh: profile.hasHighSecurity)]
    }

    var isSetUp: Bool {
        setupQuestions.allSatisfy(setup.done.contains) && (setup.tableIsFresh || setup.tableRefusedAtRest)
    }

    /// The setting that is to be sent now. Which notes are refused comes before the acceptor is opened, and the
    /// acceptor is closed before anything else.
    private func dueSetting(_ status: ID003Status) -> ID003Request? {
        let mayAsk = status == .initialising ? !setup.waitsForRest : status.isWorking && status != .vendValid
        guard mayAsk else { return nil }
        let target = target
        if target.isEmpty { return appliedInhibit == true ? nil : .inhibit(true) }
        if appliedTypes != target { return .enable(target) }
        return appliedInhibit == false ? nil : .inhibit(false)
    }

    /// The denominations that are to be enabled now.
    var target: ID003Types { setup.table?.types(worth: wanted) ?? [] }

    /// Nothing moves that RESET would interrupt, and no note waits for a decision or an acknowledgement.
    var allowsReset: Bool { outcome == nil && status?.allowsReset == true }

    mutating func setPresence(_ new: DevicePresence) {
        guard presence != new else { return }
        presence = new
        outputs.append(.report(.presence(new)))
    }

    /// The device was out of reach, or may be another one now: everything about it is to be learned again. What the
    /// driver alone knows of a note that ended stays, until the kiosk has acknowledged it.
    mutating func forgetDevice() {
        codec.reset()
        exchange = nil
        status = nil
        setup = Setup(table: setup.table ?? profile.knownTable)
        powerUp = nil
        placed = nil
        resetIsWanted = false
        note = nil
        forgetSettings()
        enabledIsDue = enabledIsDue || !wanted.isEmpty
        if let open = outcome, open.isVend, !open.mayAcknowledge { outcome = nil }
    }

    mutating func forgetSettings() {
        appliedTypes = nil
        appliedInhibit = nil
        settingsAgainAt = nil
    }
}
