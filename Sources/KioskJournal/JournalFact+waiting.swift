import KioskCore

extension JournalFact {
    /// Whether a power cut may take the fact away, until the next one is durable, and no money and no promise with it.
    ///
    /// A slip of which it is not known whether it came out is offered as a copy after a start; a grade and a visit that
    /// failed are for statistics. Each commit that does not wait spares the disk a sync, and the resident its time.
    var mayWaitForTheDisk: Bool {
        switch self {
        case .printed, .printFailed, .visitFailed, .rated: true
        case .started, .paymentPlanned, .paymentPrepared, .paymentTakenOffline, .noteIntended, .noteStacked,
            .noteReturned, .noteUnplaced, .noteInSuspense, .cardIntended, .cardCaptured, .cardDeclined, .cardUnknown,
            .cardReversalIntended, .cardReversed, .cardReversalFailed,
            .walletIntended, .walletPaid, .walletDeclined, .walletUnknown, .creditNoteIntended,
            .creditNoteClaimed, .creditNoteRefused, .creditNoteUnknown, .paymentClosing, .paymentQueued,
            .paymentAbandoned, .paymentSettled, .paymentRefused, .paymentConflicted, .printIntended,
            .exceptionResolved, .cashCollected, .collectionCompared, .dayCompared, .journalJudged, .incident:
            false
        }
    }
}
