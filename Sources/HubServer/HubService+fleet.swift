import HubLedger
import Hummingbird
import KioskAPI
import KioskCore
import Logging

extension HubService {
    func creditNote(_ call: HubCall) async throws -> Response {
        let code = try claimCode(call)
        return try .json(try await ledger.perform { try $0.creditNote(code) })
    }

    func claimCreditNote(_ call: HubCall) async throws -> Response {
        let code = try claimCode(call)
        let claim = try await call.body(ClaimBody.self)
        return try .json(try await ledger.perform { try $0.claim(code, claim, now: call.now) })
    }

    private func claimCode(_ call: HubCall) throws -> ClaimCode {
        guard let code = ClaimCode(reading: try call.path("code")) else {
            throw HubError(.requestInvalid, "path.code: This is no claim code; check it against the slip.")
        }
        return code
    }

    func heartbeat(_ call: HubCall) async throws -> Response {
        let beat = try await call.body(HeartbeatBody.self)
        try call.require(beat.kiosk, isPath: "id", field: "kiosk")
        let answer = try await ledger.perform { try $0.heartbeat(beat, now: call.now) }
        if answer.journal != .accepted {
            logger.error(
                "journal witness objects",
                metadata: ["kiosk": "\(beat.kiosk)", "journal": "\(answer.journal.rawValue)"])
        }
        return try .json(answer)
    }

    func reconciliation(_ call: HubCall) async throws -> Response {
        guard let date = CalendarDate(try call.path("date")) else {
            throw HubError(.requestInvalid, "path.date: Write the business day as 2026-11-21.")
        }
        let kiosk = call.query("kiosk").map { KioskID($0) }
        let after = call.query("after")
        return try .json(try await ledger.perform { try $0.reconciliation(date, kiosk: kiosk, after: after) })
    }

    func health(_ call: HubCall) async throws -> Response {
        try .json(try await ledger.perform { try $0.health(now: call.now) })
    }
}
