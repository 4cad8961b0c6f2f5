package import KioskCore

extension JournalFact {
    /// The name of the case: what the column `kind` holds and what `kioskctl journal list` shows.
    package var kind: String {
        switch self {
        case .started: "started"
        case .paymentPlanned: "paymentPlanned"
        case .paymentPrepared: "paymentPrepared"
        case .paymentTakenOffline: "paymentTakenOffline"
        case .noteIntended: "noteIntended"
        case .noteStacked: "noteStacked"
        case .noteReturned: "noteReturned"
        case .noteUnplaced: "noteUnplaced"
        case .noteInSuspense: "noteInSuspense"
        case .cardIntended: "cardIntended"
        case .cardCaptured: "cardCaptured"
        case .cardDeclined: "cardDeclined"
        case .cardUnknown: "cardUnknown"
        case .cardReversalIntended: "cardReversalIntended"
        case .cardReversed: "cardReversed"
        case .cardReversalFailed: "cardReversalFailed"
        case .walletIntended: "walletIntended"
        case .walletPaid: "walletPaid"
        case .walletDeclined: "walletDeclined"
        case .walletUnknown: "walletUnknown"
        case .exceptionResolved: "exceptionResolved"
        case .cashCollected: "cashCollected"
        case .collectionCompared: "collectionCompared"
        case .dayCompared: "dayCompared"
        case .journalJudged: "journalJudged"
        case .paymentClosing: "paymentClosing"
        case .paymentQueued: "paymentQueued"
        case .paymentAbandoned: "paymentAbandoned"
        case .paymentSettled: "paymentSettled"
        case .paymentRefused: "paymentRefused"
        case .paymentConflicted: "paymentConflicted"
        case .printIntended: "printIntended"
        case .printed: "printed"
        case .printFailed: "printFailed"
        case .visitFailed: "visitFailed"
        case .rated: "rated"
        case .incident: "incident"
        }
    }
}
