internal import Glibc
internal import KioskCore
internal import KioskPictures

/// A sheet in front of a camera: where each of its points falls, and how much light comes from there.
struct Scene {
    private let sheet: BillSheet
    private let exposure: Exposure
    private let isMatrix: Bool
    /// From the sheet to the frame, both from their middles, as a homography.
    private let forth: Homography
    private let back: Homography
    private let folds: [Fold]
    /// Which side of the code the shadow, the lamp and the finger are at.
    private let side: Double

    /// A fold of the paper: what lies behind the line is shifted along it and lit otherwise.
    private struct Fold {
        let x: Double
        let y: Double
        /// Of the angle that it lies at: asked for at each sample.
        let cosine: Double
        let sine: Double
        let shift: Double
        let light: Double
    }

    init(_ sheet: BillSheet, _ exposure: Exposure, isMatrix: Bool, using random: inout SeededGenerator) {
        self.sheet = sheet
        self.exposure = exposure
        self.isMatrix = isMatrix
        forth = Homography(
            scale: exposure.module / BillSheet.module, turn: exposure.turn, lean: exposure.lean,
            distance: 1.6 * Double(FactoryPicture.width))
        back = forth.inverse
        side = random.number(-1...1) < 0 ? -1 : 1
        folds = (0..<exposure.folds).map { _ in
            let x = random.number(-0.4...0.4) * sheet.code.width
            let y = random.number(-0.5...0.5) * sheet.code.height
            // Mostly along the text, as letters are folded.
            let angle = random.number(-0.35...0.35) + (random.number(0...1) < 0.3 ? .pi / 2 : 0)
            return Fold(
                x: x, y: y, cosine: cos(angle), sine: sin(angle),
                shift: random.number(-1...1) * exposure.shift * BillSheet.module / exposure.module,
                light: random.number(-0.16...0.16))
        }
    }

    /// Of the code, in pixels of the frame.
    var corners: [FramePoint] {
        let (left, top) = (sheet.code.x - Double(BillSheet.width) / 2, sheet.code.y - Double(BillSheet.height) / 2)
        let (right, bottom) = (left + sheet.code.width, top + sheet.code.height)
        return [(left, top), (right, top), (right, bottom), (left, bottom)].map { x, y in
            let place = forth(x, y)
            return FramePoint(
                x: place.x + Double(FactoryPicture.width) / 2, y: place.y + Double(FactoryPicture.height) / 2)
        }
    }

    /// The frame: light, lens, sensor.
    mutating func developed(using random: inout SeededGenerator) -> Bitmap? {
        var light = exposed()
        if exposure.shake.length > 0 { light.shake(length: exposure.shake.length, degrees: exposure.shake.degrees) }
        light.blur(sigma: exposure.blur)
        var bytes = [UInt8](repeating: 0, count: light.values.count)
        for place in bytes.indices {
            let value = light.values[place] + random.noise() * Float(exposure.noise)
            bytes[place] = UInt8(max(0, min(255, value.rounded())))
        }
        return Bitmap(width: light.width, height: light.height, bytes: bytes)
    }

    private func exposed() -> LightField {
        var field = LightField(width: FactoryPicture.width, height: FactoryPicture.height)
        // As many samples a pixel as the sheet has, so that small print does not flicker.
        let samples = max(2, min(6, Int((BillSheet.module / exposure.module).rounded(.up))))
        let step = 1 / Double(samples)
        let width = field.width
        let isPlain = folds.isEmpty && exposure.covered == 0
        var upper = sheetPoints(row: 0, width: width)
        sheet.picture.bytes.withUnsafeBufferPointer { ink in
            for y in 0..<field.height {
                let lower = sheetPoints(row: y + 1, width: width)
                for x in 0..<width {
                    // Within a pixel the perspective changes nothing that could be seen.
                    let corner = upper[x]
                    let across = (u: (upper[x + 1].u - corner.u) * step, v: (upper[x + 1].v - corner.v) * step)
                    let down = (u: (lower[x].u - corner.u) * step, v: (lower[x].v - corner.v) * step)
                    var sum = 0.0
                    for row in 0..<samples {
                        let below = Double(row) + 0.5
                        for column in 0..<samples {
                            let along = Double(column) + 0.5
                            let u = corner.u + across.u * along + down.u * below
                            let v = corner.v + across.v * along + down.v * below
                            sum += isPlain ? Scene.printed(u, v, ink) : reflected(u, v, ink)
                        }
                    }
                    let (fx, fy) = (Double(x) - Double(width) / 2, Double(y) - Double(FactoryPicture.height) / 2)
                    field.values[y * width + x] = Float(lit(sum * step * step, fx, fy))
                }
                upper = lower
            }
        }
        return field
    }

    /// What the flat sheet reflects, from 0 (ink) to 1 (paper); beyond its edge lies a dark table.
    @inline(__always)
    private static func printed(_ u: Double, _ v: Double, _ ink: UnsafeBufferPointer<UInt8>) -> Double {
        let (column, row) = (u + Double(BillSheet.width) / 2, v + Double(BillSheet.height) / 2)
        guard column > 0, row > 0, column < Double(BillSheet.width), row < Double(BillSheet.height) else { return 0.35 }
        return Double(ink[Int(row) * BillSheet.width + Int(column)]) / 255
    }

    /// Where the upper left corners of a row's pixels lie on the sheet, one more than there are pixels.
    private func sheetPoints(row: Int, width: Int) -> [(u: Double, v: Double)] {
        let y = Double(row) - Double(FactoryPicture.height) / 2
        return back.along(y: y, fromX: -Double(width) / 2, count: width + 1)
    }

    /// From 0 (ink) to 1 (paper), of a point of the sheet from its middle.
    private func reflected(_ u: Double, _ v: Double, _ ink: UnsafeBufferPointer<UInt8>) -> Double {
        var (u, v) = (u, v)
        if isCovered(u, v) { return 0.55 }
        var gain = 1.0
        for fold in folds {
            let beyond = (v - fold.y) * fold.cosine - (u - fold.x) * fold.sine
            guard beyond > 0 else { continue }
            u += fold.shift * fold.cosine
            v += fold.shift * fold.sine
            gain *= beyond < 5 ? 0.75 : 1 + fold.light
        }
        return Scene.printed(u, v, ink) * gain
    }

    /// A finger over the lower part of bars; a stain on a matrix code, away from its three eyes.
    private func isCovered(_ u: Double, _ v: Double) -> Bool {
        guard exposure.covered > 0 else { return false }
        let (halfWidth, halfHeight) = (sheet.code.width / 2, sheet.code.height / 2)
        if isMatrix {
            let radius = (exposure.covered * 0.3 * sheet.code.width * sheet.code.height / .pi).squareRoot()
            let (dx, dy) = (u - halfWidth * 0.55, v - halfHeight * 0.35)
            return dx * dx + dy * dy < radius * radius
        }
        // The finger's edge is not quite level.
        let edge = halfHeight * (1 - 2 * exposure.covered) + 6 * sin(u / 90)
        return v > edge && v < halfHeight + 60
    }

    /// What reaches the sensor from paper that reflects so much, in luma.
    private func lit(_ reflected: Double, _ x: Double, _ y: Double) -> Double {
        var value = exposure.ink + (exposure.paper - exposure.ink) * reflected
        let scale = exposure.module / BillSheet.module
        if exposure.shadow > 0 {
            // An edge a few pixels soft, across the code at a slant.
            let beyond = (x * 0.8 + y * 0.6 * side) / 6
            value *= 1 - exposure.shadow / (1 + exp(-beyond))
        }
        if exposure.glare > 0 {
            let reach = exposure.glare * max(sheet.code.width, 600) * scale
            let (dx, dy) = (x - side * sheet.code.width * scale * 0.22, y + sheet.code.height * scale * 0.25)
            let distance = (dx * dx + dy * dy * 2.2).squareRoot() / reach
            value += 330 * exp(-distance * distance * 1.4)
        }
        return value
    }
}

/// A plane seen in perspective: (x, y) is at (h · (x, y, 1)) divided by its third part.
struct Homography {
    private var h: [Double]

    init(scale: Double, turn: Double, lean: (across: Double, down: Double), distance: Double) {
        let (ct, st) = (cos(turn * .pi / 180), sin(turn * .pi / 180))
        let (ca, sa) = (cos(lean.across * .pi / 180), sin(lean.across * .pi / 180))
        let (cd, sd) = (cos(lean.down * .pi / 180), sin(lean.down * .pi / 180))
        // The sheet turns in its plane, then about its upright axis, then about its level one.
        let first = [ct, -st, st, ct]
        let x = [ca * first[0], ca * first[1]]
        let z = [sa * first[0], sa * first[1]]
        let y = [cd * first[2] - sd * z[0], cd * first[3] - sd * z[1]]
        let depth = [sd * first[2] + cd * z[0], sd * first[3] + cd * z[1]]
        h = [
            scale * x[0], scale * x[1], 0, scale * y[0], scale * y[1], 0, scale * depth[0] / distance,
            scale * depth[1] / distance, 1,
        ]
    }

    private init(_ h: [Double]) { self.h = h }

    func callAsFunction(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
        h.withUnsafeBufferPointer { h in
            let w = h[6] * x + h[7] * y + h[8]
            return ((h[0] * x + h[1] * y + h[2]) / w, (h[3] * x + h[4] * y + h[5]) / w)
        }
    }

    /// Of `count` points one apart on a level line.
    func along(y: Double, fromX x: Double, count: Int) -> [(u: Double, v: Double)] {
        (0..<count).map { number in
            let (u, v) = self(x + Double(number), y)
            return (u, v)
        }
    }

    /// The adjugate, which is the inverse but for a factor that falls out again.
    var inverse: Homography {
        Homography([
            h[4] * h[8] - h[5] * h[7], h[2] * h[7] - h[1] * h[8], h[1] * h[5] - h[2] * h[4], h[5] * h[6] - h[3] * h[8],
            h[0] * h[8] - h[2] * h[6], h[2] * h[3] - h[0] * h[5], h[3] * h[7] - h[4] * h[6], h[1] * h[6] - h[0] * h[7],
            h[0] * h[4] - h[1] * h[3],
        ])
    }
}
