import Foundation
import HubLedger
import KioskAPI
import KioskCore
import Testing

struct BillFileTests {
    private static let header = "account,holder,period,issued,due,usage,unit,usage_fee,surcharge,amount,paid_on"
    private static let good = "60009999,林某,2026-10,2026-11-01,2026-11-30,12.5,m³,31.25,11.88,43.13,"

    private func statement(_ fixture: Fixture) throws -> AccountStatement {
        try fixture.statement(DemoBillers.billFile, "60009999")
    }

    @Test func aBillFromAFileCanBeSeenWithItsLines() throws {
        let fixture = try Fixture()
        // As spreadsheets write it: byte order mark, CR LF, quotes.
        let text = "\u{FEFF}" + Self.header + "\r\n" + Self.good.replacing("林某", with: "\"林某\"") + "\r\n"
        let report = try fixture.ledger.importBills(text, biller: DemoBillers.billFile)
        #expect(report.added == 1)
        let statement = try statement(fixture)
        #expect(statement.maskedHolder == "林**")
        #expect(statement.openBills.map(\.amountDue) == [yuan(43, 13)])
        #expect(statement.openBills[0].lines.map(\.amount) == [yuan(31, 25), yuan(11, 88)])
        #expect(statement.openBills[0].usage?.description == "12.5 m³")
    }

    @Test func theSampleFileIsGood() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("kiosk-config/hub/xiqiao-water.csv")
        let fixture = try Fixture()
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(try fixture.ledger.importBills(text, biller: DemoBillers.billFile).added == 6)
        // 10 m³ in October, at 2.50 and 0.95.
        #expect(try fixture.statement(DemoBillers.billFile, "60005678").openBills.map(\.amountDue) == [yuan(34, 50)])
    }

    @Test func theSameFileAgainChangesNothing() throws {
        let fixture = try Fixture()
        let text = Self.header + "\n" + Self.good + "\n"
        try fixture.ledger.importBills(text, biller: DemoBillers.billFile)
        let before = try statement(fixture).openBills
        let report = try fixture.ledger.importBills(text, biller: DemoBillers.billFile)
        #expect(report.unchanged == 1)
        #expect(report.added + report.updated + report.markedPaid + report.kept == 0)
        #expect(try statement(fixture).openBills == before)
    }

    @Test func aCorrectedBillReplacesAnOpenOneButNotAPaidOne() throws {
        let fixture = try Fixture()
        try fixture.ledger.importBills(Self.header + "\n" + Self.good, biller: DemoBillers.billFile)
        let corrected = Self.good.replacing("31.25,11.88,43.13", with: "30.00,11.88,41.88")
        #expect(
            try fixture.ledger.importBills(Self.header + "\n" + corrected, biller: DemoBillers.billFile).updated == 1)
        try fixture.pay("p-1", try statement(fixture))
        #expect(try fixture.ledger.importBills(Self.header + "\n" + Self.good, biller: DemoBillers.billFile).kept == 1)
        #expect(try statement(fixture).openBills.isEmpty)
        try expectLaws(fixture.ledger)
    }

    @Test func aBillPaidAtTheCompanyIsPaidHereToo() throws {
        let fixture = try Fixture()
        try fixture.ledger.importBills(Self.header + "\n" + Self.good, biller: DemoBillers.billFile)
        let order = try fixture.order("p-1", for: try statement(fixture))
        _ = try fixture.ledger.prepare(order, now: fixture.now)
        let paid = Self.header + "\n" + Self.good + "2026-11-20"
        #expect(try fixture.ledger.importBills(paid, biller: DemoBillers.billFile).markedPaid == 1)
        let answer = try fixture.ledger.confirm(fixture.submission(of: order, notes: [(50, 1)]), now: fixture.now)
        #expect(answer.refusal?.reason == .alreadyPaid)
        #expect(answer.creditNote?.amount == yuan(50))
        try expectLaws(fixture.ledger)
    }

    @Test(arguments: [
        (good.replacing("60009999", with: "6000999"), "line 3: account"),
        (good.replacing("60009999", with: "6000999x"), "line 3: account"),
        (good.replacing("2026-10,", with: "2026-13,"), "line 3: period"),
        (good.replacing("2026-11-01", with: "2026-11-31"), "line 3: issued"),
        (good.replacing("2026-11-30", with: "2026-10-30"), "line 3: due"),
        (good.replacing("12.5", with: "-12.5"), "line 3: usage"),
        (good.replacing("12.5", with: "12.1234"), "line 3: usage"),
        (good.replacing("31.25", with: "31.256"), "line 3: usage_fee"),
        (good.replacing("31.25", with: "9999999999999"), "line 3: usage_fee"),
        (good.replacing("43.13", with: "43.14"), "line 3: amount is 43.14, but"),
        (good + "yesterday", "line 3: paid_on"),
        (good + ",extra", "line 3: The line has 12 fields"),
        ("\"" + good, "line 3: A quote is not closed"),
        ("60001111,林某,2026-10,2026-11-01,2026-11-30,12.5,m³,31.25,11.88,43.13,", "line 3: The account has this"),
    ])
    func aWrongLineIsNamedAndNothingIsImported(_ line: String, _ expected: String) throws {
        let fixture = try Fixture()
        let first = Self.good.replacing("60009999", with: "60001111")
        let error = #expect(throws: HubLedgerError.self) {
            try fixture.ledger.importBills(
                [Self.header, first, line].joined(separator: "\n"), biller: DemoBillers.billFile)
        }
        #expect(error?.code == .billFileInvalid)
        #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
        #expect(refusal { try fixture.statement(DemoBillers.billFile, "60001111") } == .accountUnknown)
    }

    @Test func aFileWithoutItsHeaderIsRefused() throws {
        let error = #expect(throws: HubLedgerError.self) {
            try Fixture().ledger.importBills(Self.good, biller: DemoBillers.billFile)
        }
        #expect(error?.message.contains("line 1: The header must be") == true)
    }

    @Test func faultsAreReportedUpToABound() throws {
        let lines = [String](repeating: "nonsense", count: 500)
        let error = #expect(throws: HubLedgerError.self) {
            try Fixture().ledger.importBills(
                ([Self.header] + lines).joined(separator: "\n"), biller: DemoBillers.billFile)
        }
        // One line that says what to do, and twenty faults.
        #expect(error?.message.split(separator: "\n").count == 21)
    }

    @Test func anOnlineBillerTakesNoFiles() throws {
        let error = #expect(throws: HubLedgerError.self) {
            try Fixture().ledger.importBills(Self.header, biller: DemoBillers.electricity)
        }
        #expect(error?.code == .notABillFileBiller)
        #expect(error?.message.contains("xiqiao-water") == true)
    }
}
