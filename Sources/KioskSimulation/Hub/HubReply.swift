import HubLedger
import KioskAPI
import KioskCore

/// An answer on the line: a status and a body, as HTTP carries them.
struct HubReply: Hashable, Sendable {
    var status: Int
    var body: [UInt8]
    var retryAfterSeconds: Int?

    /// What the hub's service would say.
    init(_ ledger: HubLedger, _ wallets: DemoWalletGateway, _ request: HubRequest, now: WallTime) throws {
        do {
            self = try HubReply.answer(ledger, wallets, request, now)
        } catch let error as HubError {
            self.init(
                status: error.code.httpStatus, body: (try? HubJSON.encode(HubErrorBody(error))) ?? [],
                retryAfterSeconds: error.hintAfterSeconds)
        }
    }

    init(status: Int, body: [UInt8], retryAfterSeconds: Int? = nil) {
        self.status = status
        self.body = body
        self.retryAfterSeconds = retryAfterSeconds
    }

    private static func answer(
        _ ledger: HubLedger, _ wallets: DemoWalletGateway, _ request: HubRequest, _ now: WallTime
    ) throws -> HubReply {
        switch request {
        case .inquire(let inquiry):
            // What a slow biller leaves pending is polled until it is there, as the client does.
            var answer = try ledger.inquire(inquiry, now: now)
            if answer.state == .pending {
                answer = try ledger.inquiry(answer.inquiry, now: now.advanced(by: .seconds(5)))
            }
            return HubReply(status: 200, body: try HubJSON.encode(answer))
        case .prepare(let order):
            return HubReply(status: 201, body: try HubJSON.encode(ledger.prepare(order, now: now)))
        case .cancel(let id):
            return HubReply(status: 200, body: try HubJSON.encode(ledger.cancel(id, now: now)))
        case .submit(let submission, .confirm):
            return HubReply(status: 200, body: try HubJSON.encode(ledger.confirm(submission, now: now)))
        case .submit(let submission, .advice):
            return HubReply(status: 200, body: try HubJSON.encode(ledger.advise(submission, now: now)))
        case .enquire(let id, _):
            return HubReply(status: 200, body: try HubJSON.encode(ledger.status(id, now: now)))
        case .chargeWallet(let charge):
            return try ok(finish(ledger.chargeWallet(charge, now: now), ledger, wallets, now))
        case .enquireWallet(let id): return try ok(finish(ledger.enquireWallet(id), ledger, wallets, now))
        case .cancelWallet(let id): return try ok(finish(ledger.cancelWallet(id, now: now), ledger, wallets, now))
        case .claimCreditNote(let claim): return try ok(ledger.claim(claim.code, ClaimBody(claim), now: now))
        case .reportCollection(let collection): return try ok(ledger.collect(collection, now: now))
        case .reportDay(let statement): return try ok(ledger.compareDay(statement, now: now))
        }
    }

    private static func ok(_ answer: some Encodable) throws -> HubReply {
        HubReply(status: 200, body: try HubJSON.encode(answer))
    }

    /// Asks the provider whatever the ledger wants asked, as the hub's service does.
    static func finish(
        _ step: WalletStep, _ ledger: HubLedger, _ wallets: DemoWalletGateway, _ now: WallTime
    ) throws -> WalletAnswer {
        var step = step
        for _ in 0..<mostWalletSteps {
            switch step {
            case .answered(let answer): return answer
            case .ask(let request):
                step = try ledger.walletReplied(request, wallets.answer(request, now: now), now: now)
            }
        }
        throw HubError(.internalError, "The hub asks the wallet's provider without end.")
    }

    private static let mostWalletSteps = 16

    static let captivePortal = HubReply(
        status: 200, body: Array("<html><body>Welcome to the free Wi-Fi of this mall</body></html>".utf8))
    static let internalError = HubReply(status: 500, body: [])

    /// What the kiosk's client makes of it; nil where no answer is awaited.
    func answer(to request: HubRequest) -> HubAnswer? {
        switch request {
        case .inquire(let inquiry):
            switch HubAnswerReader.inquiry(inquiry, status: status, body: body) {
            case .outcome(.unavailable(let trouble)): .inquired(inquiry, .unavailable(sharpened(trouble)))
            case .outcome(let outcome): .inquired(inquiry, outcome)
            case .pending: .inquired(inquiry, .unavailable(.timedOut))
            }
        case .prepare(let order):
            switch HubAnswerReader.preparation(of: order, status: status, body: body) {
            case .unavailable(let trouble): .prepared(order.payment, .unavailable(sharpened(trouble)))
            case let outcome: .prepared(order.payment, outcome)
            }
        case .submit(let submission, _):
            .submitted(submission.payment, outcome(submission.payment, submission.tendered))
        case .enquire(let id, let tendered): .submitted(id, outcome(id, tendered))
        case .cancel: nil
        case .chargeWallet(let charge): .wallet(charge.payment, wallet(charge.payment, charge))
        case .enquireWallet(let id), .cancelWallet(let id): .wallet(id, wallet(id, nil))
        case .claimCreditNote(let claim):
            switch HubAnswerReader.creditNote(claim, status: status, body: body) {
            case .unavailable(let trouble):
                .creditNote(claim.payment, claim.code, .unavailable(sharpened(trouble)))
            case let outcome: .creditNote(claim.payment, claim.code, outcome)
            }
        case .reportCollection(let collection):
            .collectionCompared(
                collection.id, sharpened(HubAnswerReader.collection(collection.id, status: status, body: body)))
        case .reportDay(let statement):
            .dayCompared(statement.date, sharpened(HubAnswerReader.day(statement, status: status, body: body)))
        }
    }

    private func wallet(_ id: PaymentID, _ charge: WalletCharge?) -> WalletOutcome {
        switch HubAnswerReader.wallet(of: id, asked: charge, status: status, body: body) {
        case .unavailable(let trouble): .unavailable(sharpened(trouble))
        case let outcome: outcome
        }
    }

    private func sharpened(_ outcome: ReconciliationOutcome) -> ReconciliationOutcome {
        guard case .unavailable(let trouble) = outcome else { return outcome }
        return .unavailable(sharpened(trouble))
    }

    private func outcome(_ id: PaymentID, _ tendered: Money) -> SubmissionOutcome {
        switch HubAnswerReader.submission(of: id, tendered: tendered, status: status, body: body) {
        case .unavailable(let trouble): .unavailable(sharpened(trouble))
        case let outcome: outcome
        }
    }

    /// When to come back, as a proxy's headers say it (RFC 6585, section 4; RFC 9110, section 10.2.3).
    private func sharpened(_ trouble: HubTrouble) -> HubTrouble {
        switch trouble {
        case .serverError, .malformedAnswer:
            guard status == 429 || (status == 503 && retryAfterSeconds != nil) else { return trouble }
            return .retryLater(afterSeconds: min(max(retryAfterSeconds ?? 5, 1), HubAnswerReader.longestHint))
        case .unreachable, .timedOut, .answerForAnother, .retryLater: return trouble
        }
    }

    static func unavailable(_ request: HubRequest, _ trouble: HubTrouble) -> HubAnswer? {
        switch request {
        case .inquire(let inquiry): .inquired(inquiry, .unavailable(trouble))
        case .prepare(let order): .prepared(order.payment, .unavailable(trouble))
        case .submit(let submission, _): .submitted(submission.payment, .unavailable(trouble))
        case .enquire(let id, _): .submitted(id, .unavailable(trouble))
        case .cancel: nil
        case .chargeWallet(let charge): .wallet(charge.payment, .unavailable(trouble))
        case .enquireWallet(let id), .cancelWallet(let id): .wallet(id, .unavailable(trouble))
        case .claimCreditNote(let claim): .creditNote(claim.payment, claim.code, .unavailable(trouble))
        case .reportCollection(let collection): .collectionCompared(collection.id, .unavailable(trouble))
        case .reportDay(let statement): .dayCompared(statement.date, .unavailable(trouble))
        }
    }
}
