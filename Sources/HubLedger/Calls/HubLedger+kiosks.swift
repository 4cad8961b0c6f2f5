import GRDB
package import KioskCore

/// A kiosk as the fleet's page shows it.
package struct FleetKiosk: Hashable, Sendable {
    package let id: KioskID
    /// Its last heartbeat, or the last head of its journal.
    package let seen: WallTime
    package let version: String?
    /// Submissions that waited to be sent.
    package let queued: Int?
    /// Entries in the head that the hub keeps of its journal.
    package let journalSize: Int64?
    package let openAlarms: Int
}

extension HubLedger {
    /// The most kiosks a page lists.
    static let mostKiosks = 10_000

    /// Every kiosk that the hub has heard of, in the order of their ids.
    package func kiosks() throws -> [FleetKiosk] {
        let sql = """
            SELECT known.id, MAX(COALESCE(kiosks.seen_at, 0), COALESCE(journals.seen_at, 0)) AS seen_at, version, queued,
                size, (SELECT COUNT(*) FROM alarms WHERE kiosk = known.id AND acknowledged_at IS NULL) AS alarms
            FROM (SELECT id FROM kiosks UNION SELECT kiosk FROM journals) AS known
            LEFT JOIN kiosks ON kiosks.id = known.id LEFT JOIN journals ON journals.kiosk = known.id
            ORDER BY known.id LIMIT \(HubLedger.mostKiosks)
            """
        return try database.read { database in
            try Row.fetchAll(database, cached: sql).map { row in
                FleetKiosk(
                    id: row.identifier("id"), seen: WallTime(milliseconds: row["seen_at"]), version: row["version"],
                    queued: row["queued"], journalSize: row["size"], openAlarms: row["alarms"])
            }
        }
    }
}
