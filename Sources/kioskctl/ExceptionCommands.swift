import ArgumentParser
import KioskControl
import KioskCore
import KioskJournal

struct Exceptions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "See what a person must decide, and decide it.", subcommands: [List.self, Resolve.self],
        defaultSubcommand: List.self)

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what a person must decide; exit code 1 if there is anything.",
            discussion: """
                Read from the journal, so kioskd need not run. Each line names the id by which it is resolved, what it \
                is about, how much money, since when, what a person must do, and which decisions are possible.
                """)

        @OptionGroup var options: JournalOptions

        func run() throws {
            let lines = try options.read { try $0.ledger() }.exceptionLines
            try options.show(lines, lines.flatMap(\.lines))
            if !lines.isEmpty { throw Ending.needsPerson }
        }
    }

    struct Resolve: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decide about an exception at the running kiosk; who and why go into the journal.",
            discussion: """
                Decisions:
                  note-in-box       the lost note lies in the cash box: it counts
                  note-returned     the lost note went back to the resident: it does not count
                  card-charged      the terminal's own journal has the charge, under --receipt-number
                  card-not-charged  the terminal's own journal does not have it
                  closed            settled outside of the kiosk, as --why says

                What is written cannot be taken back; a wrong decision is mended by the operator's books.

                Exit codes: 0 it is in the journal; 1 the kiosk refused, and says why; 64 wrong arguments; 69 kioskd \
                is not running.
                """)

        @Argument(help: "The id, as kioskctl exceptions lists it.") var exception: String
        @Option(
            help: "note-in-box, note-returned, card-charged, card-not-charged or closed.",
            transform: Resolve.choice)
        var decision: PersonsDecision.Choice
        @Option(help: "With card-charged: the receipt number in the terminal's own journal.") var receiptNumber: Int?
        @Option(help: "Who decides: the name on the badge.") var by: String
        @Option(help: "Why, in a sentence.") var why: String
        @OptionGroup var options: ControlOptions

        private static func choice(_ text: String) throws -> PersonsDecision.Choice {
            guard let choice = PersonsDecision.Choice(rawValue: text) else {
                let known = PersonsDecision.Choice.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("'\(text)' is no decision: give one of \(known).")
            }
            return choice
        }

        func validate() throws {
            guard (decision == .cardCharged) == (receiptNumber != nil) else {
                throw ValidationError("--receipt-number goes with card-charged, and with nothing else.")
            }
            for (option, text, longest) in [
                ("--by", by, PersonsDecision.longestName), ("--why", why, PersonsDecision.longestWhy),
            ] where !text.contains(where: { !$0.isWhitespace }) || text.count > longest {
                throw ValidationError("Give \(option) from 1 to \(longest) letters.")
            }
            guard (1...100).contains(exception.utf8.count) else {
                throw ValidationError("Give an id as kioskctl exceptions lists it.")
            }
        }

        func run() throws {
            let decision = PersonsDecision(choice: decision, receiptNumber: receiptNumber, by: by, why: why)
            try options.finish(try options.ask(.resolve(exception: exception, decision)) { _ in })
        }
    }
}

/// One thing that a person must decide, as `kioskctl exceptions` shows it.
struct ExceptionLine: Encodable {
    let id: String
    /// The first words of the kind, for scripts: `noteUnplaced`, `conflicted`.
    let kind: String
    let payment: String?
    let receipt: String?
    /// In minor units of `currency`.
    let amount: Int64?
    let currency: String?
    let since: String
    let task: String
    let decisions: [String]

    var lines: [String] {
        let money = amount.flatMap { amount in
            currency.flatMap { Currency(code: $0) }.map { Money(amount, $0).description }
        }
        let head = [id, kind, receipt, money, "since \(since)"].compactMap { $0 }.joined(separator: "  ")
        let how = decisions.isEmpty ? [] : ["    decide: \(decisions.joined(separator: " | "))"]
        return [head, "    \(task)"] + how
    }
}

extension Ledger {
    var exceptionLines: [ExceptionLine] {
        exceptions.map { exception in
            let record = exception.payment.flatMap { self[$0] }
            return ExceptionLine(
                id: exception.id.text, kind: exception.kind.word, payment: exception.payment?.text,
                receipt: record?.receiptNumber, amount: exception.money?.minorUnits,
                currency: exception.money?.currency.code, since: exception.since.timestamp, task: exception.task,
                decisions: exception.allowedDecisions.map(\.choice.rawValue))
        }
    }
}

extension LedgerException.Kind {
    fileprivate var word: String {
        switch self {
        case .noteUnplaced: "noteUnplaced"
        case .cardUnknown: "cardUnknown"
        case .walletUnknown: "walletUnknown"
        case .creditNoteUnknown: "creditNoteUnknown"
        case .conflicted: "conflicted"
        case .difference: "difference"
        case .cardNotReversed: "cardNotReversed"
        case .journalRefused: "journalRefused"
        }
    }
}

extension ExceptionResolution.DecisionKind {
    /// The same in the words that are typed.
    fileprivate var choice: PersonsDecision.Choice {
        switch self {
        case .noteIsInCashBox: .noteInBox
        case .noteWasReturned: .noteReturned
        case .cardWasCharged: .cardCharged
        case .cardWasNotCharged: .cardNotCharged
        case .closed: .closed
        }
    }
}
