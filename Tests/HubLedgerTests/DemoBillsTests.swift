import HubLedger
import KioskAPI
import KioskCore
import Testing

struct DemoBillsTests {
    @Test func theDemoAccountOwes86Yuan40AndNothingElse() throws {
        let statement = try Fixture().statement()
        let bill = try #require(statement.openBills.first)
        #expect(statement.openBills.count == 1)
        #expect(bill.amountDue == yuan(86, 40))
        #expect(bill.period == BillingPeriod("2026-10"))
        #expect(bill.due == date("2026-11-30"))
        #expect(bill.status == .due)
        #expect(bill.usage == Quantity(thousandths: 193_000, unit: "kWh"))
        #expect(statement.history.count == 12)
        #expect(statement.lastPaid?.period == BillingPeriod("2026-09"))
    }

    /// The year before, worked out in `TariffTests` for the parts; see there for the penalties.
    @Test(arguments: [
        // 126 × 0.568 = 71.568 and 84 × 0.288 = 24.192: 95.76, and 2.01 for 21 days.
        (DemoBillers.electricity, DemoBillers.overdueElectricityAccount, [97_77, 57_36] as [Int64]),
        (DemoBillers.electricity, DemoBillers.paidElectricityAccount, []),
        (DemoBillers.water, DemoBillers.demoWaterAccount, [89_70]),
        // 12 × 3.45 = 41.40 and 1.24; 10 × 3.45 = 34.50.
        (DemoBillers.water, AccountNumber("310087654321"), [42_64, 34_50]),
        (DemoBillers.gas, DemoBillers.demoGasAccount, [75_00]),
        // 10 × 3.00 and 1.26; 13 × 3.00.
        (DemoBillers.gas, AccountNumber("310098765432"), [31_26, 39_00]),
        // 59.00 and 3.5 × 3.00.
        (DemoBillers.telecom, DemoBillers.demoTelecomAccount, [69_50]),
        (DemoBillers.television, DemoBillers.demoTelevisionAccount, []),
        // October: 11 + 10 mod 4 = 13 m³ at 2.50 and 0.95.
        (DemoBillers.billFile, DemoBillers.demoBillFileAccount, [44_85]),
    ])
    func openBillsComeToTheTariff(_ biller: BillerID, _ account: AccountNumber, _ expected: [Int64]) throws {
        let statement = try Fixture().statement(biller, account)
        #expect(statement.openBills.map(\.amountDue.minorUnits) == expected)
        #expect(statement.openBills.allSatisfy { $0.linesAddUp })
        try statement.checkBounds()
    }

    @Test func anOverdueBillShowsItsPenaltyAsALine() throws {
        let statement = try Fixture().statement(DemoBillers.electricity, DemoBillers.overdueElectricityAccount)
        #expect(statement.openBills.map(\.status) == [.overdue, .due])
        #expect(statement.openBills[0].lines.last?.kind == .penalty)
        #expect(statement.openBills[0].lines.last?.amount == yuan(2, 1))
    }

    @Test func aPrepaidAccountShowsItsBalanceAndAmounts() throws {
        let statement = try Fixture().statement(DemoBillers.television, DemoBillers.demoTelevisionAccount)
        #expect(statement.balance == yuan(12, 50))
        #expect(statement.suggestedAmounts == [yuan(50), yuan(100), yuan(200)])
    }

    @Test func everyAccountHasFourteenMonths() throws {
        let fixture = try Fixture()
        for (biller, account) in [
            (DemoBillers.electricity, DemoBillers.demoElectricityAccount),
            (DemoBillers.water, DemoBillers.demoWaterAccount), (DemoBillers.gas, DemoBillers.demoGasAccount),
            (DemoBillers.telecom, DemoBillers.demoTelecomAccount),
            (DemoBillers.television, DemoBillers.demoTelevisionAccount),
            (DemoBillers.billFile, DemoBillers.demoBillFileAccount),
        ] {
            let bills = try fixture.ledger.history(biller, account, now: fixture.now).bills
            #expect(bills.count == 14)
            #expect(bills.map(\.period) == bills.map(\.period).sorted())
            #expect(bills.allSatisfy { $0.linesAddUp && $0.biller == biller })
        }
    }

    @Test func seedingAgainChangesNothingAndALaterMonthAddsOne() throws {
        let fixture = try Fixture()
        let before = try fixture.statement().openBills
        try fixture.pay("p-1", try fixture.statement())
        try fixture.ledger.seedDemo(today: Fixture.today)
        #expect(try fixture.statement().openBills.isEmpty)
        try fixture.ledger.seedDemo(today: date("2026-12-02"))
        #expect(try fixture.statement().openBills.map(\.period) == [before[0].period.adding(months: 1)])
    }

    /// Whatever the day, also the first of January and the end of February, the demo account has one bill due.
    @Test(arguments: ["2027-01-01", "2027-02-28", "2028-02-29", "2026-12-31", "2027-07-01"])
    func theDemoAccountHasOneBillDueOnAnyDay(_ day: String) throws {
        var fixture = try Fixture(today: date(day))
        fixture.now = time(day, hour: 9)
        let statement = try fixture.statement()
        #expect(statement.openBills.map(\.status) == [.due])
        #expect(statement.history.count == 12)
    }

    @Test(arguments: [
        (DemoBillers.electricity, DemoBillers.blockedElectricityAccount, HubErrorCode.accountBlocked),
        (DemoBillers.electricity, "3300000000", .accountUnknown),
        ("no-such", "3300000000", .billerUnknown),
        (DemoBillers.electricity, "33 00", .requestInvalid),
    ])
    func anAccountThatCannotBePaidForIsRefused(
        _ biller: BillerID, _ account: AccountNumber, _ expected: HubErrorCode
    ) throws {
        let fixture = try Fixture()
        let inquiry = Inquiry(biller: biller, account: account)
        #expect(refusal { try fixture.ledger.inquire(inquiry, now: fixture.now) } == expected)
    }

    @Test func aSlowBillerIsAskedAgain() throws {
        let fixture = try Fixture()
        let inquiry = Inquiry(biller: DemoBillers.telecom, account: DemoBillers.slowTelecomAccount)
        let first = try fixture.ledger.inquire(inquiry, now: fixture.now)
        #expect(first.state == .pending)
        let early = try fixture.ledger.inquiry(first.inquiry, now: fixture.now.advanced(by: .milliseconds(1_999)))
        #expect(early.state == .pending)
        let ready = try fixture.ledger.inquiry(first.inquiry, now: fixture.now.advanced(by: .seconds(2)))
        #expect(ready.statement?.openBills.count == 1)
    }

    @Test func theCatalogueIsSentOnceAVersion() throws {
        let fixture = try Fixture()
        let catalogue = try fixture.ledger.catalogue(since: nil)
        #expect(Set(catalogue.billers.map(\.service)) == Set(Service.allCases))
        let again = try fixture.ledger.catalogue(since: catalogue.version)
        #expect(again.unchanged && again.billers.isEmpty)
    }
}
