import ArgumentParser
import Foundation
import KioskControl
import KioskCore

struct CashCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cash", abstract: "See what lies in the cash box, and collect it.",
        subcommands: [Status.self, Collect.self])

    struct Status: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what the ledger says lies in the cash box of the running kiosk, payment by payment.")

        @OptionGroup var options: ControlOptions

        func run() throws {
            let reply = try options.ask(.cashBox) { _ in }
            guard case .cashBox(let box) = reply else { return try options.finish(reply) }
            if options.json {
                print(try jsonLine(reply))
            } else {
                for line in CashLines(box).all { print(line) }
            }
        }
    }

    struct Collect: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record that the cash box was emptied, and compare the count with ledger and hub.",
            discussion: """
                Empty the box, count, and say what was counted: --counted 100x3,50x2 are three notes of 100 and two \
                of 50; --counted 0 is an empty box. On a terminal the count is shown beside the ledger first, and \
                nothing is recorded before you say yes; --yes leaves the question out.

                The count goes into the journal with your name, the ledger's box begins anew, and the hub compares \
                every payment with its books. Each difference is named by its payment, here and in kioskctl exceptions.

                Exit codes: 0 box, ledger and hub agree; 1 they do not, the hub was not reached yet, or the kiosk \
                refused; 64 wrong arguments; 69 kioskd is not running.
                """)

        @Option(help: "Who counted: the name on the badge.") var by: String
        @Option(help: "What was counted, in whole units of the currency.", transform: Collect.piles)
        var counted: [CountedNotes]
        @Flag(help: "Do not ask before it is recorded.") var yes = false
        @OptionGroup var options: ControlOptions

        func validate() throws {
            guard by.contains(where: { !$0.isWhitespace }), by.count <= PersonsDecision.longestName else {
                throw ValidationError("Give --by from 1 to \(PersonsDecision.longestName) letters.")
            }
        }

        /// `100x3,50x2`
        private static func piles(_ text: String) throws -> [CountedNotes] {
            if text == "0" { return [] }
            let piles = text.split(separator: ",", omittingEmptySubsequences: false).map { pile -> CountedNotes? in
                let parts = pile.split(omittingEmptySubsequences: false, whereSeparator: { "x×*".contains($0) })
                guard parts.count == 2, let denomination = Int(parts[0]), let count = Int(parts[1]),
                    (1...1_000_000).contains(denomination), (0...CountedNotes.mostNotes).contains(count)
                else { return nil }
                return CountedNotes(denomination: denomination, count: count)
            }
            let known = piles.compactMap { $0 }
            guard known.count == piles.count, known.count <= 32 else {
                throw ValidationError("'\(text)' is no count: write it as 100x3,50x2, or 0 for an empty box.")
            }
            guard Set(known.map(\.denomination)).count == known.count else {
                throw ValidationError("A denomination stands twice in '\(text)': add its notes up.")
            }
            return known
        }

        func run() throws {
            guard try isMeant() else {
                throw failure("Nothing was recorded.", Ending.needsPerson)
            }
            let reply = try options.ask(.collectCash(by: by, counted: counted)) { _ in }
            guard case .collected(let report) = reply else { return try options.finish(reply) }
            if options.json {
                print(try jsonLine(reply))
            } else {
                for line in CollectionLines(report).all { print(line) }
            }
            let isInOrder = report.hub == .agrees && report.surplus == 0 && report.box.uncertain.isEmpty
            if !isInOrder { throw Ending.needsPerson }
        }

        /// Asks only whoever sits at a terminal.
        private func isMeant() throws -> Bool {
            guard !yes, !options.json, isatty(STDIN_FILENO) == 1 else { return true }
            let reply = try options.ask(.cashBox) { _ in }
            guard case .cashBox(let box) = reply else {
                try options.finish(reply)
                return false
            }
            for line in CashLines(box).all { print(line) }
            print("counted     \(CashLines.money(counted, box.currency))")
            print("Record this? [y/N] ", terminator: "")
            fflush(nil)
            return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
        }
    }
}

/// The cash box in words.
struct CashLines {
    let box: CashBoxReport

    init(_ box: CashBoxReport) { self.box = box }

    var all: [String] {
        let payments = box.payments.map { "    \($0.payment)  \(money($0.minorUnits))" }
        let uncertain = box.uncertain.map { "    \($0.payment)  \(money($0.minorUnits))  may or may not be in the box" }
        return ["ledger      \(money(box.total)) of \(box.payments.count) payments"] + payments + uncertain
    }

    func money(_ minorUnits: Int64) -> String { CashLines.text(minorUnits, box.currency) }

    static func text(_ minorUnits: Int64, _ currency: String) -> String {
        Currency(code: currency).map { Money(minorUnits, $0).description } ?? "\(currency) \(minorUnits)"
    }

    /// What was counted, of notes in whole units; bounded by the options that read it.
    static func money(_ counted: [CountedNotes], _ code: String) -> String {
        let units = counted.reduce(Int64(0)) { $0 + Int64($1.denomination) * Int64($1.count) }
        return text(units * (Currency(code: code)?.minorUnitsPerMajorUnit ?? 1), code)
    }
}

/// An emptied cash box in words.
struct CollectionLines {
    let report: CollectionReport

    init(_ report: CollectionReport) { self.report = report }

    var all: [String] {
        let lines = CashLines(report.box)
        var result = ["collection  \(report.collection)"] + lines.all + ["counted     \(lines.money(report.counted))"]
        if report.surplus != 0 {
            let word = report.surplus > 0 ? "more" : "less"
            result.append("difference  \(lines.money(abs(report.surplus))) \(word) in the box than in the ledger")
        }
        switch report.hub {
        case .agrees: result.append("hub         has the same of every payment")
        case .notAskedYet: result.append("hub         was not reached yet; its answer comes into kioskctl exceptions")
        case .differs: result.append("hub         does not say the same of \(report.differences.count) payments:")
        }
        return result
            + report.differences.map { difference in
                let amounts = "kiosk \(lines.money(difference.kiosk)), hub \(lines.money(difference.hub))"
                return "    \(difference.payment ?? "no payment")  \(difference.what): \(amounts)"
            }
    }
}
