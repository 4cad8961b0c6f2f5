import KioskCore
import KioskPictures
import KioskReceipts
import KioskSimulator
import Testing

struct BillPictureTests {
    private let biller = Biller(
        id: "zj-power", name: LocalizedText(zh: "浙江省电力公司", en: "Zhejiang Electric Power"), service: .electricity,
        currency: .cny, hotline: "95598", exactness: .exactUp, tenders: [.cash, .card], accountDigits: 13...13,
        accountLabel: LocalizedText(zh: "户号", en: "Account no."))

    private func bill(lines: Int) throws -> Bill {
        Bill(
            id: "b", biller: "zj-power", account: "3307001234567", period: try #require(BillingPeriod("2026-10")),
            issued: try #require(CalendarDate("2026-11-01")), due: try #require(CalendarDate("2026-11-25")),
            amountDue: Money(Int64(lines) * 100, .cny), status: .due,
            lines: (0..<lines).map { _ in
                ChargeLine(
                    kind: .usage, label: LocalizedText(zh: "第一档 峰", en: "Tier 1, peak"),
                    quantity: Quantity(thousandths: 1_000, unit: "kWh"),
                    price: UnitPrice(millionths: 1_000_000, currency: .cny), amount: Money(100, .cny))
            }, usage: nil)
    }

    @Test(arguments: [0, 3, 40], [Symbology.code128, .qr])
    func aBillFitsItsSheetWithItsCode(_ lines: Int, _ symbology: Symbology) throws {
        let picture = try BillPicture.render(
            bill(lines: lines), of: biller, holder: "张**", code: ScannedCode("3307001234567", symbology: symbology))
        #expect(picture.width == 1_240 && picture.height == 1_748)
        // The code stands in the lower part of the sheet, with quiet zones at both sides.
        let row = (0..<picture.width).map { picture[$0, 1_450] < 128 }
        #expect(row.contains(true))
        #expect(!row.prefix(120).contains(true) && !row.suffix(120).contains(true))
    }

    @Test func aBarCodesBarsRunStraightDown() throws {
        let picture = try BillPicture.render(
            bill(lines: 3), of: biller, holder: "张**", code: ScannedCode("3307001234567", symbology: .code128))
        let top = (0..<picture.width).map { picture[$0, 1_400] < 128 }
        let bottom = (0..<picture.width).map { picture[$0, 1_500] < 128 }
        #expect(top == bottom)
        let symbol = try Code128Symbol(text: "3307001234567")
        #expect((top.lastIndex(of: true) ?? 0) - (top.firstIndex(of: true) ?? 0) + 1 == symbol.width * 5)
    }
}
