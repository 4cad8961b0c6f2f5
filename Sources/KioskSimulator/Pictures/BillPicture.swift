package import KioskCore
package import KioskPictures

/// Draws the paper bill that a biller would send: the picture a resident lays on the scanner in a demonstration,
/// and what tests of decoding read.
///
/// A5 at 210 dots an inch, 1,240 × 1,748 pixels, gray.
package struct BillPicture: Sendable {
    private let bill: Bill
    private let biller: Biller
    /// The holder's name as the biller masks it, for example `张**`.
    private let holder: String
    private let code: ScannedCode

    package static let width = 1_240
    package static let height = 1_748
    private static let margin = 80.0
    private static let contentWidth = Double(width) - 2 * margin
    /// More charge lines than this do not fit the sheet; the rest is summed up in one line.
    private static let mostLines = 9

    /// `code` is printed as a QR code when its symbology says so, and as Code 128 otherwise.
    package static func render(
        _ bill: Bill, of biller: Biller, holder: String, code: ScannedCode
    ) throws(PictureError) -> Bitmap {
        let canvas = try Canvas(width: width, height: height)
        let picture = BillPicture(bill: bill, biller: biller, holder: holder, code: code)
        try picture.drawHead(on: canvas)
        try picture.drawParticulars(on: canvas)
        let end = try picture.drawLines(on: canvas)
        try picture.drawTotal(on: canvas, top: end + 30)
        try picture.drawCode(on: canvas, top: 1_335)
        try picture.drawFoot(on: canvas)
        return try canvas.bitmap()
    }

    package static func png(
        _ bill: Bill, of biller: Biller, holder: String, code: ScannedCode
    ) throws(PictureError) -> [UInt8] {
        try PNG.encode(render(bill, of: biller, holder: holder, code: code))
    }

    private func drawHead(on canvas: borrowing Canvas) throws(PictureError) {
        let margin = BillPicture.margin
        BillPicture.drawLogo(of: biller.service, on: canvas, x: margin, y: 70, side: 120)
        try canvas.draw(
            biller.name.zh, x: margin + 150, y: 58, width: BillPicture.contentWidth - 150,
            style: TextStyle(size: 46, isBold: true))
        try canvas.draw(
            biller.name.en, x: margin + 150, y: 132, width: BillPicture.contentWidth - 150,
            style: TextStyle(size: 25, ink: .shade(0.7)))
        canvas.rectangle(x: margin, y: 218, width: BillPicture.contentWidth, height: 82, radius: 6, ink: .shade(0.88))
        let title = "\(biller.service.billName.zh)   \(biller.service.billName.en)"
        try canvas.draw(
            title, x: margin, y: 228, width: BillPicture.contentWidth, alignment: .center,
            style: TextStyle(size: 42, isBold: true, ink: .white))
    }

    private func drawParticulars(on canvas: borrowing Canvas) throws(PictureError) {
        var rows: [(LocalizedText, String)] = [
            (biller.accountLabel, bill.account.text),
            (LocalizedText(zh: "户名", en: "Name"), holder),
            (LocalizedText(zh: "账期", en: "Period"), "\(bill.period.year)年\(bill.period.month)月"),
            (LocalizedText(zh: "开票日期", en: "Issued"), bill.issued.description),
        ]
        if let usage = bill.usage { rows.append((LocalizedText(zh: "本期用量", en: "Usage"), usage.description)) }
        rows.append((LocalizedText(zh: "缴费截止", en: "Due by"), bill.due.description))
        let half = BillPicture.contentWidth / 2
        for (index, row) in rows.enumerated() {
            let x = BillPicture.margin + (index % 2 == 0 ? 0 : half + 20)
            let y = 330 + Double(index / 2) * 78
            let label = try canvas.draw(row.0.zh, x: x, y: y, style: TextStyle(size: 28, ink: .shade(0.75)))
            try canvas.draw(
                row.0.en, x: x, y: y + 37, style: TextStyle(size: 19, ink: .shade(0.6)))
            let valueX = max(170, Double(label.width) + 30)
            try canvas.draw(
                row.1, x: x + valueX, y: y + 2, width: half - valueX - 20, style: TextStyle(size: 32, isBold: true))
        }
    }

    /// The table of charges; returns where it ends.
    private func drawLines(on canvas: borrowing Canvas) throws(PictureError) -> Double {
        let left = BillPicture.margin
        let right = left + BillPicture.contentWidth
        var y = 585.0
        canvas.rectangle(x: left, y: y, width: BillPicture.contentWidth, height: 56, ink: .shade(0.12))
        let head = TextStyle(size: 25, isBold: true)
        try drawRow(
            ("收费项目 Charge", "数量 Quantity", "单价 Price", "金额 Amount"), on: canvas, y: y + 8, style: head)
        y += 56
        for line in shownLines {
            try drawRow(
                (
                    line.printedLabel.zh, line.quantity?.description ?? "", line.price?.description ?? "",
                    line.amount.decimalDescription
                ),
                on: canvas, y: y + 6, style: TextStyle(size: 27))
            try canvas.draw(
                line.printedLabel.en, x: left + 18, y: y + 42, width: 430, style: TextStyle(size: 17, ink: .shade(0.6)))
            y += 72
            canvas.line(fromX: left, y: y, toX: right, y: y, thickness: 1, ink: .shade(0.35))
        }
        canvas.rectangle(x: left, y: 585, width: BillPicture.contentWidth, height: y - 585, outline: 2)
        return y
    }

    private func drawRow(
        _ cells: (String, String, String, String), on canvas: borrowing Canvas, y: Double, style: TextStyle
    ) throws(PictureError) {
        let left = BillPicture.margin
        try canvas.draw(cells.0, x: left + 18, y: y, width: 440, style: style)
        try canvas.draw(cells.1, x: left + 430, y: y, width: 230, alignment: .right, style: style)
        try canvas.draw(cells.2, x: left + 660, y: y, width: 190, alignment: .right, style: style)
        try canvas.draw(cells.3, x: left + 850, y: y, width: 212, alignment: .right, style: style)
    }

    private var shownLines: [ChargeLine] {
        guard bill.lines.count > BillPicture.mostLines else { return bill.lines }
        let rest = bill.lines.dropFirst(BillPicture.mostLines - 1)
        let sum = rest.map(\.amount).total(bill.amountDue.currency)
        return bill.lines.prefix(BillPicture.mostLines - 1) + [
            ChargeLine(kind: .surcharge, label: LocalizedText(zh: "其他项目", en: "Other items"), amount: sum)
        ]
    }

    private func drawTotal(on canvas: borrowing Canvas, top: Double) throws(PictureError) {
        let left = BillPicture.margin
        try canvas.draw("应缴金额", x: left, y: top, style: TextStyle(size: 36, isBold: true))
        try canvas.draw("Amount due", x: left, y: top + 48, style: TextStyle(size: 22, ink: .shade(0.7)))
        try canvas.draw(
            bill.amountDue.description, x: left + 300, y: top - 24, width: BillPicture.contentWidth - 300,
            alignment: .right, style: TextStyle(size: 84, isBold: true))
    }

    private func drawCode(on canvas: borrowing Canvas, top: Double) throws(PictureError) {
        let left = BillPicture.margin
        canvas.line(
            fromX: left, y: top - 34, toX: left + BillPicture.contentWidth, y: top - 34, thickness: 2,
            ink: .shade(0.5), dashes: [14, 10])
        try canvas.draw(
            "请到自助缴费机扫描此码   Scan this code at a payment kiosk", x: left, y: top - 16,
            width: BillPicture.contentWidth, alignment: .center, style: TextStyle(size: 24))
        switch code.symbology {
        case .qr:
            let symbol = try QRSymbol(text: code.text)
            let module = (220 / Double(symbol.side)).rounded(.down)
            let side = Double(symbol.side) * module
            canvas.dots(symbol.modules, x: (Double(BillPicture.width) - side) / 2, y: top + 34, module: max(1, module))
        case .code128, .itf, .ean13, .ean8, .code39, .gs1Code128, .unknown:
            let symbol = try Code128Symbol(text: code.text)
            let widest = BillPicture.contentWidth - 2 * 60
            let module = min(5, max(1, (widest / Double(symbol.width)).rounded(.down)))
            let x = ((Double(BillPicture.width) - Double(symbol.width) * module) / 2).rounded()
            for row in 0..<Int(150 / module) {
                canvas.dots(symbol.bars, x: x, y: top + 40 + Double(row) * module, module: module)
            }
            try canvas.draw(
                code.text, x: left, y: top + 194, width: BillPicture.contentWidth, alignment: .center,
                style: TextStyle(.monospaced, size: 34))
        }
    }

    private func drawFoot(on canvas: borrowing Canvas) throws(PictureError) {
        let left = BillPicture.margin
        canvas.line(
            fromX: left, y: 1_606, toX: left + BillPicture.contentWidth, y: 1_606, thickness: 1, ink: .shade(0.4))
        try canvas.draw(
            "缴费方式：自助缴费机（现金、银行卡）、营业厅。逾期将按规定收取违约金。", x: left, y: 1_618,
            width: BillPicture.contentWidth, style: TextStyle(size: 24))
        try canvas.draw(
            "客服热线 \(biller.hotline)   Customer service \(biller.hotline)", x: left, y: 1_660,
            width: BillPicture.contentWidth, style: TextStyle(size: 24, isBold: true))
    }

    /// A sign in a dark square: a flash for electricity, and the service's character for the others.
    private static func drawLogo(
        of service: Service, on canvas: borrowing Canvas, x: Double, y: Double, side: Double
    ) {
        canvas.rectangle(x: x, y: y, width: side, height: side, radius: 24, ink: .shade(0.88))
        guard service == .electricity else {
            // A logo that cannot be drawn is left out; the bill is a bill without it.
            _ = try? canvas.draw(
                service.sign, x: x, y: y + side * 0.08, width: side, alignment: .center,
                style: TextStyle(size: side * 0.58, isBold: true, ink: .white))
            return
        }
        let flash: [(Double, Double)] = [
            (0.58, 0.12), (0.24, 0.56), (0.46, 0.56), (0.40, 0.88), (0.76, 0.42), (0.53, 0.42),
        ]
        canvas.polygon(flash.map { (x: x + $0.0 * side, y: y + $0.1 * side) }, ink: .white)
    }
}

extension Service {
    fileprivate var billName: LocalizedText {
        switch self {
        case .electricity: LocalizedText(zh: "电费通知单", en: "Electricity bill")
        case .water: LocalizedText(zh: "水费通知单", en: "Water bill")
        case .gas: LocalizedText(zh: "燃气费通知单", en: "Gas bill")
        case .telecom: LocalizedText(zh: "通信费账单", en: "Telephone bill")
        case .cableTelevision: LocalizedText(zh: "有线电视费通知单", en: "Cable television bill")
        }
    }

    fileprivate var sign: String {
        switch self {
        case .electricity: "电"
        case .water: "水"
        case .gas: "气"
        case .telecom: "讯"
        case .cableTelevision: "视"
        }
    }
}

extension ChargeLine {
    /// The label with what makes its price: the tier of a tiered tariff, and peak or valley.
    fileprivate var printedLabel: LocalizedText {
        var (zh, en) = (label.zh, label.en)
        if let tier {
            zh += " 第\(tier)档"
            en += ", tier \(tier)"
        }
        switch timeOfUse {
        case .peak: (zh, en) = (zh + " 峰", en + ", peak")
        case .valley: (zh, en) = (zh + " 谷", en + ", valley")
        case nil: break
        }
        return LocalizedText(zh: zh, en: en)
    }
}
