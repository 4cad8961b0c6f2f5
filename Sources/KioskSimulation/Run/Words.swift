import KioskCore

/// Events, actions and screens in plain words, for the story of a failure, and as numbers for the digest.
extension KioskEvent {
    var kind: UInt64 {
        switch self {
        case .restarted: 1
        case .residentChose: 2
        case .codeRead: 3
        case .scannerReported: 4
        case .noteAcceptorReported: 5
        case .printerReported: 6
        case .terminalReported: 7
        case .incidentNoticed: 8
        case .hubAnswered: 9
        case .hubReachable: 10
        case .identitiesSupplied: 11
        case .deadlineReached: 12
        case .recordFailed: 13
        case .stopRequested: 14
        case .exceptionResolved: 15
        case .cashBoxCollected: 16
        case .journalJudged: 17
        }
    }

    var words: String {
        switch self {
        case .restarted: "kioskd hears that it restarted"
        case .residentChose(let choice): "kioskd hears the touch \(choice)"
        case .codeRead(let reading): "the scanner read \(reading)"
        case .scannerReported(let presence): "the scanner says \(presence)"
        case .noteAcceptorReported(let report): "the acceptor says \(report)"
        case .printerReported(let report): "the printer says \(report)"
        case .terminalReported(let report): "the terminal says \(report)"
        case .incidentNoticed(let incident): "an incident: \(incident)"
        case .hubAnswered(let answer): "the hub's answer: \(answer.words)"
        case .hubReachable(let isReachable): isReachable ? "the hub is there" : "the hub is not there"
        case .identitiesSupplied(let fresh): "\(fresh.count) new identities"
        case .deadlineReached: "a wait ends"
        case .recordFailed: "the journal cannot be written"
        case .stopRequested: "kioskd is asked to stop"
        case .exceptionResolved(let id, let resolution): "a person decided about \(id): \(resolution.decision)"
        case .cashBoxCollected(_, let name, _): "\(name) collects the cash box"
        case .journalJudged(let standing): "the hub says of the journal: \(standing.rawValue)"
        }
    }
}

extension KioskAction {
    var kind: UInt64 {
        switch self {
        case .record(let facts): 100 + UInt64(facts.count)
        case .noteAcceptor: 21
        case .terminal: 22
        case .printSlip: 23
        case .hub: 24
        case .supplyIdentities: 25
        case .stop: 26
        }
    }
}

extension NoteAcceptorCommand {
    var words: String {
        switch self {
        case .enable: "take notes"
        case .disable: "take no more notes"
        case .stackNote: "stack the note"
        case .returnNote: "give the note back"
        case .acknowledge: "acknowledged"
        case .reset: "start anew"
        }
    }
}

extension PaymentTerminalCommand {
    var words: String {
        switch self {
        case .authorise(let amount): "charge \(amount)"
        case .abort: "give up"
        case .enquireLast: "what became of the last charge?"
        case .enquireBaseline: "what was the last transaction?"
        case .reverse(let number, let amount): "undo receipt \(number) over \(amount)"
        case .endOfDay: "end of day"
        }
    }
}

extension HubRequest {
    var words: String {
        switch self {
        case .inquire(let inquiry): "what is open on \(inquiry.account) of \(inquiry.biller)?"
        case .prepare(let order): "prepare \(order.payment)"
        case .cancel(let id): "nothing was taken for \(id)"
        case .submit(let submission, let kind): "\(kind.rawValue) \(submission.payment) over \(submission.tendered)"
        case .enquire(let id, _): "what became of \(id)?"
        case .chargeWallet(let charge): "charge the wallet \(charge.code.digits) \(charge.amount) for \(charge.payment)"
        case .enquireWallet(let id): "what became of the wallet of \(id)?"
        case .cancelWallet(let id): "undo the wallet of \(id)"
        case .claimCreditNote(let claim): "claim the credit note \(claim.code) for \(claim.payment)"
        case .reportCollection: "the cash box was collected"
        case .reportDay(let statement): "the payments of \(statement.date)"
        }
    }
}

extension HubAnswer {
    var words: String {
        switch self {
        case .inquired(_, .statement(let statement)): "\(statement.openBills.count) open bills"
        case .inquired(_, .refused(let refusal)): "no bills: \(refusal.reason.rawValue)"
        case .inquired(_, .unavailable(let trouble)): "none about bills, \(trouble)"
        case .prepared(let id, .prepared): "\(id) is prepared"
        case .prepared(let id, .refused(let refusal)): "\(id) is not prepared: \(refusal.reason.rawValue)"
        case .prepared(let id, .unavailable(let trouble)): "none about preparing \(id), \(trouble)"
        case .submitted(let id, let outcome): "\(id): \(outcome)"
        case .wallet(let id, let outcome): "the wallet of \(id): \(outcome)"
        case .creditNote(let id, let code, let outcome): "the credit note \(code) for \(id): \(outcome)"
        case .collectionCompared(_, let outcome): "the collection: \(outcome)"
        case .dayCompared(let date, let outcome): "the day \(date): \(outcome)"
        }
    }
}

extension JournalFact {
    var words: String {
        switch self {
        case .paymentPlanned(let plan): "\(plan.payment) is planned, \(plan.amountDue) by \(plan.tender.rawValue)"
        case .paymentQueued(let submission): "\(submission.payment) is queued with \(submission.tendered)"
        case .noteInSuspense(let plan): "a note of \(plan.denomination) in suspense as \(plan.payment)"
        case .noteIntended(let id, let number, let note): "note \(number) of \(id), \(note), is to be stacked"
        case .noteStacked(let id, let number): "note \(number) of \(id) is stacked"
        default: "\(self)"
        }
    }
}

extension Screen {
    var kind: String {
        switch self {
        case .attract: "attract"
        case .billerChoice: "billerChoice"
        case .accountEntry: "accountEntry"
        case .asking: "asking"
        case .billChoice: "billChoice"
        case .billExplained: "billExplained"
        case .methodChoice: "methodChoice"
        case .cashConsent: "cashConsent"
        case .preparing: "preparing"
        case .cash: "cash"
        case .card: "card"
        case .wallet: "wallet"
        case .settling: "settling"
        case .done: "done"
        case .failed(let failure): "failed.\(failure.kind)"
        case .thanks: "thanks"
        case .outOfService: "outOfService"
        }
    }

    var words: String {
        switch self {
        case .cash(let progress): "put in notes: \(progress.inserted) of \(progress.due)"
        case .card(let amount, let prompt, _): "card, \(amount): \(prompt.rawValue)"
        case .done(let summary): "done: \(summary.paid) paid, \(summary.standing)"
        case .failed(let failure): "failed: \(failure.kind), the money: \(failure.money)"
        default: kind
        }
    }
}
