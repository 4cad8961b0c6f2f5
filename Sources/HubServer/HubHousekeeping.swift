import HubLedger
import KioskAPI
import KioskCore
import Logging
import ServiceLifecycle

/// Hears the billers' late answers and takes up unfinished wallet charges each second; checks the books and forgets old
/// ids each hour; writes every new alarm to the log. It ends, and the hub with it, when the ledger's storage has
/// failed.
struct HubHousekeeping: ServiceLifecycle.Service {
    static let pause: Duration = .seconds(1)
    static let pausesPerCheck = 3_600

    let hub: HubService

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            var pauses = 0
            // The alarms that are open at the start are told again: whoever starts a hub should know of them.
            var lastAlarm: Int64 = 0
            while !Task.isCancelled {
                try await tidy(checks: pauses % HubHousekeeping.pausesPerCheck == 0)
                lastAlarm = await tell(alarmsAfter: lastAlarm)
                pauses += 1
                do { try await Task.sleep(for: HubHousekeeping.pause) } catch { return }
            }
        }
    }

    func tidy(checks: Bool) async throws {
        let now = hub.now()
        do {
            try await hub.ledger.perform { ledger in
                try ledger.finishPending(now: now)
                if checks {
                    try ledger.checkBooks(now: now)
                    try ledger.purge(now: now)
                }
            }
            try await hub.resumeWallets(now: now)
        } catch {
            hub.logger.error("housekeeping failed", metadata: ["error": "\(error)"])
        }
        if let failure = hub.ledger.failure { throw failure }
    }

    /// Writes the alarms raised since the last time to the log, and returns the last one's id.
    func tell(alarmsAfter last: Int64) async -> Int64 {
        guard let alarms = try? await hub.ledger.perform({ try $0.alarms(after: last) }) else { return last }
        for alarm in alarms where alarm.acknowledged == nil {
            hub.logger.error(
                "alarm",
                metadata: [
                    "alarm": "\(alarm.id)", "kind": "\(alarm.kind.rawValue)", "kiosk": "\(alarm.kiosk?.text ?? "none")",
                    "payment.id": "\(alarm.payment?.text ?? "none")", "message": "\(alarm.message)",
                ])
        }
        return alarms.last?.id ?? last
    }
}
