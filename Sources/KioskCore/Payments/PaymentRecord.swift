/// Everything the journal says of one payment: the fold of its facts. A hundred thousand of them may wait at once, so
/// what few of them have is boxed.
package struct PaymentRecord: Hashable, Codable, Sendable {
    package let id: PaymentID
    package let origin: Origin
    /// When the first fact was written.
    package let began: KioskInstant
    package internal(set) var channel: Channel = .undecided
    package internal(set) var notes: [NoteRecord] = []
    package internal(set) var closing: ClosingReason?
    package internal(set) var submission: Submission?
    /// What persons decided about it, in order.
    package internal(set) var resolutions: [ExceptionResolution] = []
    /// A person ended a contradiction between hub and kiosk.
    package internal(set) var isClosed = false
    /// Since when a person must decide, by the wall clock.
    package internal(set) var troubledSince: WallTime?
    /// Where it stands among the payments that ever began here, and among those that were queued.
    var place = 0
    var queuePlace: Int?
    package internal(set) var slip: SlipState = .none
    /// Slips marked COPY that were begun.
    package internal(set) var copies = 0
    /// When the last money was taken.
    package internal(set) var lastTaken: KioskInstant?

    private var boxedCard = Boxed<CardRecord>.empty
    private var boxedWallet = Boxed<WalletRecord>.empty
    /// Nil in most, and in snapshots from before there were any.
    private var boxedCreditNotes: Boxed<[CreditNoteRecord]>?
    private var boxedOutcome = Boxed<PaymentOutcome>.empty

    package internal(set) var card: CardRecord? {
        get { boxedCard.value }
        set { boxedCard = Boxed(newValue) }
    }
    package internal(set) var wallet: WalletRecord? {
        get { boxedWallet.value }
        set { boxedWallet = Boxed(newValue) }
    }
    /// In the order in which they were laid on the scanner.
    package internal(set) var creditNotes: [CreditNoteRecord] {
        get { boxedCreditNotes?.value ?? [] }
        set { boxedCreditNotes = newValue.isEmpty ? nil : Boxed(newValue) }
    }
    package internal(set) var outcome: PaymentOutcome? {
        get { boxedOutcome.value }
        set { boxedOutcome = Boxed(newValue) }
    }

    package indirect enum Origin: Hashable, Codable, Sendable {
        case bills(PaymentPlan)
        case suspense(SuspensePlan)
    }

    package enum Channel: String, Codable, Sendable {
        case undecided, prepared, offline
    }

    init(origin: Origin, began: KioskInstant) {
        switch origin {
        case .bills(let plan): id = plan.payment
        case .suspense(let plan): id = plan.payment
        }
        self.origin = origin
        self.began = began
    }

    package var plan: PaymentPlan? {
        switch origin {
        case .bills(let plan): plan
        case .suspense: nil
        }
    }

    package var claimCode: ClaimCode {
        switch origin {
        case .bills(let plan): plan.claimCode
        case .suspense(let plan): plan.claimCode
        }
    }

    package var receiptNumber: String {
        switch origin {
        case .bills(let plan): plan.receiptNumber
        case .suspense(let plan): plan.receiptNumber
        }
    }

    package var currency: Currency {
        switch origin {
        case .bills(let plan): plan.currency
        case .suspense(let plan): plan.denomination.currency
        }
    }
}

/// One note of a payment and how far it came.
package struct NoteRecord: Hashable, Codable, Sendable {
    package let number: Int
    package let denomination: Money
    package internal(set) var state: State

    package enum State: String, Codable, Sendable {
        /// Was to be stacked; the acceptor has not said what became of it.
        case intended
        case stacked, returned
        /// A person must look.
        case unplaced
        /// Found in the cash box by a person after its payment had been told to the hub: its money is kept under a code
        /// of its own.
        case inSuspense
        /// A person settled it outside of the kiosk.
        case closed
    }
}

/// One card charge of a payment and how far it came. A later attempt replaces an earlier one that was declined.
package struct CardRecord: Hashable, Codable, Sendable {
    package let amount: Money
    package let lastReceiptNumber: Int?
    package internal(set) var state: State

    package enum State: Hashable, Codable, Sendable {
        case intended
        case captured(CardCapture)
        case declined(CardDecline)
        /// The terminal went silent.
        case unknown
    }
}

/// How a payment ended. Each of these is final.
package enum PaymentOutcome: Hashable, Codable, Sendable {
    /// No money was taken.
    case abandoned
    case settled(Settlement)
    /// All of it is owed to the resident.
    case refused(HubRefusal, CreditNote)
    /// A person must look; visible in the exception queue until then.
    case conflicted(String)
}

/// How far the resident's slip came.
package enum SlipState: Hashable, Codable, Sendable {
    case none
    case printing(PrintJobID)
    case printed
    case failed
}
