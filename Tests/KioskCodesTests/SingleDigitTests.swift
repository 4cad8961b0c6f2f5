import KioskCodes
import KioskCore
import Testing

/// What a reader misreads most is one digit. For every form with check digits, every such code is refused, but for those
/// that the form's own rule cannot tell from a right one; which those are is reckoned here by other means.
@Suite struct SingleDigitTests {
    private func isTaken(_ text: String) -> Bool { fault(of: text) == nil }

    static let arrecadacao = [
        "83860000005096000190000008017823000034306271", "82660000000679300418200209414042020102094141",
        "83640000001331201380008128846271108013618155",
    ]

    /// Digit by digit from the left, as the layout's text has it.
    private static func holds(_ code: [Int]) -> Bool {
        let rest = Array(code[..<3] + code[4...])
        var sum = 0
        for (index, digit) in rest.enumerated() {
            let fromRight = rest.count - 1 - index
            if code[2] < 8 {
                let product = digit * (fromRight % 2 == 0 ? 2 : 1)
                sum += product > 9 ? product - 9 : product
            } else {
                sum += digit * [2, 3, 4, 5, 6, 7, 8, 9][fromRight % 8]
            }
        }
        if code[2] < 8 { return (sum + code[3]) % 10 == 0 }
        let remainder = sum % 11
        return code[3] == (remainder < 2 ? 0 : 11 - remainder)
    }

    @Test(arguments: arrecadacao)
    func arrecadacaoTakesOnlyWhatItsRuleTakes(text: String) {
        for wrong in text.withOneDigitChanged {
            let digits = wrong.compactMap(\.wholeNumberValue)
            let isForm = digits[0] == 8 && ![0, 8].contains(digits[1]) && digits[2] >= 6
            let cents = digits[4..<15].reduce(0) { $0 * 10 + $1 }
            let isAmount = digits[2] % 2 == 1 || cents <= 10_000_000_000
            #expect(isTaken(wrong) == (isForm && isAmount && SingleDigitTests.holds(digits)), "\(wrong)")
        }
    }

    @Test(arguments: arrecadacao.dropFirst())
    func modulusTenFindsEveryMisreadDigitButTheOneThatChoosesIt(text: String) {
        for wrong in text.withOneDigitChanged where wrong.prefix(3) == text.prefix(3) { #expect(!isTaken(wrong)) }
    }

    @Test func aMisreadDigitOfATypedLineIsFound() throws {
        for text in SingleDigitTests.arrecadacao {
            guard case .febraban(let code) = try parsed(text) else { throw CodeParser.notABill }
            #expect(isTaken(code.typedLine))
            for wrong in code.typedLine.withOneDigitChanged { #expect(!isTaken(wrong), "\(wrong)") }
        }
    }

    /// The first digit chooses whether there is a check: 1 has none. Payee and amount have none either.
    @Test func aNoticeNumberTakesOnlyWhatItsRuleTakes() throws {
        let text = PagoPANoticeTests.notice
        for wrong in text.withOneDigitChanged {
            let field = wrong.split(separator: "|")[2]
            guard field != "301000000000000144", wrong.hasPrefix("PAGOPA|002|") else { continue }
            let remainder = field.prefix(16).reduce(0) { ($0 * 10 + ($1.wholeNumberValue ?? 0)) % 93 }
            let isChecked = "023".contains(field.prefix(1)) && remainder == Int(field.suffix(2))
            #expect(isTaken(wrong) == (isChecked || field.hasPrefix("1")), "\(wrong)")
            #expect(!isTaken(wrong) || field.hasPrefix("1"))
        }
    }

    @Test(arguments: [JapaneseSlipTests.slip, JapaneseSlipTests.open, "(91)" + JapaneseSlipTests.slip.dropFirst(2)])
    func everyMisreadDigitOfAJapaneseSlipIsFound(text: String) {
        for wrong in text.withOneDigitChanged { #expect(!isABill(wrong), "\(wrong)") }
    }

    @Test func everyMisreadDigitOfAnEMVCodeIsFound() {
        for text in [EMVMerchantCodeTests.example, EMVMerchantCodeTests.code(EMVMerchantCodeTests.bill)] {
            for wrong in text.withOneDigitChanged { #expect(!isTaken(wrong), "\(wrong)") }
        }
    }

    /// The fields with check digits: account, reference.
    @Test(arguments: [
        (SwissQRBillTests.withQRReference, ["CH4431999123000889012", "210000000003139471430009017"]),
        (SwissQRBillTests.withCreditorReference, ["CH5800791123000889012", "RF18539007547034"]),
        (EPCTransferTests.old, ["BE72000000001616", "RF18539007547034"]),
        ("(415)5412345678908(8020)A(8007)BE72000000001616", ["5412345678908", "BE72000000001616"]),
        ("(00)195012345678900008", ["195012345678900008"]), ("(01)09506000134352", ["09506000134352"]),
    ])
    func everyMisreadDigitOfACheckedFieldIsFound(text: String, fields: [String]) {
        for field in fields {
            for wrong in field.withOneDigitChanged {
                #expect(!isTaken(text.replacing(field, with: wrong)), "\(wrong)")
            }
        }
    }

    @Test func everyMisreadCharacterOfABadgeAndACreditNoteIsFound() throws {
        let badge = "PAYCIRCLE-BADGE:\(try #require(BadgeCode(number: "T0042X9")))"
        #expect(isTaken(badge))
        for wrong in badge.withOneDigitChanged { #expect(!isTaken(wrong)) }
    }

    private func isABill(_ text: String) -> Bool {
        guard case .success(let code) = Result(catching: { try parsed(text) }) else { return false }
        return code.demand != nil
    }
}
