import KioskAPI
import KioskCore
import Testing

struct HubAnswerReaderTests {
    private let payment: PaymentID = "p-1"
    private let tendered = Money(100_00, .cny)
    private let code = SubmissionBodyTests.code

    private func outcome(_ answer: PaymentAnswer, status: Int = 200) throws -> SubmissionOutcome {
        HubAnswerReader.submission(of: payment, tendered: tendered, status: status, body: try HubJSON.encode(answer))
    }

    private func outcome(_ error: HubErrorCode, hint: Int? = nil) throws -> SubmissionOutcome {
        let body = try HubJSON.encode(HubErrorBody(HubError(error, "why", hintAfterSeconds: hint)))
        return HubAnswerReader.submission(of: payment, tendered: tendered, status: error.httpStatus, body: body)
    }

    @Test func aSettlementWithItsChangeAddsUp() throws {
        let note = CreditNote(code: code, amount: Money(13_60, .cny))
        let answer = PaymentAnswer(
            payment: payment, state: .settled, reference: "H1", settled: Money(86_40, .cny), creditNote: note)
        #expect(
            try outcome(answer)
                == .settled(Settlement(reference: "H1", settled: Money(86_40, .cny), creditNote: note)))
    }

    /// An answer that loses or invents money is never believed.
    @Test(arguments: [(86_40, 13_59), (86_40, 13_61), (100_01, 0), (86_40, 0)] as [(Int64, Int64)])
    func aSettlementThatDoesNotAddUpIsAConflict(_ settled: Int64, _ credited: Int64) throws {
        let note = credited == 0 ? nil : CreditNote(code: code, amount: Money(credited, .cny))
        let answer = PaymentAnswer(
            payment: payment, state: .settled, reference: "H1", settled: Money(settled, .cny), creditNote: note)
        guard case .conflict = try outcome(answer) else {
            Issue.record("believed \(settled) + \(credited) = 10000")
            return
        }
    }

    @Test func moneyThatWasOnlyCreditedIsSettledWithZero() throws {
        let note = CreditNote(code: code, amount: tendered)
        let answer = PaymentAnswer(payment: payment, state: .credited, reference: "H1", creditNote: note)
        #expect(
            try outcome(answer) == .settled(Settlement(reference: "H1", settled: .zero(.cny), creditNote: note)))
    }

    @Test func aRefusalOwesEverything() throws {
        let refusal = HubRefusal(reason: .alreadyPaid, message: "paid")
        let note = CreditNote(code: code, amount: tendered)
        let answer = PaymentAnswer(
            payment: payment, state: .refused, reference: "H1", refusal: refusal, creditNote: note)
        #expect(try outcome(answer) == .refused(refusal, note))
    }

    @Test(arguments: [
        (PaymentAnswer.State.pending, SubmissionOutcome.pending), (.prepared, .prepared), (.expired, .prepared),
        (.cancelled, .prepared),
    ])
    func statesWithoutAnEndMapToThemselves(_ state: PaymentAnswer.State, _ expected: SubmissionOutcome) throws {
        #expect(try outcome(PaymentAnswer(payment: payment, state: state)) == expected)
    }

    @Test func anAnswerForAnotherPaymentIsTrouble() throws {
        #expect(try outcome(PaymentAnswer(payment: "p-2", state: .pending)) == .unavailable(.answerForAnother))
    }

    @Test func theHubsOwnErrorsSayWhatToDo() throws {
        #expect(try outcome(.notFound) == .unknownPayment)
        #expect(try outcome(.conflict) == .conflict("CONFLICT: why"))
        #expect(try outcome(.requestInvalid) == .conflict("REQUEST_INVALID: why"))
        #expect(try outcome(.busy, hint: 7) == .unavailable(.retryLater(afterSeconds: 7)))
        #expect(try outcome(.busy, hint: 1_000_000) == .unavailable(.retryLater(afterSeconds: 300)))
        #expect(try outcome(.internalError) == .unavailable(.serverError(status: 500)))
    }

    /// Faults 28, 31, 32: proxies, captive portals and broken JSON leave the outcome unknown.
    @Test(arguments: [
        (200, "<html>Please log in</html>", HubTrouble.malformedAnswer), (200, "", .malformedAnswer),
        (200, #"{"payment":"p-1""#, .malformedAnswer), (200, #"{"payment":"p-1","state":"SETTLED"}"#, .malformedAnswer),
        (404, "Not Found", .malformedAnswer), (302, "", .malformedAnswer),
        (502, "Bad Gateway", .serverError(status: 502)),
        (500, #"{"error":"x"}"#, .serverError(status: 500)),
    ])
    func whatIsNotTheHubsAnswerIsTrouble(_ status: Int, _ body: String, _ expected: HubTrouble) {
        let outcome = HubAnswerReader.submission(
            of: payment, tendered: tendered, status: status, body: Array(body.utf8))
        #expect(outcome == .unavailable(expected))
    }

    @Test func aPreparationMustBeForTheAmountOrdered() throws {
        let order = PaymentOrder(
            payment: payment, kiosk: "k-1", inquiry: "q-1", biller: "zj-power", account: "3300123456",
            allocations: [Allocation(bill: "b-1", period: nil, amount: Money(86_40, .cny))], tender: .cash)
        func outcome(_ fen: Int64) throws -> PreparationOutcome {
            let answer = PaymentAnswer(
                payment: payment, state: .prepared, amount: Money(fen, .cny), expires: WallTime(milliseconds: 1))
            return HubAnswerReader.preparation(of: order, status: 200, body: try HubJSON.encode(answer))
        }
        #expect(
            try outcome(86_40)
                == .prepared(
                    Preparation(
                        payment: payment, amount: Money(86_40, .cny), expires: WallTime(milliseconds: 1))))
        #expect(try outcome(86_41) == .unavailable(.malformedAnswer))
        let error = HubErrorBody(HubError(.paymentInProgress, "busy", hintAfterSeconds: 5))
        #expect(
            HubAnswerReader.preparation(of: order, status: 409, body: try HubJSON.encode(error))
                == .refused(HubRefusal(reason: .paymentInProgress, message: "busy")))
    }

    @Test func aSlowInquiryIsAskedAgain() throws {
        let inquiry = Inquiry(biller: "cn-telecom", account: "57100999999")
        let pending = try HubJSON.encode(InquiryAnswer(pending: "q-1", hintAfterSeconds: 2))
        #expect(
            HubAnswerReader.inquiry(inquiry, status: 202, body: pending) == .pending(inquiry: "q-1", afterSeconds: 2))
        let unknown = try HubJSON.encode(HubErrorBody(HubError(.accountUnknown, "none")))
        #expect(
            HubAnswerReader.inquiry(inquiry, status: 404, body: unknown)
                == .outcome(.refused(HubRefusal(reason: .accountUnknown, message: "none"))))
        #expect(
            HubAnswerReader.inquiry(inquiry, status: 404, body: Array("nginx".utf8))
                == .outcome(.unavailable(.malformedAnswer)))
    }
}
