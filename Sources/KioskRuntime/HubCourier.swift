import KioskCore

/// Carries requests to the hub and brings the answers back as events, a few at a time.
///
/// There are two lanes, so that a resident's question, or the wallet or the credit note that a resident holds in the hand,
/// does not wait behind settlements that a slow hub holds up.
/// A request that finds its lane full is answered at once with "later"; the machine sends it again.
final class HubCourier: Sendable {
    /// Requests that wait in each lane, and those under way.
    static let longestLane = 16
    static let carriersOfQuestions = 2
    /// The machine's window of submissions under way, so that a queue drains at the hub's own pace.
    static let carriersOfSettlements = 4
    /// What a full lane answers.
    static let laterInSeconds = 5

    private let questions = Mailbox<HubRequest>(limit: longestLane)
    private let settlements = Mailbox<HubRequest>(limit: longestLane)

    /// False when the lane is full.
    func take(_ request: HubRequest) -> Bool {
        switch request {
        case .inquire, .prepare, .chargeWallet, .enquireWallet, .cancelWallet, .claimCreditNote:
            questions.offer(request)
        case .submit, .enquire, .cancel, .reportCollection, .reportDay: settlements.offer(request)
        }
    }

    /// Runs until its task is cancelled. What was under way then is asked again after the next start.
    func run(
        _ hub: @escaping @Sendable (HubRequest) async -> HubAnswer?,
        answered: @escaping @Sendable (HubAnswer) async -> Void
    ) async {
        await withDiscardingTaskGroup { group in
            let lanes = [
                (questions, HubCourier.carriersOfQuestions), (settlements, HubCourier.carriersOfSettlements),
            ]
            for (lane, carriers) in lanes {
                for _ in 0..<carriers {
                    group.addTask {
                        while let request = await lane.next() {
                            if let answer = await hub(request) { await answered(answer) }
                        }
                    }
                }
            }
        }
    }
}

extension HubRequest {
    /// The answer of a hub that has no time now; nil where no answer is awaited.
    var declined: HubAnswer? {
        let trouble = HubTrouble.retryLater(afterSeconds: HubCourier.laterInSeconds)
        return switch self {
        case .inquire(let inquiry): .inquired(inquiry, .unavailable(trouble))
        case .prepare(let order): .prepared(order.payment, .unavailable(trouble))
        case .submit(let submission, _): .submitted(submission.payment, .unavailable(trouble))
        case .enquire(let payment, _): .submitted(payment, .unavailable(trouble))
        case .chargeWallet(let charge): .wallet(charge.payment, .unavailable(trouble))
        case .enquireWallet(let payment), .cancelWallet(let payment): .wallet(payment, .unavailable(trouble))
        case .claimCreditNote(let claim): .creditNote(claim.payment, claim.code, .unavailable(trouble))
        case .reportCollection(let collection): .collectionCompared(collection.id, .unavailable(trouble))
        case .reportDay(let statement): .dayCompared(statement.date, .unavailable(trouble))
        case .cancel: nil
        }
    }

    /// For logs.
    var payment: PaymentID? {
        switch self {
        case .inquire, .reportCollection, .reportDay: nil
        case .chargeWallet(let charge): charge.payment
        case .claimCreditNote(let claim): claim.payment
        case .prepare(let order): order.payment
        case .submit(let submission, _): submission.payment
        case .enquire(let payment, _), .cancel(let payment), .enquireWallet(let payment), .cancelWallet(let payment):
            payment
        }
    }
}
