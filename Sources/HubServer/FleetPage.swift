import HubLedger
import Hummingbird
import KioskAPI
import KioskCore

extension HubService {
    func fleet(_ call: HubCall) async throws -> Response {
        let (kiosks, alarms) = try await ledger.perform { (try $0.kiosks(), try $0.alarms()) }
        return FleetPage(kiosks: kiosks, alarms: alarms, now: call.now).page.response()
    }
}

/// Every kiosk, when it was heard of last, how long its journal is, and what a person must look at.
struct FleetPage: Sendable {
    /// A kiosk that says nothing for so long is marked: it beats twice a minute.
    static let silentAfter: Duration = .seconds(300)

    let kiosks: [FleetKiosk]
    let alarms: AlarmsAnswer
    let now: WallTime

    var page: Page {
        Page(
            title: LocalizedText(zh: "终端一览", en: "Fleet"),
            body: """
                <h2>告警 · Alarms (\(alarms.open))</h2>
                \(table(["#", "Kind", "Kiosk", "Since", "Seen", "What to do"], alarms.alarms.map(row)))
                <h2>终端 · Kiosks (\(kiosks.count))</h2>
                \(table(["Kiosk", "Last seen", "Version", "Queue", "Journal", "Alarms"], kiosks.map(row)))
                """)
    }

    private func row(_ alarm: HubAlarm) -> [String] {
        [
            "\(alarm.id)", alarm.kind.rawValue, alarm.kiosk?.text ?? "–", businessTime(alarm.raised),
            "\(alarm.count)×, \(businessTime(alarm.seen))", alarm.message,
        ]
    }

    private func row(_ kiosk: FleetKiosk) -> [String] {
        let isSilent = kiosk.seen.advanced(by: FleetPage.silentAfter) < now
        return [
            kiosk.id.text, businessTime(kiosk.seen) + (isSilent ? " ⚠ silent" : ""), kiosk.version ?? "–",
            kiosk.queued.map { "\($0)" } ?? "–", kiosk.journalSize.map { "\($0) entries" } ?? "not seen",
            "\(kiosk.openAlarms)",
        ]
    }

    private func table(_ head: [String], _ rows: [[String]]) -> String {
        let lines = rows.map { row in "<tr>" + row.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>" }
        return "<table><tr>" + head.map { "<th>\($0)</th>" }.joined() + "</tr>\n" + lines.joined(separator: "\n")
            + "</table>"
    }
}
