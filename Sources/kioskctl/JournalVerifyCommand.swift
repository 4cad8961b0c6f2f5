import ArgumentParser
import Foundation
import KioskCore
import KioskEvidence
import KioskJournal

extension JournalCommand {
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find any changed byte, removed row or exchanged file; exit code 65 if there is one.",
            discussion: """
                Each entry is held against its leaf, the leaves against the Merkle tree (RFC 6962), the tree against \
                the head that the kiosk signed, and that against what others have seen of it: the file beside the \
                journal, and with --witnessed the head that the hub keeps (GET /v1/kiosks, or the fleet page).

                Without --key the key beside the journal is believed. Whoever can change the journal may be able to \
                change that file, too: give the key that the hub knows (kioskctl journal key on a sound kiosk, hubd's \
                fleet page, or the installation's papers).

                Exit codes: 0 everything is as it was written; 64 wrong arguments or no key; 65 it is not, or this is \
                no journal; 66 there is nothing at that path; 70 it cannot be read.
                """)

        @Argument(help: "The journal's file; kioskd may be running.") var path: String
        @Option(help: "The kiosk's verifier key, NAME+ID+KEY.") var key: String?
        @Option(help: "A file with a signed checkpoint of this journal that somebody else kept.")
        var witnessed: String?
        @Flag(help: "Print one line of JSON.") var json = false

        func run() throws {
            let key = try key.map(VerifierKey.init(argument:))
            let witnessed = try witnessed.map(readCheckpoint)
            let audit = try JournalOptions.reading(path) { try $0.audit(key: key, witnessed: witnessed) }
            let report = AuditReport(path, audit)
            if json {
                print(try jsonLine(report))
            } else {
                for line in report.lines { print(line) }
            }
            if !audit.isSound { throw Ending.dataDamaged }
        }

        private func readCheckpoint(_ file: String) throws -> String {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw failure("\(file) cannot be read: give a file with a signed checkpoint.", Ending.nothingToRead)
            }
            return text
        }
    }

    struct Key: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the kiosk's verifier key, with which its journal and its receipts are checked.",
            discussion: """
                The key is public: NAME+ID+KEY as in c2sp.org/signed-note. Its secret half lies in the file beside the \
                journal whose name ends in .key, and is printed by nothing.
                """)

        @Argument(help: "The journal's file.") var path: String
        @Flag(help: "Print one line of JSON.") var json = false

        private struct Answer: Encodable {
            let journal: String
            let key: String
        }

        func run() throws {
            guard let key = try JournalOptions.reading(path, { $0.verifierKey }) else {
                throw failure(
                    "The key beside \(path) cannot be read: run this as the user of kioskd, or as root.",
                    Ending.nothingToRead)
            }
            print(json ? try jsonLine(Answer(journal: path, key: key.text)) : key.text)
        }
    }
}

extension VerifierKey {
    /// A key that a person typed or pasted.
    init(argument text: String) throws {
        do throws(EvidenceError) {
            try self.init(text.trimmingCharacters(in: .whitespacesAndNewlines))
        } catch {
            throw ValidationError("--key is no verifier key: \(error.message)")
        }
    }
}

/// What `kioskctl journal verify` found.
struct AuditReport: Encodable {
    struct Finding: Encodable {
        let code: String
        let sequence: Int64?
        let message: String
    }

    let journal: String
    let entries: Int64
    let root: String
    /// The key against which the head was checked; nil when there was none.
    let key: String?
    let isSound: Bool
    let findings: [Finding]

    init(_ path: String, _ audit: JournalAudit) {
        journal = path
        entries = audit.entries
        root = audit.root.base64
        key = audit.key?.text
        isSound = audit.isSound
        findings = audit.findings.map {
            Finding(code: $0.code.rawValue, sequence: $0.sequence, message: $0.message)
        }
    }

    var lines: [String] {
        let found = findings.map { finding in
            "CHANGED   \(finding.code)" + (finding.sequence.map { ", entry \($0)" } ?? "") + ": \(finding.message)"
        }
        let verdict =
            isSound
            ? "sound: every byte is as the kiosk wrote and signed it"
            : "NOT sound: keep the file and those beside it as they are, and take no money with it"
        return [
            "journal   \(journal)", "entries   \(entries)", "root      \(root)",
            "key       \(key ?? "none: the signature was not checked")",
        ] + found + [verdict]
    }
}
