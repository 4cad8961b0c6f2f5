import HubLedger
import Hummingbird
import KioskAPI
import KioskCore

extension HubService {
    func reconciliation(_ call: HubCall) async throws -> Response {
        let date = try call.date()
        let kiosk = call.query("kiosk").map { KioskID($0) }
        let after = call.query("after")
        return try .json(try await ledger.perform { try $0.reconciliation(date, kiosk: kiosk, after: after) })
    }

    func collect(_ call: HubCall) async throws -> Response {
        let collection = try await call.body(CashCollection.self, upTo: CashCollection.largestBody)
        try call.require(collection.kiosk, isPath: "id", field: "kiosk")
        return try .json(try await ledger.perform { try $0.collect(collection, now: call.now) })
    }

    func compareDay(_ call: HubCall) async throws -> Response {
        let statement = try await call.body(DayStatement.self, upTo: DayStatement.largestBody)
        try call.require(statement.kiosk, isPath: "id", field: "kiosk")
        guard statement.date == (try call.date()) else {
            throw HubError(.requestInvalid, "date: The path says another day than the body.")
        }
        return try .json(try await ledger.perform { try $0.compareDay(statement, now: call.now) })
    }
}
