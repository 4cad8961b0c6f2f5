package import KioskCore

/// The pure half of the driver for note acceptors that speak CCNET.
///
/// One question is on the line at a time, a poll or a command, so that an event is never eaten by a poll nobody
/// awaits. What to ask next is derived from what is known and wanted (`nextRequest`), not from a queue of commands:
/// after any loss of power or line the same rule leads back to work. The machine never decides about money. A note
/// stays in escrow until the kiosk speaks, and the acknowledgement of `stacked` and `returned` is held back until
/// the kiosk has written them down; until then the device repeats them, across reconnections and restarts.
///
/// On connecting it polls first: whatever state the device is found in is reported before anything is changed.
/// `enable` and `disable` say what is wanted from then on, and are applied again after the device lost them.
///
/// Source: CashCode NET Interface, MAN_CCNET rev. 2.3.1, sections 2 and 5.
package struct CCNETStateMachine: DeviceStateMachine {
    package typealias Command = NoteAcceptorCommand
    package typealias Report = NoteAcceptorReport

    let profile: CCNETProfile
    var codec = CCNETCodec()
    var isConnected = false
    /// The question on the line.
    var exchange: OpenQuestion<CCNETRequest>?
    var nextPollAt: KioskInstant?
    var outputs: [DeviceOutput<NoteAcceptorReport>] = []

    /// What the device answered last; nil before its first answer.
    var status: CCNETStatus?
    var setup = Setup(bills: LearnedTable(nil))
    /// Who it said it was last.
    var identification: DeviceIdentification?
    var powerUp: PendingReset?
    /// A technician asked for RESET, and it was not accepted yet.
    var resetIsWanted = false
    var note: EscrowedNote?
    var outcome: Outcome?
    /// A note that came back without the device calling it returned: it was pulled out, or pushed out, on its way
    /// into the cash box. Reported as returned until the kiosk acknowledges it.
    var broughtBack: UntilAcknowledged?
    /// The event whose acknowledgement was sent. Should it come again at once, the acknowledgement was lost: it
    /// counts once, because a new note cannot come into the cash box without a new STACK.
    var acknowledged: CCNETStatus?
    var condition = SlotCondition()
    var wish = SlotWish()
    /// The bill types that the device last accepted; nil when that is not known.
    var applied: CCNETBillTypes?

    package init(profile: CCNETProfile = CCNETProfile()) { self.profile = profile }

    /// What was learned of the device since it was last out of reach.
    struct Setup: Sendable {
        var bills: LearnedTable<CCNETBillTable>
        var isIdentified = false
        /// It does not say who it is while it is at work.
        var identificationRefusedWhileBusy = false
        var isSecured = false
    }

    struct EscrowedNote: Sendable {
        /// Nil for a note that was already held when the driver came, of which the device does not say the type.
        let type: Int?
        var decision: EscrowDecision
        /// The device said after the decision that somebody pulls at it, or that it pushes the note out.
        var wasPulled = false
    }

    /// An event that the device repeats until its acknowledgement.
    struct Outcome: Sendable {
        let status: CCNETStatus
        var telling: UntilAcknowledged
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

    /// The kiosk has the last report in its journal.
    private mutating func acknowledged(_ now: KioskInstant) {
        if outcome != nil {
            outcome?.mayAcknowledge = true
            nextPollAt = now
        } else if broughtBack != nil {
            broughtBack = nil
            nextPollAt = now
        } else {
            powerUp?.writtenDown(now)
        }
    }

    /// Nothing moves that RESET would interrupt, and no note waits for a decision or an acknowledgement.
    var allowsReset: Bool {
        guard let status, outcome == nil, broughtBack == nil else { return false }
        switch status {
        case .idling, .disabled, .cassetteFull, .cassetteRemoved, .validatorJammed, .cassetteJammed, .cheated, .paused,
            .failed, .other:
            return true
        case .powerUp, .powerUpWithBillInValidator, .powerUpWithBillInStacker, .initialising, .accepting, .stacking,
            .returning, .holding, .busy, .rejecting, .escrow, .stacked, .returned:
            return false
        }
    }

    /// What is to be asked now, or nil for nothing before `nextPollAt`.
    private func nextRequest(_ now: KioskInstant) -> CCNETRequest? {
        let poll = nextPollAt.map { now >= $0 } ?? true ? CCNETRequest.poll : nil
        guard let status else { return poll }
        if let powerUp { return powerUp.isDue(now) ? .reset : poll }
        if resetIsWanted, allowsReset { return .reset }
        if status == .initialising { return poll }
        // First of all, so that a stranger is found out before anything is wanted of it.
        let isAtRest = status.isAtRest
        if !setup.isIdentified, isAtRest || !setup.identificationRefusedWhileBusy { return .identification }
        if setup.bills.isToBeAsked(atRest: isAtRest) { return .billTable }
        if isAtRest, !setup.isSecured { return .security }
        if let note, status.holdsNote {
            if let choice = note.decision.dueChoice(now) { return choice == .stack ? .stack : .returnBill }
            if note.decision.choice == nil, note.decision.isHoldDue(now) { return .hold }
        }
        let mayEnable = setup.isIdentified || target.isEmpty
        if mayEnable, applied != target, status.isWorking, !status.isOutcome, wish.mayInsist(now) {
            return .enable(target)
        }
        return poll
    }

    /// The bill types that are to be enabled now.
    var target: CCNETBillTypes { setup.bills.table?.types(worth: wish.denominations) ?? [] }

    mutating func tell(_ news: [NoteAcceptorReport]) { outputs += news.map { .report($0) } }

    /// The device was out of reach, or may be another one now: everything about it is to be learned again.
    mutating func forgetDevice() {
        codec.reset()
        exchange = nil
        status = nil
        setup = Setup(bills: LearnedTable(setup.bills.table ?? profile.knownBillTable))
        powerUp = nil
        resetIsWanted = false
        note = nil
        applied = nil
        wish.wait(until: nil)
        wish.deviceMayHaveForgotten()
        if outcome?.mayAcknowledge == false { outcome = nil }
    }
}

extension CCNETStatus {
    /// No note is in the device.
    var isAtRest: Bool { self == .disabled || self == .idling }

    /// A note lies in escrow.
    var holdsNote: Bool {
        if case .escrow = self { return true }
        return self == .holding
    }

    /// An event that waits for its acknowledgement.
    var isOutcome: Bool {
        if case .stacked = self { return true }
        if case .returned = self { return true }
        return false
    }

    /// The bill type of a note that is held, or that came to its end.
    var type: Int? {
        if case .escrow(let type) = self { return type }
        if case .stacked(let type) = self { return type }
        if case .returned(let type) = self { return type }
        return nil
    }
}
