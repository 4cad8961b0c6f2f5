internal import KioskCore
internal import KioskPictures

/// What a bill is on.
package enum BillFace: String, CaseIterable, Sendable {
    /// A printed page with a logo and tables.
    case paper
    /// A strip of thermal paper.
    case thermal
    /// A phone that shows its bill.
    case phone
}

/// A bill drawn flat, twice as fine as a frame shows it, with its code in the middle.
struct BillSheet {
    /// Sheet pixels a module.
    static let module = 6.0
    static let width = 2_560
    static let height = 1_440

    let picture: Bitmap
    /// Where the code is, without quiet zones, in sheet pixels.
    let code: (x: Double, y: Double, width: Double, height: Double)

    /// - Parameter isInverted: light bars on a dark ground.
    init(_ modules: CodeModules, on face: BillFace, isInverted: Bool, using random: inout SeededGenerator) throws {
        let canvas = try Canvas(width: BillSheet.width, height: BillSheet.height)
        let size = (
            width: Double(modules.dots.width) * BillSheet.module,
            height: modules.isMatrix ? Double(modules.dots.height) * BillSheet.module : BillSheet.barHeight(face)
        )
        let place = (
            x: ((Double(BillSheet.width) - size.width) / 2).rounded(),
            y: ((Double(BillSheet.height) - size.height) / 2).rounded()
        )
        code = (place.x, place.y, size.width, size.height)
        BillSheet.drawGround(face, around: size, on: canvas)
        try BillSheet.drawWords(face, around: (place.x, place.y, size.width, size.height), on: canvas, using: &random)
        let quiet = Double(modules.quietZone) * BillSheet.module
        canvas.rectangle(
            x: place.x - quiet, y: place.y - quiet * (modules.isMatrix ? 1 : 0.4), width: size.width + 2 * quiet,
            height: size.height + 2 * quiet * (modules.isMatrix ? 1 : 0.4), ink: isInverted ? .black : .white)
        let ink: Ink = isInverted ? .white : .black
        if modules.isMatrix {
            canvas.dots(modules.dots, x: place.x, y: place.y, module: BillSheet.module, ink: ink)
            if modules.hasCross { BillSheet.drawCross(on: canvas, in: code, ink: ink) }
        } else {
            for column in 0..<modules.dots.width where modules.dots[column, 0] {
                canvas.rectangle(
                    x: place.x + Double(column) * BillSheet.module, y: place.y, width: BillSheet.module,
                    height: size.height, ink: ink)
            }
            if !isInverted {
                let text = String(decoding: modules.bytes.filter { $0 >= 32 }, as: UTF8.self)
                try canvas.draw(
                    text, x: place.x, y: place.y + size.height + 6, width: size.width, alignment: .center,
                    style: TextStyle(size: 34))
            }
        }
        picture = try canvas.bitmap()
    }

    /// Seven of the code's 46 millimetres (Implementation Guidelines QR-bill, 5.4.2): a square in a light frame, and in it
    /// a cross whose arms are a sixth longer than wide.
    private static func drawCross(
        on canvas: borrowing Canvas, in code: (x: Double, y: Double, width: Double, height: Double), ink: Ink
    ) {
        let (x, y) = (code.x + code.width / 2, code.y + code.height / 2)
        func square(_ width: Double, _ height: Double, _ ink: Ink) {
            canvas.rectangle(x: x - width / 2, y: y - height / 2, width: width, height: height, ink: ink)
        }
        let side = code.width * 7 / 46
        let paper: Ink = ink == .white ? .black : .white
        square(side, side, paper)
        square(side * 0.86, side * 0.86, ink)
        square(side * 0.54, side * 0.16, paper)
        square(side * 0.16, side * 0.54, paper)
    }

    private static func barHeight(_ face: BillFace) -> Double {
        switch face {
        case .paper: 200
        case .thermal: 150
        case .phone: 240
        }
    }

    private static func drawGround(
        _ face: BillFace, around code: (width: Double, height: Double), on canvas: borrowing Canvas
    ) {
        let (width, height) = (Double(BillSheet.width), Double(BillSheet.height))
        switch face {
        case .paper:
            canvas.rectangle(x: 0, y: 0, width: 90, height: height, ink: .shade(0.6))
        case .thermal:
            let strip = max(900, code.width + 260)
            canvas.rectangle(x: 0, y: 0, width: (width - strip) / 2, height: height, ink: .shade(0.55))
            canvas.rectangle(x: (width + strip) / 2, y: 0, width: (width - strip) / 2, height: height, ink: .shade(0.5))
        case .phone:
            canvas.rectangle(x: 0, y: 0, width: width, height: height, ink: .shade(0.45))
            let body = max(1_100, code.width + 320)
            canvas.rectangle(
                x: (width - body) / 2, y: 30, width: body, height: height - 60, radius: 90, ink: .shade(0.95))
            canvas.rectangle(
                x: (width - body) / 2 + 36, y: 90, width: body - 72, height: height - 180, radius: 20, ink: .white)
        }
    }

    private static func drawWords(
        _ face: BillFace, around code: (x: Double, y: Double, width: Double, height: Double),
        on canvas: borrowing Canvas, using random: inout SeededGenerator
    ) throws {
        let left = face == .paper ? 200.0 : max(760.0 - 40, min(code.x, 1_280 - 400))
        let right = Double(BillSheet.width) - left
        let small = TextStyle(size: 34)
        // A logo: a disc with a bolt in it.
        let logo = (x: left, y: 120.0)
        canvas.rectangle(x: logo.x, y: logo.y, width: 120, height: 120, radius: 60, ink: .shade(0.75))
        canvas.polygon(
            [
                (logo.x + 66, logo.y + 18), (logo.x + 34, logo.y + 68), (logo.x + 58, logo.y + 68),
                (logo.x + 50, logo.y + 104), (logo.x + 88, logo.y + 50), (logo.x + 62, logo.y + 50),
            ], ink: .white)
        try canvas.draw("浙江电力 电费通知单", x: left + 150, y: 135, style: TextStyle(size: 62, isBold: true))
        var y = 290.0
        while y < code.y - 130 {
            try canvas.draw("户号 \(random.digits(10))   Account", x: left, y: y, style: small)
            try canvas.draw(
                "¥ \(random.digits(3)).\(random.digits(2))", x: right - 240, y: y,
                style: TextStyle(size: 34, isBold: true))
            canvas.line(fromX: left, y: y + 50, toX: right, y: y + 50, thickness: 2, ink: .shade(0.5))
            y += 64
        }
        y = code.y + code.height + 120
        while y < Double(BillSheet.height) - 130 {
            try canvas.draw(
                "请于 2026-11-\(random.whole(10...28)) 前缴费。Please pay within \(random.digits(2)) days. "
                    + random.digits(8), x: left, y: y, width: right - left, style: small)
            y += 56
        }
    }
}
