/// What a person must decide, and what becomes of the money when they have.
extension Ledger {
    /// Everything that waits for a person: payments first, then terminal, differences and the journal itself.
    package var exceptions: [LedgerException] {
        var found = index.exceptional.compactMap { payments[$0]?.exception }
        for reversal in reversals.sorted(by: { $0.key < $1.key }).map(\.value) where reversal.needsPerson {
            found.append(
                LedgerException(
                    id: Ledger.idOfReversal(reversal.capture.terminalReceiptNumber), payment: nil,
                    kind: .cardNotReversed(reversal.capture), since: reversal.since, money: reversal.capture.amount))
        }
        found += differences
        if standing != .accepted {
            found.append(
                LedgerException(
                    id: "journal", payment: nil, kind: .journalRefused(standing), since: standingSince, money: nil))
        }
        return found
    }

    package func exception(_ id: PaymentID) -> LedgerException? {
        payments[id]?.exception ?? exceptions.first { $0.id == id }
    }

    /// The longest word of a person that the journal takes, in characters.
    package static let longestReason = 1_000

    /// Why a person's decision cannot be taken, and what to do instead; nil when it can.
    package func refusal(of resolution: ExceptionResolution, for id: PaymentID) -> String? {
        guard let exception = exception(id) else {
            return "Nothing about \(id) waits for a person. List what does, and take the id from there."
        }
        guard exception.allowedDecisions.contains(resolution.decision.kind) else {
            let allowed = exception.allowedDecisions.map(\.rawValue).joined(separator: ", ")
            return allowed.isEmpty
                ? "Only the hub can end this: it must accept the kiosk's journal again."
                : "\(resolution.decision.kind.rawValue) does not answer this: decide one of \(allowed)."
        }
        for (name, text) in [("who decided", resolution.by), ("why", resolution.why)] {
            guard text.contains(where: { !$0.isWhitespace }) else { return "Say \(name): the journal keeps it." }
            guard text.count <= Ledger.longestReason else {
                return "Say \(name) in at most \(Ledger.longestReason) characters."
            }
        }
        guard case .cardWasCharged(let number) = resolution.decision else { return nil }
        guard number > 0 else { return "A terminal's receipt numbers begin at 1." }
        if number == payments[id]?.card?.lastReceiptNumber {
            return "Receipt \(number) is the one before this charge: look for a later one in the terminal's journal."
        }
        return nil
    }

    static func idOfReversal(_ number: Int) -> PaymentID { PaymentID("reversal-\(number)") }

    // MARK: Folding

    mutating func resolve(_ id: PaymentID, _ resolution: ExceptionResolution, at now: KioskInstant) {
        guard payments[id]?.exceptionKind != nil else {
            differences.removeAll { $0.id == id }
            for number in reversals.keys where Ledger.idOfReversal(number) == id { reversals[number] = nil }
            return
        }
        change(id, at: now) { $0.resolutions.append(resolution) }
        switch resolution.decision {
        case .noteIsInCashBox: foundNote(of: id, at: now)
        case .noteWasReturned:
            change(id, at: now) { record in
                if let note = record.unplacedNote { record.setNote(note.number, .returned) }
            }
        case .cardWasCharged(let number):
            change(id, at: now) { $0.cardWasCharged(receipt: number, at: now) }
        case .cardWasNotCharged: change(id, at: now) { $0.card?.state = .declined(.terminalTrouble) }
        case .closed: change(id, at: now) { $0.close() }
        }
        forgetOldest()
    }

    /// The lost note lies in a cash box. Before the payment was told to the hub it counts there; afterwards what was
    /// told is not changed, and the note's money goes to suspense, which the next fact begins.
    private mutating func foundNote(of id: PaymentID, at now: KioskInstant) {
        guard let payment = payments[id], let note = payment.unplacedNote else { return }
        let place = box.place(ofFoundNoteOf: id)
        if payment.submission == nil, payment.outcome == nil {
            change(id, at: now) {
                $0.setNote(note.number, .stacked)
                $0.lastTaken = now
            }
            if place == .inTheBox { box.stacked(note.denomination, of: id) }
        } else {
            change(id, at: now) { $0.setNote(note.number, .inSuspense) }
            box.foundNote = place
        }
    }

    /// The differences of a collection or of a day replace those found by the same comparison before.
    mutating func note(_ found: [PaymentDifference], source: String, at now: KioskInstant) {
        differences.removeAll { if case .difference(_, source) = $0.kind { true } else { false } }
        for (number, difference) in found.enumerated() where differences.count < Ledger.mostDifferences {
            let about = difference.payment?.text ?? String(number + 1)
            let id = "difference-\(source.map { $0 == " " ? "-" : String($0) }.joined())-\(about)"
            let sameCurrency = difference.kiosk.currency == difference.hub.currency
            differences.append(
                LedgerException(
                    id: PaymentID(id), payment: difference.payment,
                    kind: .difference(difference, foundBy: source), since: now.wall,
                    money: sameCurrency ? difference.kiosk - difference.hub : nil))
        }
    }
}

extension PaymentRecord {
    /// What a person must decide about this payment, the note first; nil when nothing.
    var exceptionKind: LedgerException.Kind? {
        if unplacedNote != nil { return .noteUnplaced }
        if outcome == nil {
            // While the resident still waits, terminal and hub are asked; afterwards a person may know sooner.
            if let card, card.state == .unknown || card.state == .intended && closing != nil { return .cardUnknown }
            if let wallet, wallet.state == .unknown || wallet.state == .intended && closing != nil {
                return .walletUnknown
            }
            if let note = openCreditNote, note.state == .unknown || closing != nil { return .creditNoteUnknown }
        }
        if case .conflicted(let why) = outcome, !isClosed { return .conflicted(why) }
        return nil
    }

    var exception: LedgerException? {
        exceptionKind.map {
            LedgerException(
                id: id, payment: id, kind: $0, since: troubledSince ?? began.wall,
                money: uncertain.isPositive ? uncertain : taken)
        }
    }

    var unplacedNote: NoteRecord? { notes.first { $0.state == .unplaced } }

    fileprivate mutating func cardWasCharged(receipt number: Int, at now: KioskInstant) {
        guard let amount = card?.amount else { return }
        card?.state = .captured(
            CardCapture(
                amount: amount, terminalReceiptNumber: number, traceNumber: 0, authorisationCode: "", lastFour: "",
                cardName: "", terminalID: ""))
        lastTaken = now
    }

    /// Settled outside of the kiosk: nothing is expected of devices or hub any more, and nothing is counted.
    fileprivate mutating func close() {
        switch exceptionKind {
        case .noteUnplaced:
            for note in notes where note.state == .unplaced { setNote(note.number, .closed) }
        case .cardUnknown: card?.state = .declined(.terminalTrouble)
        case .walletUnknown: wallet?.state = .declined(.neverSent)
        case .creditNoteUnknown: if let note = openCreditNote { setCreditNote(note.code, .closed) }
        case .conflicted: isClosed = true
        case .difference, .cardNotReversed, .journalRefused, nil: break
        }
    }
}
