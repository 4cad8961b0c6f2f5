/// One thing that happened, or that is about to be done, as the journal keeps it for ever.
///
/// State is the fold of these. Every physical step with money has one before and one after, so that after a
/// power cut the open ones name what must be asked of the devices.
package enum JournalFact: Hashable, Codable, Sendable {
    case started(version: String)

    case paymentPlanned(PaymentPlan)
    /// The hub reserved the payment.
    case paymentPrepared(Preparation)
    /// The hub could not be asked; the offline policy lets this payment be taken all the same.
    case paymentTakenOffline(PaymentID)

    /// The note in escrow is about to be stacked.
    case noteIntended(PaymentID, number: Int, denomination: Money)
    case noteStacked(PaymentID, number: Int)
    case noteReturned(PaymentID, number: Int)
    /// The acceptor cannot say where the note went: a person must look. Money is not counted from it.
    case noteUnplaced(PaymentID, number: Int)
    /// A note in the cash box that belongs to no payment.
    case noteInSuspense(SuspensePlan)

    /// The terminal is about to be asked to charge. `lastReceiptNumber` is the last transaction known before.
    case cardIntended(PaymentID, amount: Money, lastReceiptNumber: Int?)
    case cardCaptured(PaymentID, CardCapture)
    case cardDeclined(PaymentID, CardDecline)
    /// The terminal went silent; it is asked again until it answers.
    case cardUnknown(PaymentID)

    /// The terminal charged a card for nobody's payment and is about to be told to undo that.
    case cardReversalIntended(CardCapture)
    case cardReversed(terminalReceiptNumber: Int)
    /// The terminal could not undo it, in its own words; it is told again, up to a limit, and then a person must.
    case cardReversalFailed(terminalReceiptNumber: Int, String)

    /// The hub is about to be asked to charge the wallet.
    case walletIntended(PaymentID, amount: Money, provider: WalletProvider)
    case walletPaid(PaymentID, WalletReceipt)
    case walletDeclined(PaymentID, WalletDecline)
    /// No answer came; the hub is asked again until it answers.
    case walletUnknown(PaymentID)

    /// The hub is about to be asked for the money of a credit note, under the payment's own id.
    case creditNoteIntended(PaymentID, ClaimCode)
    /// It is this payment's, the whole of it.
    case creditNoteClaimed(PaymentID, CreditNote)
    case creditNoteRefused(PaymentID, ClaimCode, CreditNoteRefusal)
    /// No answer came; the hub is asked again until it answers.
    case creditNoteUnknown(PaymentID, ClaimCode)

    /// No more money is taken for this payment.
    case paymentClosing(PaymentID, ClosingReason)
    /// Closed with money taken: this, and nothing else, is told to the hub.
    case paymentQueued(Submission)
    /// Closed, and no money was taken.
    case paymentAbandoned(PaymentID)

    case paymentSettled(PaymentID, Settlement)
    case paymentRefused(PaymentID, HubRefusal, CreditNote)
    /// The hub and the kiosk contradict each other: a person must look.
    case paymentConflicted(PaymentID, String)

    case printIntended(PaymentID, PrintJobID, isCopy: Bool)
    case printed(PaymentID, PrintJobID)
    case printFailed(PaymentID, PrintJobID)

    /// A person decided what no machine could.
    case exceptionResolved(PaymentID, ExceptionResolution)
    /// The cash box was emptied and counted.
    case cashCollected(CashCollection)
    /// The hub compared the collection with its own books.
    case collectionCompared(CollectionID, [PaymentDifference])
    /// The hub compared the payments of a business day with its own books.
    case dayCompared(CalendarDate, [PaymentDifference])
    /// The hub, witness of this journal, judged its head. Anything but `accepted` takes the kiosk out of service.
    case journalJudged(JournalStanding)

    /// Somebody could not pay, and no money was in it; without account number or code.
    case visitFailed(VisitFailure)
    /// One tap of the resident's: 1 (poor) to 4 (very good).
    case rated(PaymentID, stars: Int)
    case incident(Incident)

    /// The payment this is about, if any.
    package var payment: PaymentID? {
        switch self {
        case .started, .visitFailed, .incident, .cashCollected, .collectionCompared, .dayCompared, .journalJudged,
            .cardReversalIntended, .cardReversed, .cardReversalFailed:
            nil
        case .paymentPlanned(let plan): plan.payment
        case .paymentPrepared(let preparation): preparation.payment
        case .noteInSuspense(let plan): plan.payment
        case .paymentQueued(let submission): submission.payment
        case .paymentTakenOffline(let id), .noteIntended(let id, _, _), .noteStacked(let id, _),
            .noteReturned(let id, _), .noteUnplaced(let id, _), .cardIntended(let id, _, _), .cardCaptured(let id, _),
            .cardDeclined(let id, _), .cardUnknown(let id), .paymentClosing(let id, _), .paymentAbandoned(let id),
            .paymentSettled(let id, _), .paymentRefused(let id, _, _), .paymentConflicted(let id, _),
            .printIntended(let id, _, _), .printed(let id, _), .printFailed(let id, _), .rated(let id, _),
            .walletIntended(let id, _, _), .walletPaid(let id, _), .walletDeclined(let id, _), .walletUnknown(let id),
            .creditNoteIntended(let id, _), .creditNoteClaimed(let id, _), .creditNoteRefused(let id, _, _),
            .creditNoteUnknown(let id, _), .exceptionResolved(let id, _):
            id
        }
    }
}

/// Why a resident was sent away, or a note handed back, for whoever asks what goes on at a kiosk.
package enum VisitFailure: String, CaseIterable, Codable, Sendable {
    case notABill, damagedBill, walletCode, unknownBiller, creditNoteShown
    case accountUnknown, accountBlocked, alreadyPaid, nothingDue, noAmountToPay, hubUnavailable
    case noteRejected
}

/// Why no more money is taken for a payment.
package enum ClosingReason: String, Codable, Sendable {
    /// The amount due is there.
    case paidInFull
    /// The resident stopped: what was stacked is owed back.
    case cancelledByResident
    /// A device failed in the middle.
    case deviceFailed
    /// The kiosk died in the middle.
    case restarted
}

/// Something a technician must know.
package enum Incident: String, Codable, Sendable {
    case cashBoxRemoved, cashBoxFull, noteAcceptorJammed, noteAcceptorCheated
    case stackedNoteOfOtherValue, captureOfOtherAmount
    /// The terminal charged a card for nobody's payment; it was told to undo that, or could not.
    case captureWithoutPayment, captureNotReversed
    /// Another device than the paired one was plugged in, and is not used; or a technician made it the paired one.
    case deviceLocked, devicePaired
    /// A device that belongs to no configured one was plugged in: a keyboard, a disk.
    case strangeDevice
}
