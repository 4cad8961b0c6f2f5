import KioskCore

extension Receipt {
    /// A page that shows whether the printer does what its profile says: both languages, rows, a QR code and the cut.
    /// It says in its first words that it is worth nothing.
    package static func testPage(of site: ReceiptSite, rows: Int = 6) -> Receipt {
        Receipt(
            languages: .both,
            elements: [
                .title(LocalizedText(zh: "打印测试", en: "Printer test")),
                .banner(LocalizedText(zh: "不是收据", en: "NOT A RECEIPT")),
                .text(site.place, .center), .text(LocalizedText(same: site.kiosk.text), .center), .rule(.light),
            ]
                + (0..<max(rows, 0)).map { row in
                    .row(
                        label: LocalizedText(zh: "第 \(row + 1) 行", en: "Row \(row + 1)"),
                        value: LocalizedText(same: "0123456789"))
                }
                + [
                    .rule(.heavy),
                    .qr("PAYCIRCLE TEST \(site.kiosk.text)", caption: LocalizedText(zh: "测试码", en: "Test code")),
                ])
    }
}
