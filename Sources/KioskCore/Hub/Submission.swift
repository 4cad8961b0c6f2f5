/// What the kiosk tells the hub of the money it took: the body of a confirmation or of an advice.
///
/// It is made once from the journal, journaled, and sent unchanged in every retry: the hub answers a second
/// one of the same id and the same body with the stored answer, and calls any other body a conflict.
package struct Submission: Hashable, Codable, Sendable {
    package enum Kind: String, Codable, Sendable {
        /// The hub prepared this payment before money was taken.
        case confirm
        /// Money was taken without the hub, or it belongs to no bill.
        case advice
    }

    package let payment: PaymentID
    package let kind: Kind
    package let kiosk: KioskID
    package let receiptNumber: String
    /// Nil for money in suspense, which belongs to no account.
    package let biller: BillerID?
    package let account: AccountNumber?
    /// What is to be settled; empty when a resident cancelled after paying in notes, and for suspense.
    package let allocations: [Allocation]
    /// Everything taken. What of it is not settled is owed to the resident under `claimCode`.
    package let tenders: [Tender]
    package let claimCode: ClaimCode
    /// When the last of the money was taken, by the kiosk's wall clock.
    package let taken: WallTime

    package init(
        payment: PaymentID, kind: Kind, kiosk: KioskID, receiptNumber: String, biller: BillerID?,
        account: AccountNumber?, allocations: [Allocation], tenders: [Tender], claimCode: ClaimCode, taken: WallTime
    ) {
        self.payment = payment
        self.kind = kind
        self.kiosk = kiosk
        self.receiptNumber = receiptNumber
        self.biller = biller
        self.account = account
        self.allocations = allocations
        self.tenders = tenders
        self.claimCode = claimCode
        self.taken = taken
    }

    /// The same, with the texts of the payment's own record, so that they are in memory once.
    func sharing(_ record: PaymentRecord) -> Submission {
        guard payment == record.id else { return self }
        let isPlanned = allocations == record.plan?.allocations
        return Submission(
            payment: record.id, kind: kind, kiosk: kiosk, receiptNumber: receiptNumber, biller: biller,
            account: account, allocations: isPlanned ? record.plan?.allocations ?? [] : allocations, tenders: tenders,
            claimCode: claimCode == record.claimCode ? record.claimCode : claimCode, taken: taken)
    }

    /// The sum of the tenders; of which there is at least one, because nothing is submitted without money.
    package var tendered: Money {
        precondition(!tenders.isEmpty, "a submission without money")
        return tenders.map(\.amount).total(tenders[0].amount.currency)
    }
}
