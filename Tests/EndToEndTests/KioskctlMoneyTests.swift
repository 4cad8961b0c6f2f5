import Foundation
import KioskCore
import KioskEvidence
import KioskJournal
import Testing

/// What the built `kioskctl` says of a journal, a receipt, exceptions and the cash box, and the codes it ends with.
@Suite struct KioskctlMoneyTests {
    private let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "ctm-\(UUID().uuidString.prefix(8))").path()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    private var journal: String { folder + "/journal.sqlite" }
    private var socket: String { folder + "/k.sock" }

    private static let payment: PaymentID = "019ac9d2-7d3e-7cc0-8000-00000000a001"
    private static let note = Money(10_000, .cny)

    private static let plan = PaymentPlan(
        payment: payment, claimCode: ClaimCode(random: [7, 20, 2, 19, 9, 23, 29, 26, 0, 4, 17]),
        receiptNumber: "K0417-000001",
        biller: Biller(
            id: "zj-power", name: LocalizedText(zh: "电", en: "Power"), service: .electricity, currency: .cny,
            hotline: "95598", exactness: .exact, tenders: [.cash], accountDigits: 10...10,
            accountLabel: LocalizedText(zh: "户号", en: "Account")),
        account: "3300123456", allocations: [Allocation(bill: "b", period: nil, amount: note)], tender: .cash,
        language: .english, inquiry: nil)

    private static let paid: [JournalFact] = [
        .started(version: "1"), .paymentPlanned(plan), .noteIntended(payment, number: 1, denomination: note),
        .noteStacked(payment, number: 1), .paymentClosing(payment, .paidInFull),
    ]

    /// Writes a journal with a payment that waits for the hub; its key, and the text of its receipt.
    private func written() async throws -> (key: String, receipt: String) {
        let now = KioskInstant(sinceBoot: .seconds(9), wall: WallTime(milliseconds: 1_795_262_880_000))
        let journal = try Journal(path: journal, kiosk: "K0417", boot: "boot")
        defer { journal.close() }
        try await journal.append(Self.paid, at: now)
        let submission = Submission(
            payment: Self.payment, kind: .advice, kiosk: "K0417", receiptNumber: "K0417-000001", biller: "zj-power",
            account: "3300123456", allocations: Self.plan.allocations,
            tenders: [.notes(denomination: Self.note, count: 1)], claimCode: Self.plan.claimCode, taken: now.wall)
        try await journal.append([.paymentQueued(submission)], at: now)
        let text = try await journal.evidence(of: Self.payment)
        return (journal.verifierKey.text, "http://hub/v/\(Self.payment)#" + (try #require(text)))
    }

    // MARK: Receipts

    @Test func aReceiptIsProvedWithoutNetworkOrJournal() async throws {
        let (key, receipt) = try await written()
        try FileManager.default.removeItem(atPath: journal)
        let run = try await Kioskctl.run("receipt", "verify", receipt, "--key", key)
        #expect(run.status == 0, "\(run)")
        let parts = [
            "K0417", "K0417-000001", Self.payment.text, "¥100.00", "2026-11-21T12:08:00Z", "entry       6 of 6",
        ]
        for part in parts {
            #expect(run.output.contains(part), "\(part) is missing: \(run.output)")
        }
        let json = try await Kioskctl.run("receipt", "verify", receipt, "--key", key, "--json")
        let report = try #require(try json.json.first)
        #expect(report["isProved"] as? Bool == true)
        #expect(report["amount"] as? Int == 10_000)
        #expect(report["payment"] as? String == Self.payment.text)
    }

    @Test func aReceiptThatWasChangedIsNotProved() async throws {
        let (key, receipt) = try await written()
        let proof = try #require(receipt.split(separator: "#").last)
        for place in stride(from: 3, to: proof.count, by: 37) {
            var digits = Array(proof)
            guard digits[place] != "." else { continue }
            digits[place] = digits[place] == "A" ? "B" : "A"
            let run = try await Kioskctl.run("receipt", "verify", String(digits), "--key", key, "--json")
            #expect([1, 65].contains(run.status), "character \(place): \(run)")
            let report = try run.json.first
            #expect(report?["isProved"] as? Bool == false)
            #expect(report?["payment"] == nil, "what is not proved is not repeated")
        }
    }

    @Test func nonsenseAndOtherKeysAreToldApart() async throws {
        let (key, receipt) = try await written()
        let other = try SigningKey(name: "K0417", seed: [UInt8](repeating: 9, count: 32)).verifierKey.text
        #expect(try await Kioskctl.run("receipt", "verify", receipt, "--key", other).status == 1)
        #expect(try await Kioskctl.run("receipt", "verify", "hello", "--key", key).status == 65)
        #expect(try await Kioskctl.run("receipt", "verify", receipt, "--key", "hello").status == 64)
        #expect(try await Kioskctl.run("receipt", "verify", String(receipt.dropLast(5)), "--key", key).status == 65)
    }

    // MARK: The journal

    @Test func aSoundJournalIsSaidToBeSoundAndItsKeyIsPrinted() async throws {
        let (key, _) = try await written()
        let printed = try await Kioskctl.run("journal", "key", journal)
        #expect(printed.status == 0)
        #expect(printed.output == key + "\n")
        let run = try await Kioskctl.run("journal", "verify", journal, "--key", key, "--json")
        #expect(run.status == 0, "\(run)")
        let report = try #require(try run.json.first)
        #expect(report["isSound"] as? Bool == true)
        #expect(report["entries"] as? Int == 6)
        #expect((report["findings"] as? [Any])?.isEmpty == true)
    }

    @Test func aChangedByteIsFound() async throws {
        let (key, _) = try await written()
        var bytes = [UInt8](try Data(contentsOf: URL(filePath: journal)))
        let amount = Array("\"10000\"".utf8.dropFirst().dropLast())
        let places = bytes.indices.filter { bytes[$0...].starts(with: amount) }
        let place = try #require(places.last, "the facts are text")
        bytes[place] = UInt8(ascii: "9")
        try Data(bytes).write(to: URL(filePath: journal))
        let run = try await Kioskctl.run("journal", "verify", journal, "--key", key, "--json")
        #expect(run.status == 65, "\(run)")
        #expect(try run.json.first?["isSound"] as? Bool == false)
    }

    @Test func whatIsNoJournalIsSaid() async throws {
        #expect(try await Kioskctl.run("journal", "verify", folder + "/none").status == 66)
        try Data(repeating: 0x55, count: 9_000).write(to: URL(filePath: journal))
        #expect(try await Kioskctl.run("journal", "verify", journal).status == 65)
        #expect(try await Kioskctl.run("journal", "key", journal).status != 0)
    }

    // MARK: Exceptions

    @Test func aLostNoteIsListedWithWhatToDo() async throws {
        let now = KioskInstant(sinceBoot: .seconds(9), wall: WallTime(milliseconds: 1_795_262_880_000))
        let journal = try Journal(path: journal, kiosk: "K0417", boot: "boot")
        try await journal.append(Array(Self.paid.prefix(3)) + [.noteUnplaced(Self.payment, number: 1)], at: now)
        journal.close()
        for arguments in [["exceptions"], ["exceptions", "list"]] {
            let run = try await Kioskctl.run(arguments + ["--journal", self.journal])
            #expect(run.status == 1)
            for part in [Self.payment.text, "noteUnplaced", "K0417-000001", "¥100.00", "note-in-box | note-returned"] {
                #expect(run.output.contains(part), "\(part) is missing: \(run.output)")
            }
        }
        let json = try await Kioskctl.run("exceptions", "list", "--journal", self.journal, "--json")
        let lines = try #require(
            try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]])
        #expect(lines.first?["decisions"] as? [String] == ["note-in-box", "note-returned", "closed"])
        #expect(lines.first?["amount"] as? Int == 10_000)
    }

    @Test(arguments: [
        ["--decision", "keep-it", "--by", "Li", "--why", "x"],
        ["--decision", "card-charged", "--by", "Li", "--why", "x"],
        ["--decision", "closed", "--receipt-number", "4", "--by", "Li", "--why", "x"],
        ["--decision", "closed", "--by", " ", "--why", "x"], ["--decision", "closed", "--by", "Li", "--why", ""],
        ["--decision", "closed", "--by", "Li"], ["--by", "Li", "--why", "x"],
    ])
    func aDecisionWithoutItsPartsIsNoDecision(_ arguments: [String]) async throws {
        let run = try await Kioskctl.run(["exceptions", "resolve", "p-1", "--socket", socket, "--json"] + arguments)
        #expect(run.status == 64, "\(run)")
        #expect((try run.json.first?["error"] as? [String: Any])?["code"] as? Int == 64)
    }

    @Test func aDecisionIsToldToTheKioskAndItsAnswerToThePerson() async throws {
        let arguments = [
            "exceptions", "resolve", "p-1", "--decision", "note-in-box", "--by", "Li", "--why", "It lay there.",
            "--socket", socket,
        ]
        #expect(try await Kioskctl.run(arguments).status == 69)
        let done = try await asked([#"{"done":{"message":"Decided, and in the journal."}}"#], arguments)
        #expect(done.status == 0)
        #expect(done.output == "Decided, and in the journal.\n")
        let refused = try await asked([#"{"refused":{"message":"Nothing about p-1 waits."}}"#], arguments)
        #expect(refused.status == 1)
        #expect(refused.complaint == "kioskctl: Nothing about p-1 waits.\n")
    }

    // MARK: The cash box

    private static let box =
        #"{"currency":"CNY","payments":[{"minorUnits":10000,"payment":"p-1"}],"total":10000,"uncertain":[]}"#

    private static func collected(counted: Int, hub: String, _ differences: String = "") -> String {
        #"{"collected":{"collection":{"box":\#(box),"collection":"c-1","counted":\#(counted),"#
            + #""differences":[\#(differences)],"hub":"\#(hub)"}}}"#
    }

    @Test func theBoxIsToldByPayment() async throws {
        let run = try await asked([#"{"cashBox":{"box":\#(Self.box)}}"#], ["cash", "status", "--socket", socket])
        #expect(run.status == 0)
        #expect(run.output == "ledger      ¥100.00 of 1 payments\n    p-1  ¥100.00\n")
    }

    @Test func aCollectionThatAgreesEndsWithZeroAndOneThatDoesNotWithOne() async throws {
        let arguments = ["cash", "collect", "--by", "Li", "--counted", "100x1", "--socket", socket]
        let agrees = try await asked([Self.collected(counted: 10_000, hub: "agrees")], arguments)
        #expect(agrees.status == 0, "\(agrees)")
        #expect(agrees.output.contains("hub         has the same of every payment"))
        let less = try await asked([Self.collected(counted: 5_000, hub: "agrees")], arguments)
        #expect(less.status == 1)
        #expect(less.output.contains("¥50.00 less in the box than in the ledger"))
        let unknown = #"{"payment":"p-1","kind":"MISSING_AT_HUB","what":"It is not there","kiosk":10000,"hub":0}"#
        let differs = try await asked([Self.collected(counted: 10_000, hub: "differs", unknown)], arguments)
        #expect(differs.status == 1)
        #expect(differs.output.contains("p-1  It is not there: kiosk ¥100.00, hub ¥0.00"))
        let later = try await asked([Self.collected(counted: 10_000, hub: "notAskedYet")], arguments + ["--json"])
        #expect(later.status == 1)
        #expect(try later.json.first?["collected"] != nil)
    }

    @Test(arguments: ["", "100", "100x", "x3", "100x-1", "100x1,100x2", "100x1;50x2", "1e9x1", "100x99999"])
    func aCountThatIsNoneIsSaid(_ counted: String) async throws {
        let run = try await Kioskctl.run(["cash", "collect", "--by", "Li", "--socket", socket, "--counted=\(counted)"])
        #expect(run.status == 64, "\(run)")
    }

    private func asked(_ answers: [String], _ arguments: [String]) async throws -> Kioskctl.Run {
        let kiosk = try AnsweringSocket(socket, answers)
        defer { kiosk.close() }
        return try await Kioskctl.run(arguments)
    }
}
