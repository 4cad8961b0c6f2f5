import KioskCodes
import KioskCore
import Testing

@Suite struct EMVMerchantCodeTests {
    /// EMV QR Code Specification for Payment Systems, merchant-presented mode 1.0, section 6: the example.
    static let example =
        "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT"
        + "6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME"
        + "91320016A0112233449988770708123456786304A13A"

    private func code(_ text: String) throws -> EMVMerchantCode {
        guard case .emvMerchant(let code) = try parsed(text) else { throw CodeParser.notABill }
        return code
    }

    @Test func theSpecificationsExampleIsRead() throws {
        let code = try code(EMVMerchantCodeTests.example)
        #expect(code.isForOnePayment == true)
        #expect(code.accounts.map(\.name) == ["D15600000000/A93FO3230Q", "D15600000001/12345678"])
        #expect(code.category == "4111")
        #expect(code.currency.code == "CNY")
        #expect(code.amount?.minorUnits == 2_372)
        #expect(code.tip == .asked)
        #expect(code.name == "BEST TRANSPORT")
        #expect(code.additional[7] == "A6008667")
        #expect(code.reference == nil, "*** asks the payer")
    }

    /// Banco Central do Brasil, Manual de Padrões para Iniciação do Pix: the static example.
    @Test func aPixCodeIsRead() throws {
        let code = try code(
            "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR"
                + "5913Fulano de Tal6008BRASILIA62070503***63041D3D")
        #expect(code.accounts.map(\.name) == ["br.gov.bcb.pix/123e4567-e12b-12d1-a456-426655440000"])
        #expect(code.currency.code == "BRL")
        #expect(code.amount == nil && code.isForOnePayment == nil)
    }

    /// A code of objects, with its checksum by the bitwise definition of CRC-16/CCITT-FALSE.
    static func code(_ objects: [(String, String)]) -> String {
        let body = objects.map { $0.0 + object($0.1) }.joined() + "6304"
        var crc: UInt32 = 0xFFFF
        for byte in body.utf8 {
            for bit in (0..<8).reversed() {
                let carry = ((crc >> 15) & 1) ^ UInt32((byte >> bit) & 1)
                crc = (crc << 1) & 0xFFFF
                if carry == 1 { crc ^= 0x1021 }
            }
        }
        let digits = String(crc, radix: 16, uppercase: true)
        return body + String(repeating: "0", count: 4 - digits.count) + digits
    }

    private static func object(_ value: String) -> String {
        let count = String(value.unicodeScalars.count)
        return String(repeating: "0", count: 2 - count.count) + count + value
    }

    static let bill: [(String, String)] = [
        ("00", "01"), ("01", "12"), ("30", "0016A00000067701011201151234567890123450207CUST001"), ("52", "4900"),
        ("53", "764"), ("54", "186.40"), ("58", "TH"), ("59", "POWER"), ("60", "BANGKOK"),
        ("62", "0108INV-2026" + "0505LABEL"),
    ]

    static func bill(_ id: String, _ value: String?) -> String {
        var objects = bill.filter { $0.0 != id }
        if let value { objects.append((id, value)) }
        return code(objects)
    }

    @Test func aBillHasItsNumberForReference() throws {
        let code = try code(EMVMerchantCodeTests.code(EMVMerchantCodeTests.bill))
        #expect(code.reference == "INV-2026")
        #expect(code.accounts.first?.name == "A000000677010112/123456789012345")
        #expect(code.amount?.decimal == "186.40")
    }

    static let broken: [(String, String?, CodeFault.Code)] = [
        ("01", "13", .value), ("30", nil, .missing), ("30", "0104ABCD", .missing),
        ("30", "0016A0", .length), ("52", "49", .length), ("52", "49A0", .character), ("52", nil, .missing),
        ("53", "000", .currency), ("53", nil, .missing), ("54", "0", .amount), ("54", "1.234", .amount),
        ("54", "1,50", .amount), ("54", "12345678901234", .length), ("55", "04", .value), ("55", "02", .missing),
        ("56", "1.00", .exclusive), ("57", "5", .exclusive), ("58", "ZZ", .country), ("58", nil, .missing),
        ("59", String(repeating: "n", count: 26), .length), ("60", String(repeating: "c", count: 16), .length),
        ("59", nil, .missing), ("60", nil, .missing), ("62", "0126" + String(repeating: "1", count: 26), .length),
        ("62", "0902XY", .value), ("62", "01", .character), ("64", "0102AB", .missing), ("80", "0102AB", .missing),
    ]

    @Test(arguments: broken)
    func whatBreaksARuleIsNamed(id: String, value: String?, code: CodeFault.Code) {
        let found = fault(of: EMVMerchantCodeTests.bill(id, value))
        #expect(found?.code == code)
        #expect(found?.format == .emvMerchant)
    }

    @Test func aTipGoesWithItsIndicator() throws {
        let fixed = EMVMerchantCodeTests.code(EMVMerchantCodeTests.bill + [("55", "02"), ("56", "1.50")])
        #expect(try code(fixed).tip == .fixed(CodeAmount(digits: 150, decimals: 2, currency: .named("THB"))))
        let share = EMVMerchantCodeTests.code(EMVMerchantCodeTests.bill + [("55", "03"), ("57", "12.5")])
        #expect(try code(share).tip == .percentage("12.5"))
    }

    @Test func theChecksumIsLastAndThere() {
        let whole = EMVMerchantCodeTests.code(EMVMerchantCodeTests.bill)
        #expect(fault(of: String(whole.dropLast(8)))?.code == .missing)
        #expect(fault(of: String(whole.dropLast(4)) + "0000")?.code == .checkDigit)
        #expect(fault(of: whole + "0000")?.code == .missing)
        #expect(fault(of: EMVMerchantCodeTests.code(EMVMerchantCodeTests.bill + [("59", "AGAIN")]))?.code == .duplicate)
    }

    @Test func lengthsCountCharactersAndNotBytes() throws {
        #expect(try code(EMVMerchantCodeTests.bill("59", "电力公司")).name == "电力公司")
    }
}
