package import KioskCore

/// How long the mechanics take, and what the firmware knows.
package struct NoteAcceptorModel: Hashable, Sendable {
    package var initialising: Duration = .milliseconds(500)
    package var accepting: Duration = .milliseconds(600)
    package var stacking: Duration = .milliseconds(400)
    package var returning: Duration = .milliseconds(300)
    package var rejecting: Duration = .milliseconds(500)
    package var cheated: Duration = .seconds(1)
    /// A note in escrow that nobody decides about is given back after this; HOLD begins it anew.
    package var escrow: Duration = .seconds(10)
    package var cashBoxCapacity = 600
    /// By bill type. `country` is what the table says for all of them.
    package var denominations: [Money?] = [1, 5, 10, 20, 50, 100].map { Money($0 * 100, .cny) }
    package var country = "CHN"
    /// Whether GET BILL TABLE is refused while a note is in the device.
    package var refusesTableWhileBusy = false

    package init() {}
}

/// What happens to notes in an acceptor with escrow and cash box, whatever wire it speaks.
///
/// Notes are never made or lost: each that was inserted lies in exactly one of `notesInCashBox`, `returnedNotes`,
/// `noteInPath`, `notesTakenOut` and `collectedNotes`. A wire reads `phase` and calls what its commands mean; it
/// never moves a note itself. Bill types are places in the model's `denominations`.
package struct NoteMechanics: Sendable {
    package let model: NoteAcceptorModel

    /// What lies in the cash box now.
    package internal(set) var notesInCashBox: [Money] = []
    /// What came back to the person in front, in order.
    package internal(set) var returnedNotes: [Money] = []
    /// What a technician took out of a jam.
    package internal(set) var notesTakenOut: [Money] = []
    /// What was taken away with the cash box.
    package internal(set) var collectedNotes: [Money] = []
    package internal(set) var noteInPath: Money?

    package internal(set) var phase = Phase.poweredUp(nil)
    var until: KioskInstant?
    /// The bill types taken; empty when the device takes no notes.
    package internal(set) var enabled: Set<Int> = []
    /// Of those, the types that stop in escrow; the others go straight into the cash box.
    package internal(set) var escrowed: Set<Int> = []
    package internal(set) var hasCashBox = true
    package internal(set) var isFull = false
    var jamsNext = false
    var diesInStack = false
    /// The firmware hangs: it answers nothing and moves nothing until the power is cycled.
    package internal(set) var isDead = false
    /// The phases passed since `takePassed`, for wires that tell events and not states.
    private var passed: [Phase] = []
    private static let longestPassed = 64

    package init(model: NoteAcceptorModel = NoteAcceptorModel()) { self.model = model }

    /// Where the mechanics stand. What lasts has its end in `until`.
    package enum Phase: Hashable, Sendable {
        /// Waits for `reset`, which moves the note where this says it is.
        case poweredUp(NoteAtPowerUp?)
        case initialising
        /// At rest: with `isTakingNotes` when there is a cash box with room and something is enabled.
        case ready
        /// Nil for what is no note.
        case accepting(type: Int?)
        case rejecting(NoteRejection)
        case escrow(type: Int)
        /// Still in escrow, after the kiosk asked for more time.
        case holding(type: Int)
        case stacking(type: Int)
        /// In the cash box, and not yet acknowledged. Lasts until `becomeReady`.
        case stacked(type: Int)
        case returning(type: Int)
        /// In the mouth, and not yet acknowledged. Lasts until `becomeReady`.
        case returned(type: Int)
        case jammed(inCashBox: Bool)
        case cheated
    }

    package var nextDeadline: KioskInstant? { isDead ? nil : until }

    package var isTakingNotes: Bool {
        !isDead && phase == .ready && hasCashBox && !isFull && !enabled.isEmpty
    }

    /// The type of the note that waits in escrow.
    package var heldType: Int? {
        switch phase {
        case .escrow(let type), .holding(let type): type
        case .poweredUp, .initialising, .ready, .accepting, .rejecting, .stacking, .stacked, .returning, .returned,
            .jammed, .cheated:
            nil
        }
    }

    /// Phases since the last call, the oldest first; at most the last 64 of them.
    package mutating func takePassed() -> [Phase] {
        defer { passed = [] }
        return passed
    }

    mutating func enter(_ new: Phase, for time: Duration?, at now: KioskInstant) {
        phase = new
        until = time.map { now.advanced(by: $0) }
        passed.append(new)
        if passed.count > Self.longestPassed { passed.removeFirst() }
    }
}

// MARK: - What a wire tells the mechanics

extension NoteMechanics {
    package mutating func take(_ types: Set<Int>, escrowed held: Set<Int>) {
        enabled = types
        escrowed = held
    }

    /// Moves the note in escrow towards the cash box; nothing without one.
    package mutating func stack(at now: KioskInstant) {
        if let type = heldType { beginStack(type, at: now) }
    }

    /// Gives the note in escrow back; nothing without one.
    package mutating func giveBack(at now: KioskInstant) {
        if let type = heldType { beginReturn(type, at: now) }
    }

    /// Keeps the note in escrow for another `model.escrow`; nothing without one.
    package mutating func hold(at now: KioskInstant) {
        if let type = heldType { enter(.holding(type: type), for: model.escrow, at: now) }
    }

    /// Ends `stacked` and `returned`: the kiosk knows.
    package mutating func becomeReady(at now: KioskInstant) { enter(.ready, for: nil, at: now) }

    /// Starts the device. A note found on the way goes where the power-up said; a jam stays one.
    package mutating func reset(at now: KioskInstant) {
        if case .poweredUp(.inStacker) = phase {
            putIntoCashBox()
        } else if case .jammed = phase {
            return
        } else {
            putIntoMouth()
        }
        restart(at: now)
    }

    /// The power went away and came back.
    package mutating func powerCycled(at now: KioskInstant) {
        enabled = []
        escrowed = []
        isDead = false
        diesInStack = false
        switch phase {
        case .stacking, .stacked: enter(.poweredUp(.inStacker), for: nil, at: now)
        case .poweredUp(.some): enter(phase, for: nil, at: now)
        case .jammed: until = nil
        case .accepting, .escrow, .holding, .returning, .poweredUp(nil), .initialising, .ready, .rejecting, .returned,
            .cheated:
            enter(.poweredUp(noteInPath == nil ? nil : .inAcceptor), for: nil, at: now)
        }
    }

    package mutating func deadlineReached(at now: KioskInstant) {
        while let end = until, end <= now, !isDead { phaseEnded(at: end) }
    }

    private mutating func phaseEnded(at now: KioskInstant) {
        switch phase {
        case .initialising, .rejecting, .cheated: enter(.ready, for: nil, at: now)
        case .accepting(let type): accepted(type, at: now)
        case .escrow(let type), .holding(let type): beginReturn(type, at: now)
        case .stacking(let type):
            putIntoCashBox()
            enter(.stacked(type: type), for: nil, at: now)
        case .returning(let type):
            putIntoMouth()
            enter(.returned(type: type), for: nil, at: now)
        case .poweredUp, .ready, .stacked, .returned, .jammed: until = nil
        }
    }

    private mutating func accepted(_ type: Int?, at now: KioskInstant) {
        guard let type else { return reject(.notRecognised, at: now) }
        guard enabled.contains(type) else { return reject(.denominationNotTaken, at: now) }
        if jamsNext {
            jamsNext = false
            enter(.jammed(inCashBox: false), for: nil, at: now)
        } else if escrowed.contains(type) {
            enter(.escrow(type: type), for: model.escrow, at: now)
        } else {
            beginStack(type, at: now)
        }
    }

    private mutating func beginStack(_ type: Int, at now: KioskInstant) {
        enter(.stacking(type: type), for: model.stacking, at: now)
        if jamsNext {
            jamsNext = false
            enter(.jammed(inCashBox: true), for: nil, at: now)
        }
        isDead = diesInStack
    }

    private mutating func beginReturn(_ type: Int, at now: KioskInstant) {
        enter(.returning(type: type), for: model.returning, at: now)
    }

    mutating func reject(_ why: NoteRejection, at now: KioskInstant) {
        putIntoMouth()
        enter(.rejecting(why), for: model.rejecting, at: now)
    }

    /// After a jam and after the cash box was out, the device starts itself again, and takes no notes.
    mutating func restart(at now: KioskInstant) {
        enabled = []
        escrowed = []
        enter(.initialising, for: model.initialising, at: now)
    }

    mutating func putIntoMouth() {
        if let note = noteInPath { returnedNotes.append(note) }
        noteInPath = nil
    }

    private mutating func putIntoCashBox() {
        if let note = noteInPath { notesInCashBox.append(note) }
        noteInPath = nil
        isFull = isFull || notesInCashBox.count >= model.cashBoxCapacity
    }
}
