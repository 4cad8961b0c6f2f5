package import KioskCore
import KioskDevices

/// What notes and people do.
extension SimulatedNoteAcceptor {
    package mutating func deadlineReached(at now: KioskInstant) -> [UInt8] {
        while let end = until, end <= now, !isDead { phaseEnded(at: end) }
        return []
    }

    private mutating func enter(_ new: Phase, for time: Duration?, at now: KioskInstant) {
        phase = new
        until = time.map { now.advanced(by: $0) }
    }

    private mutating func phaseEnded(at now: KioskInstant) {
        switch phase {
        case .initialising, .rejecting, .cheated: enter(.ready, for: nil, at: now)
        case .accepting(let type): accepted(type, at: now)
        case .escrow(let type), .holding(let type): beginReturn(type, at: now)
        case .stacking(let type):
            if let note = noteInPath { notesInCashBox.append(note) }
            noteInPath = nil
            isFull = isFull || notesInCashBox.count >= model.cashBoxCapacity
            enter(.stacked(type: type), for: nil, at: now)
        case .returning(let type):
            giveBack()
            enter(.returned(type: type), for: nil, at: now)
        case .poweredUp, .ready, .stacked, .returned, .jammed: until = nil
        }
    }

    private mutating func accepted(_ type: Int?, at now: KioskInstant) {
        guard let type else { return reject(CCNETRejectReason.identification, at: now) }
        guard enabled.contains(CCNETBillTypes(type: type)) else { return reject(CCNETRejectReason.inhibit, at: now) }
        if jamsNext {
            jamsNext = false
            enter(.jammed(inCashBox: false), for: nil, at: now)
        } else if escrowed.contains(CCNETBillTypes(type: type)) {
            enter(.escrow(type: type), for: model.escrow, at: now)
        } else {
            beginStack(type, at: now)
        }
    }

    mutating func beginStack(_ type: Int, at now: KioskInstant) {
        enter(.stacking(type: type), for: model.stacking, at: now)
        if jamsNext {
            jamsNext = false
            enter(.jammed(inCashBox: true), for: nil, at: now)
        }
        isDead = diesInStack
    }

    mutating func beginReturn(_ type: Int, at now: KioskInstant) {
        enter(.returning(type: type), for: model.returning, at: now)
    }

    mutating func hold(_ type: Int, at now: KioskInstant) { enter(.holding(type: type), for: model.escrow, at: now) }

    mutating func becomeReady(at now: KioskInstant) { enter(.ready, for: nil, at: now) }

    /// A note found on the way goes where the power-up state said.
    mutating func reset(at now: KioskInstant) {
        if case .poweredUp(.powerUpWithBillInStacker) = phase {
            if let note = noteInPath { notesInCashBox.append(note) }
            noteInPath = nil
        } else if case .jammed = phase {
            return
        } else {
            giveBack()
        }
        enabled = []
        escrowed = []
        enter(.initialising, for: model.initialising, at: now)
    }

    private mutating func giveBack() {
        if let note = noteInPath { returnedNotes.append(note) }
        noteInPath = nil
    }

    private mutating func reject(_ reason: UInt8, at now: KioskInstant) {
        giveBack()
        enter(.rejecting(reason: reason), for: model.rejecting, at: now)
    }

    package mutating func hand(_ hand: NoteAcceptorHand, at now: KioskInstant) -> [UInt8] {
        _ = deadlineReached(at: now)
        switch hand {
        case .insertNote(let money):
            // A device that is not taking notes does not turn its motor: the note stays in the hand.
            guard !isDead, status == .idling else {
                returnedNotes.append(money)
                break
            }
            noteInPath = money
            enter(.accepting(type: model.denominations.firstIndex(of: money)), for: model.accepting, at: now)
        case .insertUnrecognisable:
            if !isDead, status == .idling { enter(.accepting(type: nil), for: model.accepting, at: now) }
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
        case .garbleAnswers(let count): answersToGarble += count
        case .refuseCommands(let count): commandsToRefuse += count
        case .ignoreCommands(let count): commandsToIgnore += count
        case .loseAnswers(let count): answersToLose += count
        }
        return []
    }

    /// After a jam and after the cash box was out, the device starts itself again, and takes no notes.
    private mutating func restart(at now: KioskInstant) {
        enabled = []
        escrowed = []
        enter(.initialising, for: model.initialising, at: now)
    }

    private mutating func pulled(at now: KioskInstant) {
        switch phase {
        case .accepting: reject(CCNETRejectReason.insertion, at: now)
        case .stacking:
            giveBack()
            enter(.cheated, for: model.cheated, at: now)
        case .returning(let type):
            giveBack()
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
