package import KioskCore

/// What a note acceptor's firmware says over its line: one wire protocol, on mechanics that all of them share.
package protocol NoteWire: Sendable {
    /// What goes wrong on the line; the wire asks it before it obeys and before it answers.
    var faults: NoteLineFaults { get set }

    init()

    /// Bytes from the kiosk, cut anywhere, to a firmware that lives. Returns the bytes that go back.
    mutating func received(_ bytes: [UInt8], _ mechanics: inout NoteMechanics, at now: KioskInstant) -> [UInt8]
    /// The mechanics came into this phase. Told in order, before the next `received`.
    mutating func passed(_ phase: NoteMechanics.Phase, _ mechanics: inout NoteMechanics, at now: KioskInstant)
    /// The power went away and came back: forget what is not kept, and what was half received. `mechanics` did so.
    mutating func powerCycled(_ mechanics: inout NoteMechanics, at now: KioskInstant)
}

extension NoteWire {
    package mutating func passed(
        _ phase: NoteMechanics.Phase, _ mechanics: inout NoteMechanics, at now: KioskInstant
    ) {}
}

/// The firmware and the mechanics of a note acceptor with escrow and cash box, on one wire.
package struct SimulatedAcceptor<Wire: NoteWire>: SimulatedDevice {
    package internal(set) var mechanics: NoteMechanics
    var wire: Wire

    package init(model: NoteAcceptorModel = NoteAcceptorModel(), wire: Wire = Wire()) {
        mechanics = NoteMechanics(model: model)
        self.wire = wire
    }

    package var model: NoteAcceptorModel { mechanics.model }
    /// What lies in the cash box now.
    package var notesInCashBox: [Money] { mechanics.notesInCashBox }
    /// What came back to the person in front, in order.
    package var returnedNotes: [Money] { mechanics.returnedNotes }
    /// What a technician took out of a jam.
    package var notesTakenOut: [Money] { mechanics.notesTakenOut }
    /// What was taken away with the cash box.
    package var collectedNotes: [Money] { mechanics.collectedNotes }
    package var noteInPath: Money? { mechanics.noteInPath }

    package var nextDeadline: KioskInstant? { mechanics.nextDeadline }

    package mutating func received(_ bytes: [UInt8], at now: KioskInstant) -> [UInt8] {
        move(to: now)
        guard !mechanics.isDead else { return [] }
        defer { tellWire(now) }
        return wire.received(bytes, &mechanics, at: now)
    }

    package mutating func hand(_ hand: NoteAcceptorHand, at now: KioskInstant) -> [UInt8] {
        move(to: now)
        switch hand {
        case .garbleAnswers(let count): wire.faults.answersToGarble += count
        case .refuseCommands(let count): wire.faults.commandsToRefuse += count
        case .ignoreCommands(let count): wire.faults.commandsToIgnore += count
        case .loseAnswers(let count): wire.faults.answersToLose += count
        case .insertNote, .insertUnrecognisable, .pullNote, .jam, .unjam, .removeCashBox, .returnCashBox, .fillCashBox,
            .cheat, .dieMidStack:
            mechanics.hand(hand, at: now)
        }
        tellWire(now)
        return []
    }

    package mutating func deadlineReached(at now: KioskInstant) -> [UInt8] {
        move(to: now)
        return []
    }

    package mutating func powerCycled(at now: KioskInstant) -> [UInt8] {
        mechanics.powerCycled(at: now)
        wire.powerCycled(&mechanics, at: now)
        tellWire(now)
        return []
    }

    private mutating func move(to now: KioskInstant) {
        mechanics.deadlineReached(at: now)
        tellWire(now)
    }

    /// What the wire does on hearing of a phase may lead to the next one, which it hears of in the same turn.
    private mutating func tellWire(_ now: KioskInstant) {
        for _ in 0..<Self.mostPhasesInATurn {
            let phases = mechanics.takePassed()
            if phases.isEmpty { return }
            for phase in phases { wire.passed(phase, &mechanics, at: now) }
        }
    }

    /// A wire that moves the mechanics on from every phase would never come to an end.
    private static var mostPhasesInATurn: Int { 16 }
}

/// The note acceptor of the simulated world: one that speaks CCNET.
package typealias SimulatedNoteAcceptor = SimulatedAcceptor<CCNETWire>
