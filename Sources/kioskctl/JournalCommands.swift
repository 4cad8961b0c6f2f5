import ArgumentParser
import KioskCore
import KioskJournal

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say how things stand: payments open, queued, and those a person must look at.")

    @OptionGroup var options: JournalOptions

    func run() throws {
        let summary = try options.read { reader in
            let (entries, head) = (try reader.entries(), try reader.head())
            return StatusSummary(
                path: try options.path(), entries: entries, head: head, ledger: Ledger(folding: entries))
        }
        try options.show(summary, summary.lines)
        if summary.exceptions > 0 { throw Ending.needsPerson }
    }
}

struct JournalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "Look into the journal, and check it.",
        subcommands: [List.self, Verify.self, Key.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List entries, oldest first.")

        @OptionGroup var options: JournalOptions
        @Option(help: "Only entries about this payment.") var payment: String?
        @Option(help: "Only the last so many.") var last: Int?

        func validate() throws {
            if let last, last < 1 { throw ValidationError("Give --last a number above zero.") }
        }

        func run() throws {
            let entries = try options.read { try $0.entries() }
                .filter { payment == nil || $0.fact.payment?.text == payment }
            let lines = entries.suffix(last ?? entries.count).map(EntryLine.init)
            try options.show(lines, lines.map(\.text))
        }
    }
}

struct Queue: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List payments that the hub has not answered finally, oldest first.")

    @OptionGroup var options: JournalOptions

    func run() throws {
        let records = try options.read { try $0.ledger().queued }
        try options.show(records.map(PaymentLine.init), records.map { PaymentLine($0).text($0) })
    }
}
