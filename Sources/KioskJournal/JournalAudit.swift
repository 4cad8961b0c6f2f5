import Foundation
import GRDB
import KioskCore
package import KioskEvidence

/// What a complete check of a journal found: nothing, or each thing that is not as it was written.
package struct JournalAudit: Sendable {
    package struct Finding: Hashable, Sendable {
        package enum Code: String, CaseIterable, Sendable {
            /// SQLite finds the file itself malformed.
            case file
            case entry
            /// A node of the tree, or the number of nodes.
            case node
            /// The signed head does not fit the entries, or is not signed with this key.
            case head
            /// The file beside the journal, or the head that a witness kept, knows of other or more entries.
            case witness
            /// The kept fold is not that of the entries.
            case snapshot
        }

        package let code: Code
        /// The entry concerned, where it is one.
        package let sequence: Int64?
        package let message: String
    }

    package private(set) var findings: [Finding] = []
    package private(set) var entries: Int64 = 0
    package private(set) var root = MerkleHash.emptyTree
    /// The key against which the head was checked; nil when there was none to check with.
    package let key: VerifierKey?

    package var isSound: Bool { findings.isEmpty }

    /// So that a journal that is damaged from end to end does not fill the memory with what is wrong with it.
    package static let mostFindings = 100

    init(
        _ db: Database, key: VerifierKey?, keyBeside: VerifierKey?, mark: JournalHead?, witnessed: String?
    ) throws {
        self.key = key
        if let key, let keyBeside, key != keyBeside {
            found(.head, "the key beside the journal is \(keyBeside), and not \(key): files of two kiosks are mixed")
        }
        checkFile(db)
        let tree = checkEntries(db, witnessed: seen(witnessed, key: key), mark: mark)
        checkHead(db, tree)
        checkSnapshots(db)
    }

    private mutating func found(_ code: Finding.Code, _ message: String, at sequence: Int64? = nil) {
        guard findings.count < JournalAudit.mostFindings else { return }
        findings.append(Finding(code: code, sequence: sequence, message: message))
    }

    /// Runs a check; what it throws is a finding.
    private mutating func finding<Value>(_ code: Finding.Code, at sequence: Int64? = nil, _ check: () throws -> Value)
        -> Value?
    {
        do {
            return try check()
        } catch {
            found(code, (error as? JournalError)?.message ?? "\(error)", at: sequence)
            return nil
        }
    }

    private mutating func checkFile(_ db: Database) {
        let lines = finding(.file) {
            try String.fetchAll(db, sql: "PRAGMA integrity_check(\(JournalAudit.mostFindings))")
        }
        for line in lines ?? [] where line != "ok" { found(.file, line) }
    }

    /// What a witness kept of this journal.
    private mutating func seen(_ text: String?, key: VerifierKey?) -> JournalHead? {
        guard let text else { return nil }
        guard let key else {
            found(.witness, "a witnessed head can be checked with the kiosk's key alone: give the key")
            return nil
        }
        do {
            let seen = try SignedCheckpoint(opening: text, origin: key.name, keys: [key]).checkpoint
            return JournalHead(sequence: seen.size, root: seen.root)
        } catch {
            found(.witness, "the witnessed head is none of this kiosk: \(error.message)")
            return nil
        }
    }

    /// Reads every entry, builds the tree anew, and holds it against the stored nodes and what others saw on the way.
    private mutating func checkEntries(_ db: Database, witnessed: JournalHead?, mark: JournalHead?) -> CompactRange {
        var tree = CompactRange()
        var nodes: Int64 = 0
        let rows = finding(.entry) { try Row.fetchCursor(db, sql: "SELECT * FROM entry ORDER BY sequence") }
        while let rows, findings.count < JournalAudit.mostFindings {
            guard let row = finding(.entry, at: tree.size + 1, { try rows.next() }) ?? nil else { break }
            let sequence = tree.size + 1
            guard row["sequence"] as Int64? == sequence else {
                found(.entry, "entry \(sequence) is missing", at: sequence)
                break
            }
            let read = finding(.entry, at: sequence) { try JournalRow(row, number: sequence) }
            guard let leaf = read?.hash ?? JournalTree.hash(row["leaf"]) else { break }
            for node in tree.append(leaf) where node.id.level > 0 {
                nodes += 1
                let stored = finding(.node, at: sequence) { try JournalTree.node(node.id, db) } ?? nil
                if stored != node.hash {
                    found(.node, "the node at \(node.id) is not that of its entries", at: sequence)
                }
            }
            for (seen, name) in [(witnessed, "the witness"), (mark, "the file beside the journal")] {
                guard let seen, seen.sequence == tree.size, seen.root != tree.root else { continue }
                found(.witness, "\(name) saw other entries up to number \(seen.sequence)", at: seen.sequence)
            }
        }
        for (seen, name) in [(witnessed, "the witness"), (mark, "the file beside the journal")] {
            guard let seen, seen.sequence > tree.size else { continue }
            found(.witness, "\(name) has seen \(seen.sequence) entries, and \(tree.size) are here: the end is missing")
        }
        let stored = finding(.node) { try Int64.fetchOne(db, sql: "SELECT COUNT(*) FROM node") ?? 0 }
        if let stored, stored != nodes { found(.node, "there are \(stored) nodes where \(nodes) belong") }
        entries = tree.size
        root = tree.root
        return tree
    }

    private mutating func checkHead(_ db: Database, _ tree: CompactRange) {
        guard let row = finding(.head, { try JournalHeadRow(db) }) else { return }
        guard row.size == tree.size, row.root == tree.root else {
            return found(.head, "the head says \(row.size) entries, and \(tree.size) are here, or others")
        }
        guard !row.checkpoint.isEmpty else {
            if row.size > 0 { found(.head, "no head of it was ever signed") }
            return
        }
        guard let key else {
            return found(.head, "there is no key to check the signature with: give it")
        }
        _ = finding(.head) { try row.requireSigned(by: key) { try JournalTree.at($0, db).root } }
    }

    private mutating func checkSnapshots(_ db: Database) {
        let sizes = finding(.snapshot) { try Int64.fetchAll(db, sql: "SELECT size FROM snapshot ORDER BY size") } ?? []
        guard let last = sizes.last, let key else { return }
        var folds: [Int64: Ledger] = [:]
        var ledger = Ledger()
        _ = finding(.snapshot) {
            try JournalRow.forEach(db) { row in
                guard row.entry.sequence <= last else { return }
                ledger.apply(row.entry.fact, at: row.entry.at)
                if sizes.contains(row.entry.sequence) { folds[row.entry.sequence] = ledger }
            }
        }
        for size in sizes {
            let kept = finding(.snapshot) { try JournalSnapshot.newest(upTo: size, key: key, db) }
            guard let kept else { continue }
            if kept.size != size {
                found(.snapshot, "the fold kept at entry \(size) is not as it was written, or is of another version")
            } else if kept.ledger != folds[size] {
                found(.snapshot, "the fold kept at entry \(size) is not that of the entries", at: size)
            }
        }
    }

    /// A part of the same for a kiosk at work: entries against their leaves, and leaves against the nodes above.
    static func check(after sequence: Int64, count: Int, _ db: Database) throws -> Int64? {
        var tree = try JournalTree.at(sequence, db)
        let rows = try Row.fetchCursor(
            db, sql: "SELECT * FROM entry WHERE sequence > ? ORDER BY sequence LIMIT ?", arguments: [sequence, count])
        while let row = try rows.next() {
            let number = tree.size + 1
            for node in tree.append(try JournalRow(row, number: number).hash) where node.id.level > 0 {
                guard try JournalTree.node(node.id, db) == node.hash else {
                    throw JournalRow.damaged("the node at \(node.id) of its tree is not that of its entries")
                }
            }
        }
        return tree.size < sequence + Int64(count) ? nil : tree.size
    }
}
