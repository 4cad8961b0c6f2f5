import GRDB
import KioskAPI
import KioskCore
import Testing

@testable import HubLedger

/// A hub in memory with the demonstration's bills as of 21 November 2026, and what a kiosk would send it.
struct Fixture {
    static let today = date("2026-11-21")
    static let morning = time("2026-11-21", hour: 10)

    let ledger: HubLedger
    var now = Fixture.morning

    /// Seeded once: each test starts from a copy.
    private static let template = Result { try seeded(path: nil, today: today) }

    init() throws { ledger = try Fixture.template.get().copy() }

    init(ledger: HubLedger) { self.ledger = ledger }

    init(path: String? = nil, today: CalendarDate = Fixture.today) throws {
        ledger = try Fixture.seeded(path: path, today: today)
    }

    private static func seeded(path: String?, today: CalendarDate) throws -> HubLedger {
        let ledger = try HubLedger(path: path, adapters: DemoBillers.adapters)
        try ledger.seedDemo(today: today)
        return ledger
    }

    func statement(
        _ biller: BillerID = DemoBillers.electricity, _ account: AccountNumber = DemoBillers.demoElectricityAccount
    ) throws -> AccountStatement {
        let answer = try ledger.inquire(Inquiry(biller: biller, account: account), now: now)
        return try #require(answer.statement)
    }

    /// An order for the oldest open bill of a statement.
    func order(
        _ id: PaymentID, for statement: AccountStatement, kiosk: KioskID = "k-1", amount: Money? = nil
    ) throws -> PaymentOrder {
        let bill = statement.openBills.first
        return PaymentOrder(
            payment: id, kiosk: kiosk, inquiry: statement.inquiry, biller: statement.biller.id,
            account: statement.account,
            allocations: [
                Allocation(
                    bill: bill?.id, period: bill?.period,
                    amount: try #require(amount ?? bill?.amountDue ?? statement.suggestedAmounts.first))
            ], tender: .cash)
    }

    func submission(
        of order: PaymentOrder, notes: [(yuan: Int64, count: Int)], kind: Submission.Kind = .confirm,
        allocations: [Allocation]? = nil, taken: WallTime? = nil, code: UInt8 = 0
    ) -> Submission {
        Submission(
            payment: order.payment, kind: kind, kiosk: order.kiosk, receiptNumber: "R-1", biller: order.biller,
            account: order.account, allocations: allocations ?? order.allocations,
            tenders: notes.map { .notes(denomination: yuan($0.yuan), count: $0.count) },
            claimCode: claimCode(order.payment, code), taken: taken ?? now)
    }

    /// Prepares and confirms the oldest open bill with one hundred-yuan note.
    @discardableResult
    func pay(_ id: PaymentID, _ statement: AccountStatement, kiosk: KioskID = "k-1") throws -> PaymentAnswer {
        let order = try order(id, for: statement, kiosk: kiosk)
        _ = try ledger.prepare(order, now: now)
        return try ledger.confirm(submission(of: order, notes: [(100, 1)]), now: now)
    }
}

/// I1 and I2 on the hub's side: the book balances, every payment's parts add up, and none is settled twice.
func expectLaws(_ ledger: HubLedger, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let totals = try ledger.totals()
    #expect(totals.balances, sourceLocation: sourceLocation)
    var received = Money.zero(.cny)
    for payment in try ledger.allPayments() {
        received += payment.tendered
        // A credit note was received before, by the payment that it came from.
        if payment.state.isBooked { received = received - (try ledger.creditNotesUsed(by: payment.id)) }
        if payment.state != .pending {
            #expect(payment.settled + payment.credited == payment.tendered, sourceLocation: sourceLocation)
        }
        #expect(try ledger.settlementCount(of: payment.id) <= 1, sourceLocation: sourceLocation)
        #expect(try ledger.settledSum(of: payment.id) == payment.settled, sourceLocation: sourceLocation)
    }
    #expect(received == totals.received, sourceLocation: sourceLocation)
}

/// The error the hub answers with, or nil when it answers otherwise.
func refusal<Answer>(_ call: () throws -> Answer) -> HubErrorCode? {
    do {
        _ = try call()
        return nil
    } catch {
        return (error as? HubError)?.code
    }
}

func yuan(_ yuan: Int64, _ fen: Int64 = 0) -> Money { Money(yuan * 100 + fen, .cny) }

func date(_ text: String) -> CalendarDate {
    guard let date = CalendarDate(text) else { preconditionFailure("\(text) is no date") }
    return date
}

/// A time by the clocks of Shanghai.
func time(_ day: String, hour: Int64, minute: Int64 = 0) -> WallTime {
    WallTime(milliseconds: (Int64(date(day).daysSince1970) * 1_440 + (hour - 8) * 60 + minute) * 60_000)
}

/// A claim code that differs from payment to payment.
func claimCode(_ id: PaymentID, _ salt: UInt8 = 0) -> ClaimCode {
    var numbers = Array(id.text.utf8.suffix(ClaimCode.randomCharacterCount - 1))
    while numbers.count < ClaimCode.randomCharacterCount - 1 { numbers.insert(0, at: 0) }
    return ClaimCode(random: [salt] + numbers)
}

extension HubLedger {
    /// Every row of every table, as text.
    func dump() throws -> String {
        try database.read { database in
            let tables = try String.fetchAll(database, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
            return try tables.map { table in
                let rows = try Row.fetchAll(database, sql: "SELECT * FROM \(table)")
                return "\(table)\n" + rows.map(\.description).joined(separator: "\n")
            }
            .joined(separator: "\n")
        }
    }
}
