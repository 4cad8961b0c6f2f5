import KioskCodes
import KioskCore
import Testing

@Suite struct PagoPANoticeTests {
    /// PagoPA's own example (avviso di pagamento, codice QR), and numbers whose check was reckoned by hand:
    /// 3010000000000001 is 44 modulo 93.
    static let example = "PAGOPA|002|000000000000000000|00000000000|9999"
    static let notice = "PAGOPA|002|301000000000000144|77777777777|1050"

    private func notice(_ text: String) throws -> PagoPANotice {
        guard case .pagoPA(let notice) = try parsed(text) else { throw CodeParser.notABill }
        return notice
    }

    @Test func aNoticeIsRead() throws {
        #expect(try notice(PagoPANoticeTests.example).amount == 9_999)
        let notice = try notice(PagoPANoticeTests.notice)
        #expect(notice.notice == "301000000000000144")
        #expect(notice.paymentReference == "01000000000000144")
        #expect(notice.payee == "77777777777")
        #expect(notice.amount == 1_050)
        #expect(!notice.payeeIsConsistent, "seven times eleven is what tests use for a tax code")
        #expect(try self.notice("PAGOPA|002|123456789012345678|00743110157|1").payeeIsConsistent)
    }

    @Test(arguments: [
        ("PAGOPA|001|301000000000000144|77777777777|1050", Fault(.version, 7)),
        ("PAGOPA|002|301000000000000145|77777777777|1050", Fault(.checkDigit, 27)),
        ("PAGOPA|002|30100000000000014|77777777777|1050", Fault(.length, 28)),
        ("PAGOPA|002|3010000000000001440|77777777777|1050", Fault(.length, 29)),
        ("PAGOPA|002|30100000000000014A|77777777777|1050", Fault(.character, 28)),
        ("PAGOPA|002|401000000000000144|77777777777|1050", Fault(.value, 11)),
        ("PAGOPA|002|301000000000000144|7777777777|1050", Fault(.length, 40)),
        ("PAGOPA|002|301000000000000144|77777777777|0", Fault(.amount, 42)),
        ("PAGOPA|002|301000000000000144|77777777777|12345678901", Fault(.length, 52)),
        ("PAGOPA|002|301000000000000144|77777777777|10.50", Fault(.character, 44)),
        ("PAGOPA|002|301000000000000144|77777777777|", Fault(.missing, 42)),
        ("PAGOPA|002|301000000000000144|77777777777", Fault(.missing, 41)),
        ("PAGOPA|002|301000000000000144|77777777777|1050|", Fault(.trailing, 46)),
        ("PAGOPA|", Fault(.version, 7)),
    ])
    func aFaultPointsAtItsPlace(text: String, expected: Fault) {
        let found = fault(of: text)
        #expect(Fault(found) == expected)
        #expect(found?.format == .pagoPA)
    }
}
