import KioskCodes
import KioskCore
import KioskPictureFactory
import Testing

/// What stands in the factory's codes is what the kiosk takes for such a bill: it reads no pictures of made-up nonsense.
@Suite struct BillKindTests {
    /// The forms by which codes say themselves what they are.
    static let formats: [BillKind: BillFormat] = [
        .wallet: .wallet, .paymentSlip: .gs1, .japaneseSlip: .japaneseSlip, .febraban: .febraban, .pagoPA: .pagoPA,
        .swiss: .swissQRBill, .epc: .epcTransfer, .emv: .emvMerchant,
    ]
    /// Those that only a biller's profile, or nobody, makes a bill of.
    static let formless: [BillKind] = [.electricity, .article, .account, .link]

    private static func code(_ bill: BillKind, seed: UInt64) throws -> ScannedCode {
        var random = SeededGenerator(seed: seed)
        return ScannedCode(bytes: try CodeModules(bill, using: &random).bytes, symbology: bill.symbology, aim: nil)
    }

    @Test func everyBillIsHeldAgainstItsForm() {
        #expect(Set(Self.formats.keys).union(Self.formless) == Set(BillKind.allCases))
    }

    @Test(arguments: formats.keys.sorted { $0.rawValue < $1.rawValue }, [1, 2, 3, 4, 5] as [UInt64])
    func aBillWithAFormIsReadByIt(bill: BillKind, seed: UInt64) throws {
        let parsed = try CodeParser.parse(Self.code(bill, seed: seed))
        #expect(parsed.format == Self.formats[bill])
        // A wallet's code asks for nothing; each of the others is a bill.
        #expect((parsed.demand != nil) == (bill != .wallet))
    }

    @Test(arguments: formless, [1, 2, 3, 4, 5] as [UInt64])
    func aBillWithoutAFormIsLeftToItsBiller(bill: BillKind, seed: UInt64) throws {
        let fault = #expect(throws: CodeFault.self) { try CodeParser.parse(Self.code(bill, seed: seed)) }
        #expect(fault?.code == .notABill)
    }
}
