package import KioskCore

/// A `Submission` as it goes over the wire: the body of `confirm` and of `advice`.
package struct SubmissionBody: Hashable, Codable, Sendable {
    package let payment: PaymentID
    package let kind: Submission.Kind
    package let kiosk: KioskID
    package let receiptNumber: String
    package let biller: BillerID?
    package let account: AccountNumber?
    package let allocations: [Allocation]
    package let tenders: [TenderBody]
    package let claimCode: ClaimCode
    package let taken: WallTime

    package init(_ submission: Submission) {
        payment = submission.payment
        kind = submission.kind
        kiosk = submission.kiosk
        receiptNumber = submission.receiptNumber
        biller = submission.biller
        account = submission.account
        allocations = submission.allocations
        tenders = submission.tenders.map { TenderBody($0) }
        claimCode = submission.claimCode
        taken = submission.taken
    }

    /// The submission, once every amount and text in it is known to be within bounds.
    package func submission() throws(RequestFault) -> Submission {
        var bounds = Bounds()
        bounds.check(payment, "payment")
        bounds.check(kiosk, "kiosk")
        bounds.check(text: receiptNumber, "receiptNumber")
        if let biller { bounds.check(biller, "biller") }
        if let account { bounds.check(account, "account") }
        if !allocations.isEmpty, biller == nil || account == nil {
            bounds.fault("allocations", "Something is to be settled, so biller and account must be given.")
        }
        bounds.check(allocations)
        bounds.check(tenders)
        bounds.check(taken, "taken")
        try bounds.throwFirstFault()
        return Submission(
            payment: payment, kind: kind, kiosk: kiosk, receiptNumber: receiptNumber, biller: biller,
            account: account, allocations: allocations, tenders: tenders.map(\.tender), claimCode: claimCode,
            taken: taken)
    }
}

/// A `Tender` as it goes over the wire: `{"kind":"notes",…}`, and so on.
package enum TenderBody: Hashable, Sendable {
    case notes(denomination: Money, count: Int)
    case card(CardCapture)
    case wallet(WalletReceipt)
    case creditNote(CreditNote)

    package init(_ tender: Tender) {
        switch tender {
        case .notes(let denomination, let count): self = .notes(denomination: denomination, count: count)
        case .card(let capture): self = .card(capture)
        case .wallet(let receipt): self = .wallet(receipt)
        case .creditNote(let note): self = .creditNote(note)
        }
    }

    package var tender: Tender {
        switch self {
        case .notes(let denomination, let count): .notes(denomination: denomination, count: count)
        case .card(let capture): .card(capture)
        case .wallet(let receipt): .wallet(receipt)
        case .creditNote(let note): .creditNote(note)
        }
    }
}

extension TenderBody: Codable {
    private enum Kind: String, Codable {
        case notes, card, wallet, creditNote
    }

    private enum CodingKeys: String, CodingKey {
        case kind, denomination, count
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .notes:
            self = .notes(
                denomination: try container.decode(Money.self, forKey: .denomination),
                count: try container.decode(Int.self, forKey: .count))
        case .card:
            self = .card(try CardCapture(from: decoder))
        case .wallet:
            self = .wallet(try WalletReceipt(from: decoder))
        case .creditNote:
            self = .creditNote(try CreditNote(from: decoder))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .notes(let denomination, let count):
            try container.encode(Kind.notes, forKey: .kind)
            try container.encode(denomination, forKey: .denomination)
            try container.encode(count, forKey: .count)
        case .card(let capture):
            try container.encode(Kind.card, forKey: .kind)
            try capture.encode(to: encoder)
        case .wallet(let receipt):
            try container.encode(Kind.wallet, forKey: .kind)
            try receipt.encode(to: encoder)
        case .creditNote(let note):
            try container.encode(Kind.creditNote, forKey: .kind)
            try note.encode(to: encoder)
        }
    }
}

extension TenderBody {
    /// The amount in minor units; the largest number there is where count × denomination overflows.
    var minorUnits: Int64 {
        switch self {
        case .notes(let denomination, let count):
            let (product, overflow) = denomination.minorUnits.multipliedReportingOverflow(by: Int64(count))
            return overflow ? .max : product
        case .card(let capture): return capture.amount.minorUnits
        case .wallet(let receipt): return receipt.amount.minorUnits
        case .creditNote(let note): return note.amount.minorUnits
        }
    }
}
