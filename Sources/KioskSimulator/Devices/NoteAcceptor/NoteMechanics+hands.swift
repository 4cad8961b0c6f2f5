package import KioskCore

/// What a person can do to a note acceptor.
package enum NoteAcceptorHand: Hashable, Sendable {
    case insertNote(Money)
    /// A torn note, a false one, a strip of paper.
    case insertUnrecognisable
    /// Pulls the note on its way back out: harmless before escrow, tampering after it.
    case pullNote
    /// The note on its way gets stuck; with no note, the next one does.
    case jam
    /// A technician clears the way and takes out the note that was stuck.
    case unjam
    case removeCashBox
    /// Puts the cash box back; emptied, its notes go to `collectedNotes`.
    case returnCashBox(emptied: Bool)
    case fillCashBox
    /// Works at the slot with a tool.
    case cheat
    /// The next STACK starts the motor, then the firmware hangs until the power is cycled.
    case dieMidStack
    /// The next answers come with a wrong check.
    case garbleAnswers(Int)
    /// The next commands are refused with NAK.
    case refuseCommands(Int)
    /// The next commands get no answer at all, and are not obeyed.
    case ignoreCommands(Int)
    /// The next commands are obeyed, and their answers lost.
    case loseAnswers(Int)
}

/// What goes wrong on the line of a simulated acceptor. A wire asks before it obeys, and before it answers.
package struct NoteLineFaults: Hashable, Sendable {
    var answersToGarble = 0
    var commandsToRefuse = 0
    var commandsToIgnore = 0
    var answersToLose = 0

    package init() {}

    package mutating func garblesAnswer() -> Bool { Self.takeOne(of: &answersToGarble) }
    package mutating func refusesCommand() -> Bool { Self.takeOne(of: &commandsToRefuse) }
    package mutating func ignoresCommand() -> Bool { Self.takeOne(of: &commandsToIgnore) }
    package mutating func losesAnswer() -> Bool { Self.takeOne(of: &answersToLose) }

    private static func takeOne(of count: inout Int) -> Bool {
        guard count > 0 else { return false }
        count -= 1
        return true
    }
}

extension NoteMechanics {
    /// What people do to the notes and the box. What they do to the line is for the wire.
    package mutating func hand(_ hand: NoteAcceptorHand, at now: KioskInstant) {
        switch hand {
        case .insertNote(let money):
            // A device that is not taking notes does not turn its motor: the note stays in the hand.
            guard isTakingNotes else {
                returnedNotes.append(money)
                break
            }
            noteInPath = money
            enter(.accepting(type: model.denominations.firstIndex(of: money)), for: model.accepting, at: now)
        case .insertUnrecognisable:
            if isTakingNotes { enter(.accepting(type: nil), for: model.accepting, at: now) }
        case .pullNote: pulled(at: now)
        case .jam: jam(at: now)
        case .unjam:
            jamsNext = false
            guard case .jammed = phase else { break }
            if let note = noteInPath { notesTakenOut.append(note) }
            noteInPath = nil
            restart(at: now)
        case .removeCashBox: hasCashBox = false
        case .returnCashBox(let emptied):
            hasCashBox = true
            if emptied {
                collectedNotes += notesInCashBox
                notesInCashBox = []
                isFull = false
            }
            if phase == .ready { restart(at: now) }
        case .fillCashBox: isFull = true
        case .cheat: if phase == .ready { enter(.cheated, for: model.cheated, at: now) }
        case .dieMidStack: diesInStack = true
        case .garbleAnswers, .refuseCommands, .ignoreCommands, .loseAnswers: break
        }
    }

    private mutating func pulled(at now: KioskInstant) {
        switch phase {
        case .accepting: reject(.badInsertion, at: now)
        case .stacking:
            putIntoMouth()
            enter(.cheated, for: model.cheated, at: now)
        case .returning(let type):
            putIntoMouth()
            enter(.returned(type: type), for: nil, at: now)
        // In escrow the rollers hold it fast; elsewhere there is nothing to pull.
        case .poweredUp, .initialising, .ready, .rejecting, .escrow, .holding, .stacked, .returned, .jammed, .cheated:
            break
        }
    }

    private mutating func jam(at now: KioskInstant) {
        switch phase {
        case .accepting, .returning: enter(.jammed(inCashBox: false), for: nil, at: now)
        case .stacking: enter(.jammed(inCashBox: true), for: nil, at: now)
        case .poweredUp, .initialising, .ready, .rejecting, .escrow, .holding, .stacked, .returned, .jammed, .cheated:
            jamsNext = true
        }
    }
}
