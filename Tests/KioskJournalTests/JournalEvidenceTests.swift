import Crypto
import Foundation
import GRDB
import KioskCore
import KioskEvidence
import Testing

@testable import KioskJournal

struct JournalEvidenceTests {
    let disk = try! TemporaryJournal()

    /// The Merkle Tree Hash as RFC 6962, section 2.1 defines it, by recursion over the whole list.
    private func treeHash(_ leaves: ArraySlice<[UInt8]>) -> [UInt8] {
        if leaves.isEmpty { return Array(SHA256.hash(data: [UInt8]())) }
        if leaves.count == 1 { return Array(SHA256.hash(data: [0] + leaves[leaves.startIndex])) }
        var split = 1
        while split * 2 < leaves.count { split *= 2 }
        let middle = leaves.startIndex + split
        return Array(SHA256.hash(data: [1] + treeHash(leaves[..<middle]) + treeHash(leaves[middle...])))
    }

    /// A leaf's bytes put together by hand, field for field.
    private func leaf(_ entry: JournalEntry, json: String) -> [UInt8] {
        func big(_ number: Int64) -> [UInt8] { withUnsafeBytes(of: number.bigEndian) { Array($0) } }
        func text(_ text: String) -> [UInt8] { [UInt8(text.utf8.count)] + Array(text.utf8) }
        let nanoseconds = entry.at.sinceBoot / Duration.nanoseconds(1)
        let digest = SHA256.hash(
            data: big(Int64(entry.boot.text.utf8.count)) + Array(entry.boot.text.utf8) + big(Int64(nanoseconds))
                + Array(json.utf8))
        return [1] + big(entry.sequence) + big(entry.at.wall.milliseconds) + text(entry.fact.kind)
            + text(entry.fact.payment?.text ?? "") + text("") + big(0) + text("") + Array(digest)
    }

    @Test(arguments: [1, 2, 3, 7, 8, 33])
    func theHeadIsTheTreeHashOfAllEntries(count: Int) async throws {
        let journal = try disk.open()
        for number in 1...count {
            try await journal.append([.noteStacked("p-1", number: number)], at: instant(Int64(number)))
        }
        let leaves = try await journal.entries().enumerated().map { offset, entry in
            leaf(entry, json: #"{"noteStacked":{"_0":"p-1","number":\#(offset + 1)}}"#)
        }
        #expect(journal.head.root.bytes == treeHash(leaves[...]))
        let signed = try SignedCheckpoint(
            opening: try journal.checkpoint().text, origin: "K0417", keys: [journal.verifierKey])
        #expect(signed.checkpoint.size == Int64(count))
        #expect(signed.checkpoint.root == journal.head.root)
    }

    @Test func theKeyStaysTheSameAndAnotherKiosksJournalIsRefused() async throws {
        let key: VerifierKey
        do {
            let journal = try disk.open()
            try await journal.append([.started(version: "1.0")], at: instant(1))
            key = journal.verifierKey
            journal.close()
        }
        let again = try disk.open()
        #expect(again.verifierKey == key)
        again.close()
        #expect(
            await journalError { _ = try Journal(path: disk.path, kiosk: "K0418", boot: "b") }?.code == .wrongKiosk)
    }

    @Test func aJournalWhoseKeyIsGoneIsNotSignedWithAnother() async throws {
        let journal = try disk.open()
        try await journal.append([.started(version: "1.0")], at: instant(1))
        journal.close()
        try FileManager.default.removeItem(atPath: disk.path + ".key")
        let error = await journalError { _ = try disk.open() }
        #expect(error?.code == .keyMissing, "\(error as Any)")
    }

    @Test func whatTheHubSawBeforeIsProvedToBeTheBeginning() async throws {
        let journal = try disk.open()
        var seen: [JournalHead] = []
        for number in 1...40 {
            try await journal.append([.noteStacked("p-1", number: number)], at: instant(1))
            seen.append(journal.head)
        }
        for old in seen {
            let testimony = try await journal.testimony(since: old.sequence)
            let proof = try ConsistencyProof(
                from: old.sequence, to: testimony.head.sequence, path: testimony.path)
            try proof.verify(oldRoot: old.root, newRoot: testimony.head.root)
        }
        #expect(await journalError { _ = try await journal.testimony(since: 41) }?.code == .damaged)
    }

    @Test(arguments: [0, 1, 5, 100])
    func aReceiptIsProvedWithTheKeyAlone(later: Int) async throws {
        let journal = try disk.open()
        try await journal.append([.paymentQueued(submission("p-1", 8_640))], at: instant(1))
        for number in 0..<later { try await journal.append([.rated("p-1", stars: number % 4 + 1)], at: instant(2)) }
        let text = try #require(try await journal.evidence(of: "p-1"))
        let evidence = try ReceiptEvidence("https://hub.example/v/p-1#" + text)
        try evidence.verify(with: journal.verifierKey)
        #expect(evidence.leaf.payment == "p-1")
        #expect(evidence.leaf.receiptNumber == "K0417-000001")
        #expect(evidence.leaf.minorUnits == 8_640)
        #expect(evidence.leaf.currency == "CNY")
        #expect(evidence.origin == "K0417")
        #expect(try await journal.evidence(of: "p-2") == nil)
    }

    @Test func noCharacterOfAReceiptsProofCanBeChanged() async throws {
        let journal = try disk.open()
        try await journal.append([.started(version: "1")], at: instant(1))
        try await journal.append([.paymentQueued(submission("p-1", 8_640))], at: instant(1))
        let text = try #require(try await journal.evidence(of: "p-1"))
        for index in text.indices where text[index] != "." {
            var forged = text
            forged.replaceSubrange(index...index, with: text[index] == "A" ? "B" : "A")
            #expect(throws: EvidenceError.self) {
                try ReceiptEvidence(forged).verify(with: journal.verifierKey)
            }
        }
    }

    @Test func theWriteAheadLogCannotBeDeletedUnnoticed() async throws {
        let copy: TemporaryJournal
        do {
            let journal = try disk.open()
            try await journal.append([.started(version: "1")], at: instant(1))
            copy = try disk.copyOfDisk()
            journal.close()
        }
        try FileManager.default.removeItem(atPath: copy.path + "-wal")
        let error = await journalError { _ = try copy.open() }
        #expect([.endMissing, .keyMissing].contains(error?.code))
    }

    @Test func anOlderCopyOfTheDatabaseIsNoticed() async throws {
        let old: TemporaryJournal
        do {
            let journal = try disk.open()
            try await journal.append([.started(version: "1")], at: instant(1))
            old = try disk.copyOfDisk()
            try await journal.append(oneNote(for: "p-1"), at: instant(2))
            journal.close()
        }
        for name in ["", "-wal"] {
            try? FileManager.default.removeItem(atPath: disk.path + name)
            try FileManager.default.copyItem(atPath: old.path + name, toPath: disk.path + name)
        }
        #expect(await journalError { _ = try disk.open() }?.code == .endMissing)
        #expect(try JournalReader(path: disk.path).audit().findings.map(\.code) == [.witness])
    }

    @Test func theMarkMayBeOlderOrTorn() async throws {
        do {
            let journal = try disk.open()
            try await journal.append([.started(version: "1")], at: instant(1))
            let mark = try Data(contentsOf: URL(filePath: disk.path + ".head"))
            try await journal.append(oneNote(for: "p-1"), at: instant(2))
            try mark.write(to: URL(filePath: disk.path + ".head"))
            journal.close()
        }
        let again = try disk.open()
        #expect(again.head.sequence == 3)
        again.close()
        try Data("K0417\n9".utf8).write(to: URL(filePath: disk.path + ".head"))
        #expect(try disk.open().head.sequence == 3)
    }

    func submission(_ payment: PaymentID, _ minorUnits: Int64) -> Submission {
        Submission(
            payment: payment, kind: .advice, kiosk: "K0417", receiptNumber: "K0417-000001", biller: "zj-power",
            account: "330100", allocations: [], tenders: [.notes(denomination: Money(minorUnits, .cny), count: 1)],
            claimCode: ClaimCode(random: Array(repeating: 7, count: 11)), taken: WallTime(milliseconds: 1))
    }
}
