import KioskAPI
import KioskCore

/// What came back for one request: a status with a body, or why there is none.
enum HubExchange: Sendable {
    case answered(status: Int, body: [UInt8], retryAfterSeconds: Int?)
    case failed(HubTrouble)

    /// When a hub that is too busy does not say for how long.
    static let usualRetryAfterSeconds = 5

    /// The trouble, with what the headers say of when to come back. A proxy in front of the hub says so in no
    /// other way (RFC 6585, section 4; RFC 9110, section 10.2.3).
    func sharpened(_ trouble: HubTrouble) -> HubTrouble {
        guard case .answered(let status, _, let seconds) = self else { return trouble }
        switch trouble {
        case .serverError, .malformedAnswer:
            guard status == 429 || (status == 503 && seconds != nil) else { return trouble }
            let wait = seconds ?? HubExchange.usualRetryAfterSeconds
            return .retryLater(afterSeconds: min(max(wait, 1), HubAnswerReader.longestHint))
        case .unreachable, .timedOut, .answerForAnother, .retryLater:
            return trouble
        }
    }

    func preparation(of order: PaymentOrder) -> PreparationOutcome {
        switch self {
        case .failed(let trouble): return .unavailable(trouble)
        case .answered(let status, let body, _):
            let outcome = HubAnswerReader.preparation(of: order, status: status, body: body)
            guard case .unavailable(let trouble) = outcome else { return outcome }
            return .unavailable(sharpened(trouble))
        }
    }

    func submission(of payment: PaymentID, tendered: Money) -> SubmissionOutcome {
        switch self {
        case .failed(let trouble): return .unavailable(trouble)
        case .answered(let status, let body, _):
            let outcome = HubAnswerReader.submission(of: payment, tendered: tendered, status: status, body: body)
            guard case .unavailable(let trouble) = outcome else { return outcome }
            return .unavailable(sharpened(trouble))
        }
    }

    func inquiry(_ asked: Inquiry) -> HubAnswerReader.InquiryReading {
        switch self {
        case .failed(let trouble): return .outcome(.unavailable(trouble))
        case .answered(let status, let body, _):
            let reading = HubAnswerReader.inquiry(asked, status: status, body: body)
            guard case .outcome(.unavailable(let trouble)) = reading else { return reading }
            return .outcome(.unavailable(sharpened(trouble)))
        }
    }

    func wallet(of payment: PaymentID, asked: WalletCharge?) -> WalletOutcome {
        switch self {
        case .failed(let trouble): return .unavailable(trouble)
        case .answered(let status, let body, _):
            let outcome = HubAnswerReader.wallet(of: payment, asked: asked, status: status, body: body)
            guard case .unavailable(let trouble) = outcome else { return outcome }
            return .unavailable(sharpened(trouble))
        }
    }

    func creditNote(_ asked: CreditNoteClaim) -> CreditNoteOutcome {
        switch self {
        case .failed(let trouble): return .unavailable(trouble)
        case .answered(let status, let body, _):
            let outcome = HubAnswerReader.creditNote(asked, status: status, body: body)
            guard case .unavailable(let trouble) = outcome else { return outcome }
            return .unavailable(sharpened(trouble))
        }
    }

    func collection(_ asked: CollectionID) -> ReconciliationOutcome {
        compared { HubAnswerReader.collection(asked, status: $0, body: $1) }
    }

    func day(_ asked: DayStatement) -> ReconciliationOutcome {
        compared { HubAnswerReader.day(asked, status: $0, body: $1) }
    }

    private func compared(_ read: (Int, [UInt8]) -> ReconciliationOutcome) -> ReconciliationOutcome {
        switch self {
        case .failed(let trouble): return .unavailable(trouble)
        case .answered(let status, let body, _):
            let outcome = read(status, body)
            guard case .unavailable(let trouble) = outcome else { return outcome }
            return .unavailable(sharpened(trouble))
        }
    }

    func witness() -> WitnessOutcome {
        switch self {
        case .failed(let trouble): return .unavailable(trouble)
        case .answered(let status, let body, _):
            let outcome = HubAnswerReader.witness(status: status, body: body)
            guard case .unavailable(let trouble) = outcome else { return outcome }
            return .unavailable(sharpened(trouble))
        }
    }
}
