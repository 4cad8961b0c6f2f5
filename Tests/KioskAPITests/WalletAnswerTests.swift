import KioskAPI
import KioskCore
import Testing

/// What the hub says of wallets, as the kiosk believes it.
struct WalletAnswerTests {
    private let charge = WalletCharge(
        payment: "p-1", kiosk: "k-1", amount: Money(86_40, .cny),
        code: WalletCode(provider: .weChatPay, digits: "134567890123456780"))

    private func outcome(_ answer: WalletAnswer) throws -> WalletOutcome {
        HubAnswerReader.wallet(of: "p-1", asked: charge, status: 200, body: try HubJSON.encode(answer))
    }

    private func paid(
        _ fen: Int64? = 86_40, _ provider: WalletProvider? = .weChatPay, _ reference: String? = "W1"
    ) -> WalletAnswer {
        WalletAnswer(
            payment: "p-1", state: .paid, amount: fen.map { Money($0, .cny) }, provider: provider,
            reference: reference)
    }

    @Test func aWalletThatPaidGivesItsReceipt() throws {
        let receipt = WalletReceipt(amount: Money(86_40, .cny), provider: .weChatPay, reference: "W1")
        #expect(try outcome(paid()) == .paid(receipt))
        // So much was taken, whatever was asked: the kiosk must know.
        let other = WalletReceipt(amount: Money(80_00, .cny), provider: .weChatPay, reference: "W1")
        #expect(try outcome(paid(80_00)) == .paid(other))
    }

    @Test func aReceiptThatLacksSomethingIsNone() throws {
        for answer in [paid(nil), paid(86_40, nil), paid(86_40, .weChatPay, nil), paid(0), paid(-1)] {
            #expect(try outcome(answer) == .unavailable(.malformedAnswer))
        }
    }

    @Test func aReceiptOfAnotherProviderIsAConflict() throws {
        guard case .conflict = try outcome(paid(86_40, .alipay)) else {
            Issue.record("believed that another provider paid")
            return
        }
    }

    @Test(arguments: [
        (WalletAnswer.State.awaitingPayer, nil, WalletOutcome.awaitingPayer),
        (.declined, WalletDecline.insufficientFunds, .declined(.insufficientFunds)),
        (.declined, nil, .declined(.declinedByProvider)), (.cancelled, .neverSent, .declined(.neverSent)),
        (.cancelled, nil, .declined(.cancelled)),
    ])
    func statesMapToOutcomes(
        _ state: WalletAnswer.State, _ reason: WalletDecline?, _ expected: WalletOutcome
    ) throws {
        #expect(try outcome(WalletAnswer(payment: "p-1", state: state, reason: reason)) == expected)
    }

    @Test func anAnswerForAnotherPaymentIsTrouble() throws {
        #expect(
            try outcome(WalletAnswer(payment: "p-2", state: .cancelled)) == .unavailable(.answerForAnother))
    }

    @Test(arguments: [
        (HubErrorCode.notFound, WalletOutcome.notFound), (.conflict, .conflict("CONFLICT: why")),
        (.requestInvalid, .conflict("REQUEST_INVALID: why")), (.internalError, .unavailable(.serverError(status: 500))),
    ])
    func theHubsErrorsSayWhatToDo(_ code: HubErrorCode, _ expected: WalletOutcome) throws {
        let body = try HubJSON.encode(HubErrorBody(HubError(code, "why")))
        #expect(HubAnswerReader.wallet(of: "p-1", status: code.httpStatus, body: body) == expected)
    }

    @Test(arguments: [(200, "<html>"), (404, "Not Found"), (200, #"{"payment":"p-1","state":"PAYED"}"#), (302, "")])
    func whatIsNotTheHubsAnswerIsTrouble(_ status: Int, _ body: String) {
        #expect(
            HubAnswerReader.wallet(of: "p-1", status: status, body: Array(body.utf8)) == .unavailable(.malformedAnswer))
    }

    @Test func aChargeSurvivesTheWire() throws {
        let bytes = try HubJSON.encode(WalletChargeBody(charge))
        #expect(try HubJSON.decode(WalletChargeBody.self, from: bytes).charge() == charge)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains(#""code":"134567890123456780""#))
        #expect(text.contains(#""provider":"weChatPay""#))
    }

    @Test(arguments: [
        (#""code":"134567890123456780""#, #""code":"""#, "code"),
        (#""code":"134567890123456780""#, #""code":"13 4""#, "code"),
        (#""code":"134567890123456780""#, #""code":"1345678901234567890123456""#, "code"),
        (#""minorUnits":8640"#, #""minorUnits":0"#, "amount"), (#""kiosk":"k-1""#, #""kiosk":"k/1""#, "kiosk"),
        (#""provider":"weChatPay""#, #""provider":"purse""#, "provider"),
    ])
    func aFaultNamesItsField(_ good: String, _ bad: String, _ field: String) throws {
        let text = String(decoding: try HubJSON.encode(WalletChargeBody(charge)), as: UTF8.self)
        try #require(text.contains(good))
        let body = Array(text.replacing(good, with: bad).utf8)
        let fault = #expect(throws: RequestFault.self) {
            try HubJSON.decode(WalletChargeBody.self, from: body).charge()
        }
        #expect(fault?.field == field)
    }
}
