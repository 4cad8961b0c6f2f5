/// Deviations that a careless kiosk or hub would have, to show that the simulation finds them.
///
/// Each is wired where the simulation puts the product's parts together: no product code knows of them. Most have cost
/// somebody real money; `facts` of peers' users are behind the first half.
package enum SeededBug: String, CaseIterable, Codable, Sendable {
    /// A note counts as soon as it lies in escrow.
    case creditAtEscrow
    /// A retry gets a new payment id.
    case newIDOnRetry
    /// A time-out is taken for "the hub refused": the money is called owed and never told to the hub.
    case timeoutTakenAsFailure
    /// The journal answers before its bytes are on the disk.
    case missingFsync
    /// A repeated report of a stacked note counts again.
    case eventCountedTwice
    /// The acceptor is told that its report is safe before it is.
    case acknowledgeBeforeRecord
    /// Devices are told what to do before the intent is durable.
    case actionBeforeRecord
    /// A silent terminal is taken for one that declined.
    case unknownCardTakenAsDeclined
    /// Recovery does not know of the note that was on its way.
    case openNoteForgotten
    /// What was paid too much is not told to the hub.
    case changeSwallowed
    /// A failed write is passed over.
    case failedAppendIgnored
    /// The hub settles again what is sent again.
    case resubmissionSettledAgain
    /// A submission that met a server error leaves the queue.
    case droppedOnServerError
    /// An old image of the journal comes back at a start, and nobody says so.
    case oldImageRestored
    /// A note that belongs to nobody is acknowledged and not written down.
    case suspenseSwallowed
    /// An acceptor that loses contact is taken for one that gave the note back.
    case absenceTakenAsReturn
    /// What waits in the journal is not sent after a restart.
    case queueForgottenAtRestart
    /// A resident who stops gets no credit note for what is stacked.
    case cancelForgetsStacked

    /// Those that a thousand rough days do not find yet, because each needs two faults within a few milliseconds of each
    /// other. All others must be found, or a test fails.
    package static let elusive: Set<SeededBug> = [
        .acknowledgeBeforeRecord, .actionBeforeRecord, .suspenseSwallowed,
    ]

    package var words: String {
        switch self {
        case .creditAtEscrow: "credit at escrow"
        case .newIDOnRetry: "new id on retry"
        case .timeoutTakenAsFailure: "timeout taken as failure"
        case .missingFsync: "missing fsync"
        case .eventCountedTwice: "repeated event counted twice"
        case .acknowledgeBeforeRecord: "acknowledged before it is recorded"
        case .actionBeforeRecord: "action before its record is durable"
        case .unknownCardTakenAsDeclined: "unknown card taken as declined"
        case .openNoteForgotten: "open note forgotten at recovery"
        case .changeSwallowed: "change swallowed"
        case .failedAppendIgnored: "failed append ignored"
        case .resubmissionSettledAgain: "hub settles a resubmission again"
        case .droppedOnServerError: "queue entry dropped on a server error"
        case .oldImageRestored: "old journal image restored silently"
        case .suspenseSwallowed: "note in suspense swallowed"
        case .absenceTakenAsReturn: "absent acceptor taken for a returned note"
        case .queueForgottenAtRestart: "queue forgotten at restart"
        case .cancelForgetsStacked: "cancel forgets what is stacked"
        }
    }
}
