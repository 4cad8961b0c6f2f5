import ArgumentParser
import HubLedger
import KioskAPI
import KioskCore

/// Shows a business day as the reconciliation does, and checks the book.
struct Reconcile: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a business day as JSON, with its differences; exit 1 if the book does not balance.",
        discussion: "Exit 2 if kiosks, cash boxes and books do not say the same: each difference names its payment.")

    @OptionGroup var books: Books
    @Option(help: "The business day, as 2026-11-21.") var date: CalendarDate

    func run() throws {
        let ledger = try books.open()
        var after: String?
        var differences = 0
        repeat {
            let page = try ledger.reconciliation(date, after: after)
            differences += page.differences.count
            print(String(decoding: try HubJSON.encode(page), as: UTF8.self))
            after = page.next
        } while after != nil
        let totals = try ledger.totals()
        guard totals.balances else {
            throw HubLedgerError(code: .corrupt, message: "The book does not balance: \(totals)")
        }
        guard differences == 0 else { throw ExitCode(2) }
    }
}
