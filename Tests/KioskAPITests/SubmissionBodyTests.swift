import KioskAPI
import KioskCore
import Testing

struct SubmissionBodyTests {
    static let code = ClaimCode(random: [UInt8](repeating: 5, count: 11))
    static let submission = Submission(
        payment: "0192f5a0-0000-7000-8000-000000000001", kind: .confirm, kiosk: "k-1", receiptNumber: "R-7",
        biller: "zj-power", account: "3300123456",
        allocations: [
            Allocation(bill: "b-1", period: BillingPeriod("2026-10"), amount: Money(86_40, .cny))
        ],
        tenders: [
            .notes(denomination: Money(50_00, .cny), count: 1),
            .card(
                CardCapture(
                    amount: Money(36_40, .cny), terminalReceiptNumber: 17, traceNumber: 4, authorisationCode: "A1B2",
                    lastFour: "4242", cardName: "UnionPay", terminalID: "T-9")),
            .wallet(WalletReceipt(amount: Money(1_00, .cny), provider: .alipay, reference: "W-3")),
        ],
        claimCode: code, taken: WallTime(milliseconds: 1_795_226_400_000))

    @Test func aSubmissionSurvivesTheWire() throws {
        let bytes = try HubJSON.encode(SubmissionBody(Self.submission))
        #expect(try HubJSON.decode(SubmissionBody.self, from: bytes).submission() == Self.submission)
    }

    @Test func tendersSayTheirKind() throws {
        let text = String(decoding: try HubJSON.encode(SubmissionBody(Self.submission)), as: UTF8.self)
        #expect(text.contains(#"{"count":1,"denomination":{"currency":"CNY","minorUnits":5000},"kind":"notes"}"#))
        #expect(text.contains(#""kind":"card","lastFour":"4242""#))
        #expect(text.contains(#""kind":"wallet","provider":"alipay","reference":"W-3""#))
        #expect(!text.contains("_0"))
    }

    @Test func equalValuesGiveEqualBytes() throws {
        let bytes = try HubJSON.encode(SubmissionBody(Self.submission))
        for _ in 0..<20 { #expect(try HubJSON.encode(SubmissionBody(Self.submission)) == bytes) }
    }

    /// A field is replaced in good JSON; the fault must name it.
    @Test(arguments: [
        (#""count":1"#, #""count":0"#, "tenders[0].count"),
        (#""count":1"#, #""count":9223372036854775807"#, "tenders[0].count"),
        (#""minorUnits":5000"#, #""minorUnits":-5000"#, "tenders[0].denomination"),
        (#""minorUnits":5000"#, #""minorUnits":9223372036854775807"#, "tenders[0].denomination"),
        (#""minorUnits":5000"#, #""minorUnits":"5000""#, "tenders[0].denomination.minorUnits"),
        // Foundation does not say where such a number stands.
        (#""minorUnits":5000"#, #""minorUnits":50.5"#, "body"),
        (#""currency":"CNY","minorUnits":5000"#, #""currency":"EUR","minorUnits":5000"#, "tenders[0].denomination"),
        (
            #""currency":"CNY","minorUnits":5000"#, #""currency":"yuan","minorUnits":5000"#,
            "tenders[0].denomination.currency"
        ),
        (#""lastFour":"4242""#, #""lastFour":"6222021234564242""#, "tenders[1].lastFour"),
        (#""kind":"card""#, #""kind":"cheque""#, "tenders[1].kind"),
        (#""reference":"W-3""#, #""reference":"""#, "tenders[2].reference"),
        (#""minorUnits":100}"#, #""minorUnits":0}"#, "tenders[2].amount"),
        (#""taken":1795226400000"#, #""taken":9223372036854775807"#, "taken"),
        (#""biller":"zj-power","#, "", "allocations"),
        (#""account":"3300123456""#, #""account":"33/00""#, "account"),
        (#""receiptNumber":"R-7""#, #""receiptNumber":null"#, "receiptNumber"),
    ])
    func aFaultNamesItsField(_ good: String, _ bad: String, _ field: String) throws {
        let text = String(decoding: try HubJSON.encode(SubmissionBody(Self.submission)), as: UTF8.self)
        try #require(text.contains(good))
        let body = Array(text.replacing(good, with: bad).utf8)
        let fault = #expect(throws: RequestFault.self) {
            try HubJSON.decode(SubmissionBody.self, from: body).submission()
        }
        #expect(fault?.field == field)
    }

    @Test(arguments: ["", "[]", "{", "null", "<html></html>", "\u{0}"])
    func whatIsNoJSONIsAFaultNotATrap(_ text: String) {
        #expect(throws: RequestFault.self) { try HubJSON.decode(SubmissionBody.self, from: Array(text.utf8)) }
    }

    @Test func aBodyPastTheBoundIsNotRead() {
        let body = [UInt8](repeating: UInt8(ascii: " "), count: HubJSON.largestBody + 1)
        #expect(throws: RequestFault.self) { try HubJSON.decode(SubmissionBody.self, from: body) }
    }

    /// Every cut and every flipped byte of a good body is either read or a fault, never a trap.
    @Test func damagedBodiesNeverTrap() throws {
        let bytes = try HubJSON.encode(SubmissionBody(Self.submission))
        for index in bytes.indices {
            _ = try? HubJSON.decode(SubmissionBody.self, from: Array(bytes.prefix(index))).submission()
            for flip: UInt8 in [0x01, 0x10, 0x80] {
                var damaged = bytes
                damaged[index] ^= flip
                _ = try? HubJSON.decode(SubmissionBody.self, from: damaged).submission()
            }
        }
    }
}
