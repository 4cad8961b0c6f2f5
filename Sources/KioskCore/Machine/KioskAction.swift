/// What is to be done. Actions are performed in order, and `.record` is durable before any action after it begins.
package enum KioskAction: Hashable, Codable, Sendable {
    case record([JournalFact])
    case noteAcceptor(NoteAcceptorCommand)
    case terminal(PaymentTerminalCommand)
    /// Compose the slip of this payment from the journal and print it.
    case printSlip(PaymentID, PrintJobID, isCopy: Bool)
    case hub(HubRequest)
    /// Make new identifiers; they come as `identitiesSupplied`.
    case supplyIdentities(count: Int)
    /// Everything durable and the devices at rest: the process may end.
    case stop(StopReason)

    package enum StopReason: String, Codable, Sendable {
        case requested
        /// A durable write failed: only a restart may try again.
        case journalFailed
    }
}

package enum HubRequest: Hashable, Codable, Sendable {
    case inquire(Inquiry)
    case prepare(PaymentOrder)
    /// Nothing was taken for a prepared payment: the hub may forget its reservation. Answer not awaited.
    case cancel(PaymentID)
    case submit(Submission, as: Submission.Kind)
    /// What became of this payment? Asked before sending again after a lost answer.
    /// `tendered` is what was taken, so that an answer which accounts for less or more is found.
    case enquire(PaymentID, tendered: Money)
    case chargeWallet(WalletCharge)
    /// What became of the wallet's charge?
    case enquireWallet(PaymentID)
    /// Undo the wallet's charge, or make sure that it never happens.
    case cancelWallet(PaymentID)
    /// The money of a credit note, for a payment; repeated with the same id until it is answered.
    case claimCreditNote(CreditNoteClaim)
    case reportCollection(CashCollection)
    case reportDay(DayStatement)
}
