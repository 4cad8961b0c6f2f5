import ArgumentParser
import Foundation
import HubLedger
import KioskCore

/// Takes a biller's bill file over.
struct ImportBills: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Import a bill file (CSV): all of it, or nothing.")

    @OptionGroup var books: Books
    @Option(help: "The biller whose file it is.") var biller: BillerID
    @Argument(help: "The file, CSV in UTF-8.") var file: String

    func run() throws {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw ValidationError("\(file) cannot be read; check the path and its permissions.")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw ValidationError("\(file) is not UTF-8; convert it first, for example: iconv -f GB18030 -t UTF-8.")
        }
        print(try books.open().importBills(text, biller: biller))
    }
}

/// Writes what a biller was paid on a business day.
struct ExportSettlement: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Export the settlement file (CSV) of a business day that is over.",
        discussion: "The first export of a day cuts its batch; later ones give the same file again.")

    @OptionGroup var books: Books
    @Option(help: "The biller.") var biller: BillerID
    @Option(help: "The business day, as 2026-11-21.") var date: CalendarDate
    @Option(help: "Where to write; standard output if not given.") var output: String?

    func run() throws {
        let batch = try books.open().settlementBatch(biller, date: date, now: Books.now())
        guard let output else { return print(batch.text, terminator: "") }
        try Data(batch.text.utf8).write(to: URL(fileURLWithPath: output), options: .atomic)
        print("\(batch.rows.count) settlements, \(batch.total), written to \(output)")
    }
}
