import BareCommits
import BenchmarkKit
import Foundation
import KioskCore
import KioskEvidence
import KioskJournal

/// Durable entries: ours, then the same rows by a bare C loop, a few rounds of each in turn.
///
/// A round is what a kiosk commits before it tidies its journal, between two visits.
enum CommitFigures {
    static let commits = 200
    static let rounds = 25

    static func measure(in folder: URL) throws -> [Figure] {
        var ours: [Double] = []
        var bare: [Double] = []
        for round in 0..<rounds {
            let path = folder.appending(path: "ours-\(round).sqlite").path()
            ours.append(try appendOneByOne(path))
            bare.append(try replay(path, to: folder.appending(path: "bare-\(round).sqlite").path()))
        }
        let share = try treeAndSignatures() / (ours.median / Double(commits))
        return [
            Figure(name: "durable entries", value: Double(commits) / ours.median, unit: "/s"),
            Figure(name: "durable entries of the bare C loop", value: Double(commits) / bare.median, unit: "/s"),
            Figure(name: "durable entries, ours to the bare C loop", value: bare.median / ours.median),
            Figure(name: "tree and signature, part of a commit", value: share),
        ]
    }

    private static func appendOneByOne(_ path: String) throws -> Double {
        let journal = try Journal(path: path, kiosk: "K0417", boot: "bench")
        defer { journal.close() }
        let facts = SampleFacts.notes(commits)
        return try ContinuousClock().measure {
            for (number, fact) in facts.enumerated() { try journal.appendHere([fact], at: SampleFacts.instant(number)) }
        }.seconds
    }

    private static func replay(_ source: String, to target: String) throws -> Double {
        var seconds = 0.0
        var message = [CChar](repeating: 0, count: 512)
        let count = bare_commits(source, target, &seconds, &message, Int32(message.count))
        guard count == commits else {
            let words = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw BenchmarkError(String(decoding: words, as: UTF8.self))
        }
        return seconds
    }

    /// Seconds a commit that hashing leaves, growing the tree and signing its heads take, without a disk. The journal
    /// signs when a payment is queued, and every seventeenth commit otherwise.
    private static func treeAndSignatures() throws -> Double {
        let key = try SigningKey(name: "K0417", seed: Array(0..<32))
        let fact = String(repeating: "x", count: 100)
        var tree = CompactRange()
        let duration = try ContinuousClock().measure {
            for number in 0..<commits {
                let leaf = try JournalLeaf(
                    sequence: Int64(number + 1), wallMilliseconds: 1_800_000_000_000, kind: "noteStacked",
                    payment: "01930000-0000-7000-8000-000000000001", receiptNumber: "", minorUnits: 0, currency: "",
                    digest: JournalLeaf.digest(boot: "bench", sinceBootInNanoseconds: 1, fact: fact))
                _ = tree.append(.leaf(leaf.bytes))
                guard number % 17 == 0 else { continue }
                _ = try SignedCheckpoint(Checkpoint(origin: key.name, tree), signedBy: key).text
            }
        }
        return duration.seconds / Double(commits)
    }
}

struct BenchmarkError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
