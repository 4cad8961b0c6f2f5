import GRDB
package import KioskAPI
package import KioskCore
package import KioskEvidence

/// What the witness says to a head, or from which size it needs the proof.
package enum WitnessReply: Hashable, Sendable {
    case judged(JournalHeadAnswer)
    case proofNeeded(JournalSizeAnswer)
}

/// The hub as witness of every kiosk's journal: it keeps the last head it accepted of each, and accepts another only
/// with the proof that the journal grew out of it (RFC 6962, section 2.1.2; c2sp.org/tlog-witness).
extension HubLedger {
    /// Runs of a kiosk's program that are remembered, the latest ones.
    static let mostRuns = 16
    /// How long a request may have been under way.
    static let longestDelay: Duration = .seconds(120)

    /// Judges the head of a kiosk's journal. The first key of a kiosk is believed, and pinned.
    ///
    /// A head that is refused changes nothing of what is kept, and raises an alarm.
    package func witness(_ kiosk: KioskID, _ head: JournalHeadBody, now: WallTime) throws -> WitnessReply {
        do { try head.checkBounds() } catch { throw HubError(error) }
        let shown = try ShownHead(head)
        return try database.write { database in
            let kept = try KeptHead.find(kiosk, in: database)
            if try isLate(kiosk, head, at: now, in: database) {
                return .proofNeeded(JournalSizeAnswer(size: kept?.size ?? 0))
            }
            if let refusal = try refusal(of: shown.key, kiosk, kept, in: database) {
                return .judged(try objection(refusal, kiosk, shown, kept, at: now, in: database))
            }
            let size = kept?.size ?? 0
            guard shown.checkpoint.size >= size else {
                return .judged(try objection(.older, kiosk, shown, kept, at: now, in: database))
            }
            // A head of the same size needs no proof, so it does not matter from where one was offered.
            guard shown.checkpoint.size == size || head.from == size else {
                return .proofNeeded(JournalSizeAnswer(size: size))
            }
            let path = shown.checkpoint.size == size ? [] : shown.path
            guard try grew(from: kept, to: shown, path: path) else {
                return .judged(try objection(.forked, kiosk, shown, kept, at: now, in: database))
            }
            try keep(shown, head, of: kiosk, at: now, in: database)
            return .judged(
                JournalHeadAnswer(
                    standing: .accepted, size: shown.checkpoint.size, root: shown.checkpoint.root.base64))
        }
    }

    /// Gives a kiosk a key, and its journal a new beginning: a disk was exchanged, and a person knows of it.
    package func enrolKiosk(_ kiosk: KioskID, key text: String, now: WallTime) throws {
        var bounds = Bounds()
        bounds.check(kiosk, "kiosk")
        do { try bounds.throwFirstFault() } catch { throw HubError(error) }
        let key = try HubLedger.key(text)
        try database.write { database in
            if let owner = try HubLedger.owner(of: key, in: database), owner != kiosk {
                throw HubError(.conflict, "This is the key of the kiosk \(owner); each kiosk needs one of its own.")
            }
            try pin(key, to: kiosk, at: now, in: database)
            try database.execute(cached: "DELETE FROM journal_runs WHERE kiosk = ?", arguments: [kiosk.text])
        }
    }

    /// Every key that was ever enrolled under this id and name, with its kiosk: a receipt stays provable after its
    /// kiosk got another key.
    package func journalKeys(id: UInt32) throws -> [(kiosk: KioskID, key: VerifierKey)] {
        try database.read { database in
            try Row.fetchAll(
                database, sql: "SELECT * FROM journal_keys WHERE key_id = ? ORDER BY verifier_key",
                arguments: [Int64(id)]
            ).map { row in (kiosk: row.identifier("kiosk"), key: try HubLedger.key(row["verifier_key"])) }
        }
    }

    /// The size and the root of the head that is kept of a kiosk's journal.
    package func journalHead(of kiosk: KioskID) throws -> (size: Int64, root: MerkleHash)? {
        try database.read { try KeptHead.find(kiosk, in: $0).map { ($0.size, $0.root) } }
    }

    static func key(_ text: String) throws -> VerifierKey {
        do { return try VerifierKey(text) } catch { throw HubError(.requestInvalid, "verifierKey: \(error.message)") }
    }

    private static func owner(of key: VerifierKey, in database: Database) throws -> KioskID? {
        let sql = "SELECT kiosk FROM journal_keys WHERE verifier_key = ?"
        return try String.fetchOne(database, cached: sql, arguments: [key.text]).map { KioskID($0) }
    }

    /// A request that was under way while a later one was answered: an earlier head of the same run of the kiosk's
    /// program, or a head of the run before, shortly after the next began. It says nothing of the disk that the kiosk
    /// runs on now. A run that goes on beside the next is no longer late but a second machine, and is judged.
    private func isLate(
        _ kiosk: KioskID, _ head: JournalHeadBody, at now: WallTime, in database: Database
    ) throws -> Bool {
        guard let run = head.run, let ordinal = head.ordinal else { return false }
        let sql = "SELECT run, ordinal, began_at FROM journal_runs WHERE kiosk = ? ORDER BY place DESC"
        let runs = try Row.fetchAll(database, cached: sql, arguments: [kiosk.text])
        guard let place = runs.firstIndex(where: { ($0["run"] as String) == run }) else { return false }
        if place == 0 { return ordinal < (runs[place]["ordinal"] as Int64) }
        return now < WallTime(milliseconds: runs[0]["began_at"]).advanced(by: HubLedger.longestDelay)
    }

    /// Whether the key that signed is not this kiosk's, or is another kiosk's.
    private func refusal(
        of key: VerifierKey, _ kiosk: KioskID, _ kept: KeptHead?, in database: Database
    ) throws -> JournalStanding? {
        if let kept { return kept.key == key.text ? nil : .otherKey }
        guard let owner = try HubLedger.owner(of: key, in: database) else { return nil }
        return owner == kiosk ? nil : .otherKey
    }

    private func grew(from kept: KeptHead?, to shown: ShownHead, path: [MerkleHash]) throws -> Bool {
        let proof: ConsistencyProof
        do {
            proof = try ConsistencyProof(from: kept?.size ?? 0, to: shown.checkpoint.size, path: path)
        } catch {
            throw HubError(.requestInvalid, "proof: \(error.message)")
        }
        do {
            try proof.verify(oldRoot: kept?.root ?? .emptyTree, newRoot: shown.checkpoint.root)
            return true
        } catch {
            return false
        }
    }

    private func keep(
        _ shown: ShownHead, _ head: JournalHeadBody, of kiosk: KioskID, at now: WallTime, in database: Database
    ) throws {
        if try KeptHead.find(kiosk, in: database) == nil { try pin(shown.key, to: kiosk, at: now, in: database) }
        try database.execute(
            cached: "UPDATE journals SET size = ?, root = ?, note = ?, seen_at = ? WHERE kiosk = ?",
            arguments: [
                shown.checkpoint.size, shown.checkpoint.root.base64, head.checkpoint, now.milliseconds, kiosk.text,
            ])
        guard let run = head.run, let ordinal = head.ordinal else { return }
        try database.execute(
            cached: """
                INSERT INTO journal_runs (kiosk, run, ordinal, began_at, place) VALUES (:kiosk, :run, :ordinal, :now,
                    (SELECT COALESCE(MAX(place), 0) + 1 FROM journal_runs WHERE kiosk = :kiosk))
                ON CONFLICT (kiosk, run) DO UPDATE SET ordinal = excluded.ordinal
                """,
            arguments: ["kiosk": kiosk.text, "run": run, "ordinal": ordinal, "now": now.milliseconds])
        try database.execute(
            cached: """
                DELETE FROM journal_runs WHERE kiosk = :kiosk AND run NOT IN
                    (SELECT run FROM journal_runs WHERE kiosk = :kiosk ORDER BY place DESC LIMIT :most)
                """,
            arguments: ["kiosk": kiosk.text, "most": HubLedger.mostRuns])
    }

    private func pin(_ key: VerifierKey, to kiosk: KioskID, at now: WallTime, in database: Database) throws {
        try database.execute(
            cached: """
                INSERT INTO journals (kiosk, verifier_key, size, root, note, seen_at) VALUES (?, ?, 0, ?, NULL, ?)
                ON CONFLICT (kiosk) DO UPDATE SET verifier_key = excluded.verifier_key, size = 0,
                    root = excluded.root, note = NULL, seen_at = excluded.seen_at
                """,
            arguments: [kiosk.text, key.text, MerkleHash.emptyTree.base64, now.milliseconds])
        try database.execute(
            cached: """
                INSERT INTO journal_keys (verifier_key, kiosk, name, key_id, enrolled_at) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """,
            arguments: [key.text, kiosk.text, key.name, Int64(key.id), now.milliseconds])
    }

    private func objection(
        _ standing: JournalStanding, _ kiosk: KioskID, _ shown: ShownHead, _ kept: KeptHead?, at now: WallTime,
        in database: Database
    ) throws -> JournalHeadAnswer {
        let size = kept?.size ?? 0
        let cause: (kind: HubAlarm.Kind, message: String)? =
            switch standing {
            case .accepted: nil
            case .older:
                (
                    .journalOlder,
                    "Its journal ends at \(shown.checkpoint.size) entries and had \(size) before: an old disk image was "
                        + "put back. Keep the disk, look for the lost entries, then enrol the kiosk anew."
                )
            case .forked:
                (
                    .journalForked,
                    "Its journal of \(shown.checkpoint.size) entries did not grow from the \(size) seen before: the "
                        + "disk was cloned, or entries were changed. Keep the disk, and look for a second machine."
                )
            case .otherKey:
                (
                    .journalOtherKey,
                    "Its journal is signed by \(shown.key.text), which is not the key it is enrolled with. If the disk "
                        + "was exchanged on purpose: hubd enrol-kiosk --kiosk \(kiosk) --key '\(shown.key.text)'."
                )
            }
        if let cause {
            try raise(
                AlarmCause(kind: cause.kind, subject: kiosk.text, kiosk: kiosk, message: cause.message), at: now,
                in: database)
        }
        return JournalHeadAnswer(
            standing: standing, size: size, root: (kept?.root ?? .emptyTree).base64)
    }
}

/// A head that was shown, with its signature found good by the key that came with it.
private struct ShownHead {
    let key: VerifierKey
    let checkpoint: Checkpoint
    let path: [MerkleHash]

    init(_ head: JournalHeadBody) throws {
        key = try HubLedger.key(head.verifierKey)
        do {
            checkpoint = try SignedCheckpoint(opening: head.checkpoint, origin: key.name, keys: [key]).checkpoint
        } catch {
            throw HubError(.requestInvalid, "checkpoint: \(error.message)")
        }
        path = try head.proof.map { text in
            guard let hash = MerkleHash(base64: text) else {
                throw HubError(.requestInvalid, "proof: A hash is \(MerkleHash.byteCount) bytes in Base64.")
            }
            return hash
        }
    }
}

/// The last head of a kiosk's journal that was accepted.
private struct KeptHead {
    let key: String
    let size: Int64
    let root: MerkleHash

    static func find(_ kiosk: KioskID, in database: Database) throws -> KeptHead? {
        let sql = "SELECT verifier_key, size, root FROM journals WHERE kiosk = ?"
        return try Row.fetchOne(database, cached: sql, arguments: [kiosk.text]).map { row in
            KeptHead(
                key: row["verifier_key"], size: row["size"],
                root: try row.parsed("root") { MerkleHash(base64: $0) })
        }
    }
}
