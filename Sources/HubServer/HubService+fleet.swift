import HubLedger
import Hummingbird
import KioskAPI
import KioskCore

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
        return try .json(try await ledger.perform { try $0.heartbeat(beat, now: call.now) })
    }

    func witness(_ call: HubCall) async throws -> Response {
        let kiosk: KioskID = try call.path("id")
        let head = try await call.body(JournalHeadBody.self)
        switch try await ledger.perform({ try $0.witness(kiosk, head, now: call.now) }) {
        case .proofNeeded(let answer): return try .json(answer, status: .conflict)
        case .judged(let answer): return try .json(answer)
        }
    }

    func alarms(_ call: HubCall) async throws -> Response {
        let kiosk = call.query("kiosk").map { KioskID($0) }
        return try .json(try await ledger.perform { try $0.alarms(kiosk: kiosk) })
    }

    func health(_ call: HubCall) async throws -> Response {
        try .json(try await ledger.perform { try $0.health(now: call.now) })
    }
}
