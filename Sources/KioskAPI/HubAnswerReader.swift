package import KioskCore

/// Turns a status and a body from the hub's address into the outcomes of KioskCore.
///
/// Nothing is believed for its status alone: a captive portal answers 200 and a proxy 404. Whatever is not the
/// JSON expected of the hub is trouble, so the outcome of the request stays unknown and it is sent again.
package enum HubAnswerReader {
    package enum InquiryReading: Hashable, Sendable {
        case outcome(InquiryOutcome)
        /// Ask `HubPath.inquiry` for this id again after the seconds.
        case pending(inquiry: String, afterSeconds: Int)
    }

    /// The longest the client waits on a hint, in seconds.
    package static let longestHint = 300

    package static func inquiry(_ asked: Inquiry, status: Int, body: [UInt8]) -> InquiryReading {
        switch read(InquiryAnswer.self, status: status, body: body) {
        case .failure(let failure):
            if let refusal = failure.refusal { return .outcome(.refused(refusal)) }
            return .outcome(.unavailable(failure.trouble))
        case .success(let answer):
            switch (answer.state, answer.statement) {
            case (.pending, _):
                return .pending(inquiry: answer.inquiry, afterSeconds: bounded(answer.hintAfterSeconds))
            case (.ready, nil):
                return .outcome(.unavailable(.malformedAnswer))
            case (.ready, .some(let statement)):
                guard statement.biller.id == asked.biller, statement.account == asked.account else {
                    return .outcome(.unavailable(.answerForAnother))
                }
                guard (try? statement.checkBounds()) != nil else { return .outcome(.unavailable(.malformedAnswer)) }
                return .outcome(.statement(statement))
            }
        }
    }

    package static func preparation(of order: PaymentOrder, status: Int, body: [UInt8]) -> PreparationOutcome {
        switch read(PaymentAnswer.self, status: status, body: body) {
        case .failure(let failure):
            if let refusal = failure.refusal { return .refused(refusal) }
            if failure.error?.code == .conflict {
                return .refused(HubRefusal(reason: .requestInvalid, message: failure.error?.message ?? ""))
            }
            return .unavailable(failure.trouble)
        case .success(let answer):
            guard answer.payment == order.payment else { return .unavailable(.answerForAnother) }
            switch answer.state {
            case .prepared:
                guard let amount = answer.amount, let expires = answer.expires, isSound(answer),
                    order.allocations.allSatisfy({ $0.amount.currency == amount.currency }),
                    order.allocations.map(\.amount).total(amount.currency) == amount
                else { return .unavailable(.malformedAnswer) }
                return .prepared(Preparation(payment: order.payment, amount: amount, expires: expires))
            case .cancelled:
                return .refused(HubRefusal(reason: .cancelled, message: "The preparation was given up."))
            case .expired, .pending, .settled, .refused, .credited, .reversed:
                return .refused(HubRefusal(reason: .preparationExpired, message: "State \(answer.state.rawValue)."))
            }
        }
    }

    /// The answer to a confirmation, an advice, or the question for a payment's state. `tendered` is what the
    /// kiosk took: an answer that would give out more, or account for less, is a conflict.
    package static func submission(
        of payment: PaymentID, tendered: Money, status: Int, body: [UInt8]
    ) -> SubmissionOutcome {
        switch read(PaymentAnswer.self, status: status, body: body) {
        case .failure(let failure):
            switch failure.error?.code {
            case .notFound: return .unknownPayment
            case .some(let code) where code.errorClass == .nonRetriable || code.errorClass == .reinquire:
                // The hub never refuses money with an error: it books it and answers a state. So this is about
                // the request itself, and sending it again changes nothing.
                return .conflict(failure.error?.description ?? code.rawValue)
            case .some, nil: return .unavailable(failure.trouble)
            }
        case .success(let answer):
            guard answer.payment == payment else { return .unavailable(.answerForAnother) }
            guard isSound(answer) else { return .unavailable(.malformedAnswer) }
            return outcome(of: answer, tendered: tendered)
        }
    }

    private static func outcome(of answer: PaymentAnswer, tendered: Money) -> SubmissionOutcome {
        switch answer.state {
        case .prepared, .expired, .cancelled:
            return .prepared
        case .pending:
            return .pending
        case .settled:
            guard let reference = answer.reference, let settled = answer.settled else {
                return .unavailable(.malformedAnswer)
            }
            guard adds(settled, answer.creditNote, to: tendered) else { return contradiction(answer, tendered) }
            return .settled(Settlement(reference: reference, settled: settled, creditNote: answer.creditNote))
        case .credited:
            // Nothing was to be settled and nothing was: KioskCore calls that settled, with zero.
            guard let reference = answer.reference, let creditNote = answer.creditNote else {
                return .unavailable(.malformedAnswer)
            }
            guard creditNote.amount == tendered else { return contradiction(answer, tendered) }
            let none = Money.zero(tendered.currency)
            return .settled(Settlement(reference: reference, settled: none, creditNote: creditNote))
        case .refused:
            guard let refusal = answer.refusal, let creditNote = answer.creditNote else {
                return .unavailable(.malformedAnswer)
            }
            guard creditNote.amount == tendered else { return contradiction(answer, tendered) }
            return .refused(refusal, creditNote)
        case .reversed:
            return .conflict("The hub says the payment was reversed; the kiosk did not ask for that.")
        }
    }

    private static func adds(_ settled: Money, _ creditNote: CreditNote?, to tendered: Money) -> Bool {
        guard settled.currency == tendered.currency else { return false }
        return settled + (creditNote?.amount ?? .zero(settled.currency)) == tendered
    }

    private static func contradiction(_ answer: PaymentAnswer, _ tendered: Money) -> SubmissionOutcome {
        let settled = answer.settled?.description ?? "nothing"
        let credited = answer.creditNote?.amount.description ?? "nothing"
        return .conflict("\(tendered) was taken, but the hub settled \(settled) and credited \(credited).")
    }

    private static func isSound(_ answer: PaymentAnswer) -> Bool {
        var bounds = Bounds()
        if let amount = answer.amount { bounds.check(positive: amount, "amount") }
        if let settled = answer.settled { bounds.check(positive: settled, "settled") }
        if let creditNote = answer.creditNote { bounds.check(positive: creditNote.amount, "creditNote") }
        if let reference = answer.reference { bounds.check(text: reference, "reference") }
        return bounds.firstFault == nil
    }

    /// Why there is no answer of the expected kind: what the hub said, or what it failed to say.
    struct Failure: Error {
        let status: Int
        let error: HubError?

        var refusal: HubRefusal? {
            guard let error, let reason = error.code.refusalReason else { return nil }
            return HubRefusal(reason: reason, message: error.message)
        }

        var trouble: HubTrouble {
            if let seconds = error?.hintAfterSeconds { return .retryLater(afterSeconds: bounded(seconds)) }
            return (500...599).contains(status) ? .serverError(status: status) : .malformedAnswer
        }
    }

    static func read<Answer: Decodable>(
        _ type: Answer.Type, status: Int, body: [UInt8]
    ) -> Result<Answer, Failure> {
        if (200...202).contains(status) {
            do {
                return .success(try HubJSON.decode(type, from: body))
            } catch {
                return .failure(Failure(status: status, error: nil))
            }
        }
        let error = (try? HubJSON.decode(HubErrorBody.self, from: body))?.error
        return .failure(Failure(status: status, error: error))
    }

    private static func bounded(_ seconds: Int?) -> Int { min(max(seconds ?? 1, 1), longestHint) }
}
