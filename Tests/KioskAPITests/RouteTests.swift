import KioskAPI
import KioskCore
import Testing

struct RouteTests {
    @Test func pathsCarryTheirValues() throws {
        let code = try #require(ClaimCode(reading: ClaimCode(random: [UInt8](repeating: 1, count: 11)).text))
        #expect(HubPath.confirm("0192-ab") == "/v1/payments/0192-ab/confirm")
        #expect(HubPath.claim(code) == "/v1/credit-notes/\(code.text)/claim")
        #expect(HubPath.billers(since: 3) == "/v1/billers?since=3")
        #expect(HubPath.accountBills("zj-power", "3300123456") == "/v1/accounts/zj-power/3300123456/bills")
        #expect(HubPath.voucher("p-1") == "/v/p-1")
    }

    /// An account number comes from a keypad or a code: it must not reach another path.
    @Test func valuesCannotLeaveTheirPlaceInThePath() {
        #expect(HubPath.payment("../x?y") == "/v1/payments/..%2Fx%3Fy")
        #expect(HubPath.inquiry("é") == "/v1/inquiries/%C3%A9")
        let date = CalendarDate(daysSince1970: 0)
        #expect(
            HubPath.reconciliation(date, kiosk: "k&1", after: "H1")
                == "/v1/reconciliations/1970-01-01?kiosk=k%261&after=H1")
    }

    @Test func everyRefusalIsAnErrorCodeOfTheSameName() {
        for reason in HubRefusal.Reason.allCases {
            #expect(HubErrorCode(reason).rawValue == reason.rawValue)
            #expect(HubErrorCode(reason).refusalReason == reason)
        }
        #expect(HubErrorCode.allCases.allSatisfy { (400...503).contains($0.httpStatus) })
    }
}
