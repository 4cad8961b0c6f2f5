/// Notes. Each has one fact before it is stacked and one after; nothing is credited in escrow.
extension KioskMachine {
    mutating func takeCash(_ payment: PaymentID, at now: KioskInstant) {
        session.phase = .takingCash(CashTaking(payment: payment))
        perform(.noteAcceptor(.enable(denominations: settings.denominations)))
        if let code = session.creditNote { use(code, at: now) }
    }

    mutating func noteAcceptorReported(_ report: NoteAcceptorReport, at now: KioskInstant) {
        switch report {
        case .presence(let presence): noteAcceptorBecame(presence, at: now)
        case .identified: break
        case .poweredUp(let place): noteAcceptorPoweredUp(place, at: now)
        case .enabled:
            devices.isAcceptorJammed = false
            changeCash { $0.isEnabled = true }
        case .disabled: noteAcceptorRests(at: now)
        case .escrowed(let denomination): escrowed(denomination, at: now)
        case .stacked(let denomination): stacked(denomination, at: now)
        case .returned(let denomination): returned(denomination, at: now)
        case .rejected(let why):
            record(.visitFailed(.noteRejected), at: now)
            changeCash { if $0.restUntil == nil { $0.activity = .rejected(why) } }
        case .cashBoxRemoved:
            devices.isCashBoxOut = true
            acceptorFailed(.cashBoxRemoved, at: now)
        case .cashBoxFull:
            devices.isCashBoxFull = true
            acceptorFailed(.cashBoxFull, at: now)
        case .cashBoxBack:
            devices.isCashBoxOut = false
            devices.isCashBoxFull = false
        case .jammed:
            devices.isAcceptorJammed = true
            acceptorFailed(.noteAcceptorJammed, at: now)
        case .cheated: acceptorFailed(.noteAcceptorCheated, at: now)
        }
    }

    private mutating func escrowed(_ denomination: Money, at now: KioskInstant) {
        mayRepeatStacked = false
        if let (payment, note) = openNote, note.denomination != denomination {
            // The slot holds another note now, so nobody will hear any more what became of the one before.
            record(.noteUnplaced(payment.id, number: note.number), at: now)
            noteResolved(payment.id, at: now)
            perform(.noteAcceptor(.returnNote))
            return
        }
        guard case .takingCash(let taking) = session.phase, taking.restUntil == nil, !isBroken,
            let payment = ledger[taking.payment], payment.openCreditNote == nil,
            settings.denominations.contains(denomination)
        else {
            perform(.noteAcceptor(.returnNote))
            return
        }
        if payment.openNote != nil {
            // The same note, reported again because the command was lost on the line.
            perform(.noteAcceptor(.stackNote))
            return
        }
        record(
            .noteIntended(payment.id, number: payment.notes.count + 1, denomination: denomination), at: now)
        perform(.noteAcceptor(.stackNote))
        let until = now.advanced(by: settings.patience.noteOutcome)
        changeCash {
            $0.activity = .moving(denomination)
            $0.noteUntil = until
        }
    }

    private mutating func stacked(_ denomination: Money, at now: KioskInstant) {
        guard let (payment, note) = openNote else { return stackedForNobody(denomination, at: now) }
        mayRepeatStacked = true
        defer { perform(.noteAcceptor(.acknowledge)) }
        if note.denomination != denomination { record(.incident(.stackedNoteOfOtherValue), at: now) }
        record(.noteStacked(payment.id, number: note.number), at: now)
        noteResolved(payment.id, at: now)
    }

    /// Without an open intent it is the repeated report of a note that counted already, or a note that belongs to
    /// nobody here and is kept for whoever put it in. What could not be written down is not acknowledged, so that the
    /// device says it again.
    private mutating func stackedForNobody(_ denomination: Money, at now: KioskInstant) {
        let isRepeated = mayRepeatStacked && ledger.lastStacked == denomination
        guard isRepeated || takeInSuspense(denomination, at: now) else { return }
        mayRepeatStacked = true
        perform(.noteAcceptor(.acknowledge))
    }

    private mutating func returned(_ denomination: Money, at now: KioskInstant) {
        defer { perform(.noteAcceptor(.acknowledge)) }
        guard let (payment, note) = openNote, note.denomination == denomination else {
            changeCash { if $0.restUntil == nil { $0.activity = .returned(denomination) } }
            return
        }
        record(.noteReturned(payment.id, number: note.number), at: now)
        noteResolved(payment.id, at: now)
        changeCash { if $0.restUntil == nil { $0.activity = .returned(denomination) } }
    }

    /// The device lost and found its power: what it says of the note inside meets the open intent.
    private mutating func noteAcceptorPoweredUp(_ place: NoteAtPowerUp?, at now: KioskInstant) {
        // The device waits with its reset, which moves the note, until this is durable.
        defer { perform(.noteAcceptor(.acknowledge)) }
        // Without an open intent, a note in escrow is given back by the device, and one in the stacker was
        // recorded before its acknowledgement was lost.
        mayRepeatStacked = true
        guard let (payment, note) = openNote else { return }
        switch place {
        case .inAcceptor: record(.noteReturned(payment.id, number: note.number), at: now)
        case .inStacker: record(.noteStacked(payment.id, number: note.number), at: now)
        case nil: record(.noteUnplaced(payment.id, number: note.number), at: now)
        }
        noteResolved(payment.id, at: now)
    }

    /// The one note whose fate is open, if any: in the payment under way, or in one that a restart interrupted.
    private var openNote: (payment: PaymentRecord, note: NoteRecord)? {
        for payment in ledger.open { if let note = payment.openNote { return (payment, note) } }
        return nil
    }

    mutating func noteResolved(_ payment: PaymentID, at now: KioskInstant) {
        guard let record = ledger[payment] else { return }
        guard case .takingCash(let taking) = session.phase, taking.payment == payment else {
            concludeIfResolved(payment, at: now)
            return
        }
        changeCash {
            $0.noteUntil = nil
            if $0.restUntil == nil { $0.activity = .waiting }
        }
        if record.isPaidInFull, taking.restUntil == nil { closeCash(.paidInFull, .finish, at: now) }
    }

    /// At rest: it holds no note and takes none.
    private mutating func noteAcceptorRests(at now: KioskInstant) {
        mayRepeatStacked = false
        if let (payment, note) = openNote {
            record(.noteUnplaced(payment.id, number: note.number), at: now)
            noteResolved(payment.id, at: now)
        }
        guard case .takingCash(let taking) = session.phase else { return }
        if taking.restUntil != nil {
            cashClosed(taking, at: now)
        } else if !taking.isEnabled {
            // It was asked to take notes and rests instead: it knows none of these denominations.
            closeCash(.deviceFailed, .finish, at: now)
        } else {
            // Somebody else closed it, a technician's test for example. It is still wanted; once.
            changeCash { $0.isEnabled = false }
            perform(.noteAcceptor(.enable(denominations: settings.denominations)))
        }
    }

    private mutating func noteAcceptorBecame(_ presence: DevicePresence, at now: KioskInstant) {
        devices.noteAcceptor = presence
        switch presence {
        case .ready:
            devices.isAcceptorJammed = false
            if case .takingCash(let taking) = session.phase, taking.restUntil == nil {
                perform(.noteAcceptor(.enable(denominations: settings.denominations)))
            } else {
                // The answer is `disabled`, once it rests: then nothing of an earlier life is still on its way.
                perform(.noteAcceptor(.disable))
            }
        case .absent, .faulty: acceptorFailed(nil, at: now)
        }
    }

    private mutating func acceptorFailed(_ incident: Incident?, at now: KioskInstant) {
        if let incident { record(.incident(incident), at: now) }
        guard case .takingCash(let taking) = session.phase, taking.restUntil == nil else { return }
        closeCash(.deviceFailed, .finish, at: now)
    }

    mutating func changeCash(_ body: (inout CashTaking) -> Void) {
        guard case .takingCash(var taking) = session.phase else { return }
        body(&taking)
        session.phase = .takingCash(taking)
    }
}
