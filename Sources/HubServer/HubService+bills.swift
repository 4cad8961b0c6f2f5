import HTTPTypes
import HubLedger
import Hummingbird
import KioskAPI
import KioskCore

extension HubService {
    func billers(_ call: HubCall) async throws -> Response {
        let since = try call.query("since").map { text in
            guard let version = Int(text) else {
                throw HubError(.requestInvalid, "query.since: Give the version of the catalogue you have.")
            }
            return version
        }
        return try .json(try await ledger.perform { try $0.catalogue(since: since) })
    }

    func inquire(_ call: HubCall) async throws -> Response {
        let inquiry = try await call.body(Inquiry.self)
        return try answer(try await ledger.perform { try $0.inquire(inquiry, now: call.now) })
    }

    func inquiry(_ call: HubCall) async throws -> Response {
        let id = try call.path("id")
        return try answer(try await ledger.perform { try $0.inquiry(id, now: call.now) })
    }

    private func answer(_ answer: InquiryAnswer) throws -> Response {
        switch answer.state {
        case .ready: return try .json(answer)
        case .pending:
            var response = try Response.json(answer, status: .accepted)
            response.headers[.retryAfter] = String(answer.hintAfterSeconds ?? 1)
            return response
        }
    }

    func accountBills(_ call: HubCall) async throws -> Response {
        let biller: BillerID = try call.path("biller")
        let account: AccountNumber = try call.path("account")
        return try .json(try await ledger.perform { try $0.history(biller, account, now: call.now) })
    }
}
