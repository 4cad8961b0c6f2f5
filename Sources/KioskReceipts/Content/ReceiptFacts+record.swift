package import KioskCore

extension ReceiptFacts {
    /// What the journal says of a payment as the facts of its slip; nil when no money was, or may have been,
    /// taken, so that there is nothing to give a slip for.
    package init?(
        _ record: PaymentRecord, site: ReceiptSite, isCopy: Bool = false, voucher: String? = nil
    ) {
        guard let kind = Kind(record) else { return nil }
        self.init(
            kind: kind, receiptNumber: record.receiptNumber, payment: record.id, claimCode: record.claimCode,
            site: site, time: (record.lastTaken ?? record.began).wall, biller: record.plan?.biller,
            maskedAccount: record.plan?.account.masked,
            items: record.plan?.allocations.map { Item(period: $0.period, amount: $0.amount) } ?? [],
            tenders: record.tenders, currency: record.currency, isCopy: isCopy,
            isOffline: record.channel == .offline, voucher: voucher)
    }
}

extension ReceiptFacts.Kind {
    fileprivate init?(_ record: PaymentRecord) {
        let owed = CreditNote(code: record.claimCode, amount: record.taken)
        switch (record.origin, record.outcome) {
        case (_, .conflicted): self = .examined(record.taken)
        case (.suspense, _): self = .suspense(owed)
        case (.bills, .abandoned): return nil
        case (.bills, .settled(let settlement)):
            if settlement.settled.isZero {
                self = .givenBack(settlement.creditNote ?? owed, record.closing)
            } else {
                self = .settled(reference: settlement.reference, settlement.creditNote)
            }
        case (.bills, .refused(let refusal, let note)):
            // "Cancelled" is the hub's word for what the resident asked for.
            self = refusal.reason == .cancelled ? .givenBack(note, record.closing) : .refused(refusal.reason, note)
        case (.bills, nil):
            if let card = record.card, record.hasOpenCard {
                self = .cardUnknown(card.amount)
            } else if let wallet = record.wallet, record.hasOpenWallet {
                self = .walletUnknown(wallet.amount)
            } else if record.openCreditNote != nil {
                self = .creditNoteUnknown(counted: record.taken)
            } else if record.uncertain.isPositive {
                self = .noteUnplaced(record.uncertain, counted: record.taken)
            } else if record.isPaidInFull, record.taken.isPositive, record.closing != .cancelledByResident {
                self = .pending
            } else if record.taken.isPositive {
                self = .givenBack(owed, record.closing)
            } else {
                return nil
            }
        }
    }

    /// All of the money is owed, because the payment did not come to its end.
    private static func givenBack(_ note: CreditNote, _ reason: ClosingReason?) -> Self {
        switch reason {
        case .cancelledByResident: .cancelled(note)
        case .paidInFull, .deviceFailed, .restarted, nil: .interrupted(note)
        }
    }
}
