import ArgumentParser
import Foundation
import KioskCore
import KioskEvidence

struct ReceiptCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt", abstract: "Check a resident's receipt.", subcommands: [Verify.self])

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prove from its QR code, without a network, that a kiosk wrote a receipt's payment down.",
            discussion: """
                The code holds what the kiosk's journal says of the payment, the journal's signed head, and the proof \
                that the one belongs to the other (RFC 6962, c2sp.org/tlog-checkpoint). Scan it with any phone and give \
                the whole text, or what follows its #; - reads it from standard input.

                The proof says that the kiosk took the money and when. Whether the biller has it is for the hub to say: \
                the address before the # shows that.

                Exit codes: 0 proved; 1 the receipt is of another kiosk, or signed with another key, than the one \
                given; 64 wrong arguments or no key; 65 changed, forged, misread, or not the code of a receipt.
                """)

        @Argument(help: "The text of the receipt's QR code; - for standard input.") var text: String
        @Option(help: "The kiosk's verifier key, NAME+ID+KEY, as kioskctl journal key prints it.") var key: String
        @Flag(help: "Print one line of JSON.") var json = false

        func run() throws {
            let key = try VerifierKey(argument: key)
            let given = text == "-" ? (readLine(strippingNewline: true) ?? "") : text
            let report: ReceiptReport
            var ending: ExitCode?
            do throws(EvidenceError) {
                let evidence = try ReceiptEvidence(given)
                try evidence.verify(with: key)
                report = ReceiptReport(evidence)
            } catch {
                report = ReceiptReport(error)
                ending = Verify.ending(error.code)
            }
            if json {
                print(try jsonLine(report))
            } else {
                for line in report.lines { print(line) }
            }
            if let ending { throw ending }
        }

        private static func ending(_ code: EvidenceError.Code) -> ExitCode {
            switch code {
            case .otherKey, .otherJournal, .unknownKey: Ending.needsPerson
            case .damagedTree, .missingNode, .outOfRange, .wrongLength, .wrongRoot, .malformedKey, .malformedNote,
                .malformedCheckpoint, .invalidSignature, .notAProof, .truncated, .changed, .otherEntry:
                Ending.dataDamaged
            }
        }
    }
}

/// What `kioskctl receipt verify` says. What is not proved is not repeated.
struct ReceiptReport: Encodable {
    let isProved: Bool
    /// Why not, in words and as a code for scripts.
    var reason: String?
    var reasonCode: String?
    var kiosk: String?
    var receipt: String?
    var payment: String?
    /// In minor units of `currency`.
    var amount: Int64?
    var currency: String?
    /// When the kiosk wrote it down, by its own clock.
    var recorded: String?
    /// Which entry of the journal, from 1, and how many it had when it was signed.
    var entry: Int64?
    var entries: Int64?

    init(_ evidence: ReceiptEvidence) {
        isProved = true
        kiosk = evidence.origin
        receipt = evidence.leaf.receiptNumber
        payment = evidence.leaf.payment
        amount = evidence.leaf.minorUnits
        currency = evidence.leaf.currency
        recorded = WallTime(milliseconds: evidence.leaf.wallMilliseconds).timestamp
        entry = evidence.leaf.sequence
        entries = evidence.proof.checkpoint.size
    }

    init(_ error: EvidenceError) {
        isProved = false
        reason = error.message
        reasonCode = error.code.rawValue
    }

    var lines: [String] {
        guard isProved else { return ["NOT PROVED  \(reason ?? "")"] }
        return [
            "kiosk       \(kiosk ?? "")", "receipt     \(receipt ?? "")", "payment     \(payment ?? "")",
            "amount      \(CashLines.text(amount ?? 0, currency ?? ""))", "recorded    \(recorded ?? "")",
            "entry       \(entry ?? 0) of \(entries ?? 0)",
            "proved      The kiosk signed a journal in which this payment stands.",
        ]
    }
}
