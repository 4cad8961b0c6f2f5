import KioskCore
import KioskPictureFactory
import KioskPictures
import KioskReceipts
import KioskVision
import Testing

/// The QR code of a slip, drawn at 576 dots as the paper has it, is read by libzbar, which knows nothing of zint.
@Suite struct SlipCodeTests {
    private static let address = "https://hub.paycircle.example/v/0192f3a4-7b1c-7def-8a90-1234567890ab#"

    private static func facts(voucher: String) -> ReceiptFacts {
        ReceiptFacts(
            kind: .pending, receiptNumber: "K0417-000023", payment: "0192f3a4-7b1c-7def-8a90-1234567890ab",
            claimCode: ClaimCode(random: [7, 20, 2, 19, 9, 23, 29, 26, 0, 4, 17]),
            site: ReceiptSite(
                kiosk: "K0417", place: LocalizedText(zh: "竹垟", en: "Zhuyang"), hotline: "0578-7215598",
                utcOffsetMinutes: 480),
            time: WallTime(milliseconds: 1_795_262_880_000), biller: nil, maskedAccount: nil, items: [],
            tenders: [.notes(denomination: Money(2_000, .cny), count: 1)], currency: .cny, isCopy: false,
            voucher: voucher)
    }

    /// The lengths of a leaf and its proof with 0, 10 and 19 hashes in the path.
    @Test(arguments: [460, 890, 1_200])
    func aProofOnASlipIsReadToItsLastCharacter(length: Int) throws {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
        var generator = SeededGenerator(seed: UInt64(length))
        let proof = String((0..<length).map { _ in digits[Int.random(in: 0..<digits.count, using: &generator)] })
        let text = Self.address + proof
        let slip = try PNGReceipt.render(ReceiptComposer.compose(Self.facts(voucher: text), languages: .both))
        let codes = try CodeReader(symbologies: [.qr]).read(slip)
        #expect(codes.contains { $0.text == text })
        #expect(codes.contains { $0.text.hasPrefix(ClaimCode.printedPrefix) })
    }
}
