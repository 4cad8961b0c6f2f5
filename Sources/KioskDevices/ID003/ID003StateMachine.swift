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
    var exchange: OpenQuestion<ID003Request>?
    var nextPollAt: KioskInstant?
    var outputs: [DeviceOutput<NoteAcceptorReport>] = []

    /// What the device answered last; nil before its first answer.
    var status: ID003Status?
    var setup: Setup
    var powerUp: PendingReset?
    /// Where the last power-up found a note. It was reported; what the device still tells of that note is no news.
    var placed: NoteAtPowerUp?
    /// A technician asked for RESET, and it was not accepted yet.
    var resetIsWanted = false
    var note: EscrowedNote?
    var outcome: Outcome?
    /// VEND VALID was acknowledged. Should it come again at once, the acknowledgement was lost: it counts once.
    var isVendAcknowledged = false
    var condition = SlotCondition()
    var wish = SlotWish()
    /// What the device last accepted; nil when that is not known.
    var appliedTypes: ID003Types?
    var appliedInhibit: Bool?

    package init(profile: ID003Profile = ID003Profile()) {
        self.profile = profile
        setup = Setup(notes: LearnedTable(profile.knownTable))
    }

    /// What was learned of the device since it was last out of reach.
    struct Setup: Sendable {
        var notes: LearnedTable<ID003DenominationTable>
        /// The questions that were answered, or refused by a device at rest.
        var done: Set<ID003Request> = []
        /// It refused one of them while it initialised.
        var waitsForRest = false
        var identification = DeviceIdentification()
        var isIdentified = false
    }

    struct EscrowedNote: Sendable {
        /// Nil for a note that was already under way when the driver came.
        let type: Int?
        var decision: EscrowDecision
        /// STACK went over the line, whether or not its answer came back.
        var mayBeStacked = false
        /// The device said that it gives the note back, or that somebody pulls it out.
        var cameBack = false
    }

    /// Where a note ended.
    struct Outcome: Sendable {
        var telling: UntilAcknowledged
        /// The device itself waits for the acknowledgement, in VEND VALID.
        var isVend: Bool
        var mayAcknowledge = false
    }

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
            tell(condition.presenceBecame(.absent))
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
        case .enable(let denominations): wish.enable(denominations)
        case .disable: wish.disable()
        case .stackNote: note?.decision.decide(.stack)
        case .returnNote: note?.decision.decide(.giveBack)
        case .acknowledge: acknowledged(now)
        case .reset: resetIsWanted = allowsReset
        }
    }

    /// What is to be asked now, or nil for nothing before `nextPollAt`.
    private func nextRequest(_ now: KioskInstant) -> ID003Request? {
        let poll = nextPollAt.map { now >= $0 } ?? true ? ID003Request.status : nil
        guard let status else { return poll }
        if let powerUp { return powerUp.isDue(now) ? .reset : poll }
        if resetIsWanted, allowsReset { return .reset }
        if let question = setupQuestion(status) { return question }
        if let note, status.holdsNote {
            if let choice = note.decision.dueChoice(now) { return choice == .stack ? .stack : .returnNote }
            if note.decision.choice == nil, note.decision.isHoldDue(now) { return .hold }
        }
        if wish.mayInsist(now), let setting = dueSetting(status) { return setting }
        return poll
    }

    private func setupQuestion(_ status: ID003Status) -> ID003Request? {
        let mayAsk = status.isAtRest || (status == .initialising && !setup.waitsForRest)
        if setup.notes.isToBeAsked(atRest: status.isAtRest), mayAsk || status != .initialising {
            return .denominations
        }
        guard mayAsk else { return nil }
        return setupQuestions.first { !setup.done.contains($0) }
    }

    private var setupQuestions: [ID003Request] {
        [.version, .bootVersion, .polledMode, .security(isHigh: profile.hasHighSecurity)]
    }

    var isSetUp: Bool {
        setupQuestions.allSatisfy(setup.done.contains) && setup.notes.isSettled
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
    var target: ID003Types { setup.notes.table?.types(worth: wish.denominations) ?? [] }

    /// Nothing moves that RESET would interrupt, and no note waits for a decision or an acknowledgement.
    var allowsReset: Bool { outcome == nil && status?.allowsReset == true }

    mutating func tell(_ news: [NoteAcceptorReport]) { outputs += news.map { .report($0) } }

    /// The device was out of reach, or may be another one now: everything about it is to be learned again. What the
    /// driver alone knows of a note that ended stays, until the kiosk has acknowledged it.
    mutating func forgetDevice() {
        codec.reset()
        exchange = nil
        status = nil
        setup = Setup(notes: LearnedTable(setup.notes.table ?? profile.knownTable))
        powerUp = nil
        placed = nil
        resetIsWanted = false
        note = nil
        forgetSettings()
        wish.deviceMayHaveForgotten()
        if let open = outcome, open.isVend, !open.mayAcknowledge { outcome = nil }
    }

    mutating func forgetSettings() {
        appliedTypes = nil
        appliedInhibit = nil
        wish.wait(until: nil)
    }
}
