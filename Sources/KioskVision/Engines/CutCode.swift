internal import KioskCore

/// Tells a part of an Interleaved 2 of 5 code from a whole one.
///
/// A slanted scan line that leaves the bars over their lower edge sees white, as in a quiet zone, and a lamp's reflection
/// may whiten a piece of the bars; what was crossed before may end like a code. But a little further on, there are bars
/// that the read does not know of. Source: ISO/IEC 16390, on the short scan, against which it proposes bearer bars.
struct CutCode {
    private let picture: LumaImage
    /// Along the code, of length 1, as the code is read.
    private let direction: (x: Double, y: Double)
    /// Pixels a module, about.
    private let module: Double

    /// Whether bars go on beyond the read. Only bars that go on for long are told from something else beside the code, so
    /// that two such codes in one line, closer than `reach` modules, are believed neither.
    static func isPart(_ read: EngineRead, in picture: LumaImage) -> Bool {
        guard read.symbology == .itf else { return false }
        guard read.corners.count == 4 else { return true }
        let c = read.corners
        let begin = (x: (c[0].x + c[3].x) / 2, y: (c[0].y + c[3].y) / 2)
        let end = (x: (c[1].x + c[2].x) / 2, y: (c[1].y + c[2].y) / 2)
        let (dx, dy) = (end.x - begin.x, end.y - begin.y)
        let length = (dx * dx + dy * dy).squareRoot()
        // Seen from one end alone, nobody knows how long it is.
        guard length >= 16 else { return true }
        // The scan line may be at a slant to the bars; what lies beyond them lies straight across them.
        var direction = (x: dx / length, y: dy / length)
        if let extent = BarExtent(between: begin, and: end, in: picture) {
            if extent.goesBeyond(from: begin, to: end) { return true }
            direction = extent.across
        }
        // A digit takes eight modules where wide bars are two and a half narrow ones; start and stop take nine.
        let code = CutCode(
            picture: picture, direction: direction, module: max(0.8, length / Double(8 * read.bytes.count + 9)))
        return code.goesOn(at: begin, outwards: -1) || code.goesOn(at: end, outwards: 1)
            || code.isWashedOut(from: begin, to: end)
    }

    /// Whether one quiet zone is as white as a sensor goes and the other is not: a lamp may have whitened bars there. On
    /// paper that was scanned, both are.
    private func isWashedOut(from begin: (x: Double, y: Double), to end: (x: Double, y: Double)) -> Bool {
        func white(_ point: (x: Double, y: Double), _ side: Double) -> Double? {
            let values = stride(from: 4.0, through: 9, by: 0.5).compactMap { luma(point, out: $0 * side, aside: 0) }
            return values.isEmpty ? nil : Double(values.reduce(0, +)) / Double(values.count)
        }
        guard let first = white(begin, -1), let last = white(end, 1) else { return false }
        return max(first, last) > 250 && abs(first - last) > 3
    }

    /// How far beyond its end bars are looked for, in modules.
    private static let reach = 220.0

    private func luma(_ point: (x: Double, y: Double), out: Double, aside: Double) -> Int? {
        let x = point.x + (direction.x * out - direction.y * aside) * module
        let y = point.y + (direction.y * out + direction.x * aside) * module
        let (column, row) = (Int(x.rounded()), Int(y.rounded()))
        guard (0..<picture.width).contains(column), (0..<picture.height).contains(row) else { return nil }
        return Int(picture.bytes[row * picture.width + column])
    }

    private func goesOn(at point: (x: Double, y: Double), outwards side: Double) -> Bool {
        // What is dark is said by the code's own bars at this end, as light may differ from the other.
        var inside = stride(from: 0.0, through: 30, by: 0.5).compactMap { luma(point, out: -$0 * side, aside: 0) }
        inside.sort()
        guard inside.count >= 16 else { return false }
        let (dark, light) = (inside[inside.count / 10], inside[inside.count * 9 / 10])
        var (seen, black) = (0, 0)
        for out in stride(from: 3.0, through: 7, by: 0.5) {
            for aside in stride(from: -4.0, through: 4, by: 0.5) {
                guard let value = luma(point, out: out * side, aside: aside) else { continue }
                seen += 1
                if value < (dark + light) / 2 { black += 1 }
            }
        }
        if seen >= 16, Double(black) > 0.12 * Double(seen) { return true }
        return hasBars(at: point, outwards: side, contrast: light - dark)
            || crossesEnd(at: point, outwards: side, contrast: light - dark)
    }

    /// Whether further up or down the bars, some stand on both sides of the end: a code seen much from the side is a
    /// rhomboid, and a line across its bars leaves it over an edge.
    private func crossesEnd(at point: (x: Double, y: Double), outwards side: Double, contrast: Int) -> Bool {
        func line(_ outs: ClosedRange<Double>, _ aside: Double) -> [Double] {
            stride(from: outs.lowerBound, through: outs.upperBound, by: 0.5).compactMap { out in
                luma(point, out: out * side, aside: aside).map(Double.init)
            }
        }
        func hasBars(_ outs: ClosedRange<Double>, _ aside: Double) -> Bool {
            let (upper, lower) = (line(outs, aside - 1), line(outs, aside + 1))
            guard upper.count == 49, lower.count == 49 else { return false }
            return areBars(upper, lower, contrast: Double(contrast))
        }
        return [-20.0, -16, -12, -8, 8, 12, 16, 20].contains { hasBars(-27 ... -3, $0) && hasBars(3...27, $0) }
    }

    /// Whether two lines beyond the end, four modules apart, cross the same bars: letters differ, and so do most of the
    /// rows of a QR code.
    private func hasBars(at point: (x: Double, y: Double), outwards side: Double, contrast: Int) -> Bool {
        let lines = [-6.0, -2, 2, 6].map { aside -> [Double] in
            var line: [Double] = []
            for out in stride(from: 3.0, through: CutCode.reach, by: 0.5) {
                guard let value = luma(point, out: out * side, aside: aside) else { break }
                line.append(Double(value))
            }
            return line
        }
        let window = 48
        return zip(lines, lines.dropFirst()).contains { upper, lower in
            let count = min(upper.count, lower.count)
            guard count >= window else { return false }
            return stride(from: 0, through: count - window, by: window / 4).contains { start in
                let part = start..<start + window
                return areBars(Array(upper[part]), Array(lower[part]), contrast: Double(contrast))
            }
        }
    }

    private func areBars(_ upper: [Double], _ lower: [Double], contrast: Double) -> Bool {
        let count = Double(upper.count)
        let (meanUpper, meanLower) = (upper.reduce(0, +) / count, lower.reduce(0, +) / count)
        var (both, spreadUpper, spreadLower) = (0.0, 0.0, 0.0)
        var crossings = 0
        for place in upper.indices {
            let (one, other) = (upper[place] - meanUpper, lower[place] - meanLower)
            both += one * other
            spreadUpper += one * one
            spreadLower += other * other
            if place > 0, (upper[place - 1] < meanUpper) != (upper[place] < meanUpper) { crossings += 1 }
        }
        let deviation = (min(spreadUpper, spreadLower) / count).squareRoot()
        return crossings >= 6 && deviation > contrast * 0.1 && both > 0.7 * (spreadUpper * spreadLower).squareRoot()
    }
}
