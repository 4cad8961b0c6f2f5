import HubLedger
import Hummingbird
import KioskAPI
import KioskCore

extension HubService {
    func prepare(_ call: HubCall) async throws -> Response {
        let order = try await call.body(PaymentOrder.self)
        return try answer(try await ledger.perform { try $0.prepare(order, now: call.now) })
    }

    func payment(_ call: HubCall) async throws -> Response {
        let id: PaymentID = try call.path("id")
        return try answer(try await ledger.perform { try $0.status(id, now: call.now) })
    }

    func confirm(_ call: HubCall) async throws -> Response {
        let submission = try await submission(call)
        guard submission.kind == .confirm else {
            throw HubError(.requestInvalid, "kind: An advice goes to the path that ends in /advice.")
        }
        return try answer(try await ledger.perform { try $0.confirm(submission, now: call.now) })
    }

    /// Takes a confirmation as well: a kiosk whose confirmation met an unknown id may send it here as it is.
    func advise(_ call: HubCall) async throws -> Response {
        let submission = try await submission(call)
        return try answer(try await ledger.perform { try $0.advise(submission, now: call.now) })
    }

    func cancel(_ call: HubCall) async throws -> Response {
        let id: PaymentID = try call.path("id")
        return try answer(try await ledger.perform { try $0.cancel(id, now: call.now) })
    }

    private func submission(_ call: HubCall) async throws -> Submission {
        let body = try await call.body(SubmissionBody.self)
        try call.require(body.payment, isPath: "id", field: "payment")
        do { return try body.submission() } catch { throw HubError(error) }
    }

    private func answer(_ answer: PaymentAnswer) throws -> Response {
        try .json(answer, status: answer.state == .pending ? .accepted : .ok)
    }
}
