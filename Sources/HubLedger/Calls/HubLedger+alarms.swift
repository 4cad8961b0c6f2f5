import GRDB
package import KioskAPI
package import KioskCore

/// An alarm on its way into the books: one is open at a time for a kind and a subject, however often it is seen.
struct AlarmCause: Sendable {
    let kind: HubAlarm.Kind
    /// Tells one cause from another: a kiosk, a kiosk's day, a collection, a payment.
    let subject: String
    var kiosk: KioskID?
    var payment: PaymentID?
    let message: String
    /// Whether it stays quiet once somebody has acknowledged it. An alarm that comes from looking at the same books
    /// again would come back for ever.
    var isRaisedOnce = false
}

extension HubLedger {
    /// The open alarms, oldest first.
    package func alarms(kiosk: KioskID? = nil) throws -> AlarmsAnswer {
        try database.read { database in
            let filter = "acknowledged_at IS NULL AND (:kiosk IS NULL OR kiosk = :kiosk)"
            let arguments: StatementArguments = ["kiosk": kiosk?.text]
            let rows = try Row.fetchAll(
                database, sql: "SELECT * FROM alarms WHERE \(filter) ORDER BY id LIMIT \(AlarmsAnswer.mostAlarms)",
                arguments: arguments)
            let open = try Int.fetchOne(
                database, sql: "SELECT COUNT(*) FROM alarms WHERE \(filter)", arguments: arguments)
            return AlarmsAnswer(alarms: try rows.map { try HubAlarm(row: $0) }, open: open ?? 0)
        }
    }

    /// Alarms raised since the one with this id, for a log; open or not.
    package func alarms(after id: Int64) throws -> [HubAlarm] {
        try database.read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM alarms WHERE id > ? ORDER BY id LIMIT \(AlarmsAnswer.mostAlarms)",
                arguments: [id]
            ).map { try HubAlarm(row: $0) }
        }
    }

    /// Closes an alarm, with who looked at it. Doing so twice changes nothing; the first name stays.
    package func acknowledgeAlarm(_ id: Int64, by name: String, now: WallTime) throws -> HubAlarm {
        guard !name.isEmpty, name.utf8.count <= Bounds.longestText else {
            throw HubError(.requestInvalid, "by: Give the name of who looked at it, in \(Bounds.longestText) bytes.")
        }
        return try database.write { database in
            try database.execute(
                cached: """
                    UPDATE alarms SET acknowledged_at = ?, acknowledged_by = ? WHERE id = ? AND acknowledged_at IS NULL
                    """,
                arguments: [now.milliseconds, name, id])
            guard let row = try Row.fetchOne(database, cached: "SELECT * FROM alarms WHERE id = ?", arguments: [id])
            else {
                throw HubError(.notFound, "There is no alarm \(id).")
            }
            return try HubAlarm(row: row)
        }
    }

    /// Raises an alarm, or notes that an open one was seen again.
    func raise(_ cause: AlarmCause, at now: WallTime, in database: Database) throws {
        if cause.isRaisedOnce {
            let sql = "SELECT EXISTS (SELECT 1 FROM alarms WHERE kind = ? AND subject = ?)"
            let known = try Bool.fetchOne(database, cached: sql, arguments: [cause.kind.rawValue, cause.subject])
            if known == true { return }
        }
        try database.execute(
            cached: """
                INSERT INTO alarms (kind, subject, kiosk, payment, message, raised_at, seen_at, count)
                VALUES (?, ?, ?, ?, ?, ?, ?, 1)
                ON CONFLICT (kind, subject) WHERE acknowledged_at IS NULL
                DO UPDATE SET message = excluded.message, seen_at = excluded.seen_at, count = count + 1
                """,
            arguments: [
                cause.kind.rawValue, cause.subject, cause.kiosk?.text, cause.payment?.text, cause.message,
                now.milliseconds, now.milliseconds,
            ])
    }

    /// Closes an alarm whose cause is gone: the missing came after all.
    func settleAlarm(_ kind: HubAlarm.Kind, _ subject: String, at now: WallTime, in database: Database) throws {
        try database.execute(
            cached: """
                UPDATE alarms SET acknowledged_at = ?, acknowledged_by = 'hub'
                WHERE kind = ? AND subject = ? AND acknowledged_at IS NULL
                """,
            arguments: [now.milliseconds, kind.rawValue, subject])
    }
}

extension HubAlarm {
    init(row: Row) throws {
        self.init(
            id: row["id"], kind: try row.parsed("kind", HubAlarm.Kind.init(rawValue:)),
            kiosk: (row["kiosk"] as String?).map { KioskID($0) },
            payment: (row["payment"] as String?).map { PaymentID($0) }, message: row["message"],
            raised: WallTime(milliseconds: row["raised_at"]), seen: WallTime(milliseconds: row["seen_at"]),
            count: row["count"], acknowledged: row.time("acknowledged_at"), acknowledgedBy: row["acknowledged_by"])
    }
}
