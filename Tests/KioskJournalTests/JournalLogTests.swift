import Foundation
import KioskCore
import KioskJournal
import Testing

/// A sync of a file that keeps its length is the cheap one: the log has its length from the start.
@Suite("The write-ahead log laid out ahead")
struct JournalLogTests {
    /// What one tidying leaves to the next: 200 commits.
    private static let room = 4 << 20

    private func logLength(_ temporary: TemporaryJournal) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: temporary.path + "-wal")[.size] as? Int
    }

    @Test("two hundred commits do not lengthen the log's file")
    func keepsItsLength() async throws {
        let temporary = try TemporaryJournal()
        let journal = try temporary.open()
        let laidOut = try logLength(temporary)
        for number in 1...100 {
            for fact in oneNote(for: PaymentID("payment"), number: number) {
                try await journal.append([fact], at: instant(Int64(number)))
            }
        }
        let after = try logLength(temporary)
        #expect(laidOut == Self.room)
        #expect(after == Self.room)
    }

    @Test("zeros behind the last commit are no part of the journal, wherever the power goes")
    func zerosAreNothing() async throws {
        let temporary = try TemporaryJournal()
        let journal = try temporary.open()
        let untouched = try temporary.copyOfDisk()
        try await journal.append(oneNote(for: "payment"), at: instant(1))
        let written = try temporary.copyOfDisk()
        #expect(try await untouched.open().entries().isEmpty)
        #expect(try await written.open().entries().count == 2)
    }

    @Test("a mark that somebody made longer still knows where the journal ends")
    func longerMark() async throws {
        let temporary = try TemporaryJournal()
        let journal = try temporary.open()
        try await journal.append(oneNote(for: "payment"), at: instant(1))
        let copy = try temporary.copyOfDisk()
        let mark = URL(filePath: copy.path + ".head")
        try (Data(contentsOf: mark) + Data("more".utf8)).write(to: mark)
        try FileManager.default.removeItem(atPath: copy.path + "-wal")
        #expect(await journalError { _ = try copy.open() }?.code == .endMissing)
    }
}
