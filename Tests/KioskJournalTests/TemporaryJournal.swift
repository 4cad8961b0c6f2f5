import Foundation
import KioskCore
import KioskJournal

/// A directory for one test, gone afterwards.
final class TemporaryJournal: Sendable {
    let directory: URL
    var path: String { directory.appending(path: "journal.sqlite").path(percentEncoded: false) }

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "journal-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    func open() throws(JournalError) -> Journal { try Journal(path: path, kiosk: "K0417", boot: "boot-1") }

    /// What the disk holds at this moment, as another machine would find it after a power cut here.
    func copyOfDisk() throws -> TemporaryJournal {
        let copy = try TemporaryJournal()
        for name in ["", "-wal", ".key", ".head"].map({ "journal.sqlite" + $0 }) {
            let file = directory.appending(path: name)
            guard FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) else { continue }
            try FileManager.default.copyItem(at: file, to: copy.directory.appending(path: name))
        }
        return copy
    }
}

func instant(_ seconds: Int64) -> KioskInstant {
    KioskInstant(
        sinceBoot: .seconds(seconds) + .nanoseconds(7), wall: WallTime(milliseconds: 1_800_000_000_000 + seconds))
}

/// The facts of one note that is stacked for `payment`.
func oneNote(for payment: PaymentID, number: Int = 1) -> [JournalFact] {
    [
        .noteIntended(payment, number: number, denomination: Money(2_000, .cny)),
        .noteStacked(payment, number: number),
    ]
}

/// The error that `body` throws, when it is a journal's.
func journalError(_ body: () async throws -> Void) async -> JournalError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? JournalError
    }
}
