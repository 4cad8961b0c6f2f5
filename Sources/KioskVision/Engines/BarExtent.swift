internal import KioskCore

/// Where exactly a bar code lies that an engine has read: engines tell of the lines that they looked at, and libzbar of
/// half an EAN code at times.
struct BarExtent {
    private let image: LumaImage
    private let middle: (x: Double, y: Double)
    /// Across the bars, as the code is read, of length 1.
    let across: (x: Double, y: Double)

    private init(image: LumaImage, middle: (x: Double, y: Double), across: (x: Double, y: Double)) {
        (self.image, self.middle, self.across) = (image, middle, across)
    }

    /// The bars half way between two places; nil where edges go every way there.
    init?(between begin: (x: Double, y: Double), and end: (x: Double, y: Double), in image: LumaImage) {
        let middle = (x: (begin.x + end.x) / 2, y: (begin.y + end.y) / 2)
        guard let found = BarExtent.direction(in: image, at: middle) else { return nil }
        let sign = found.x * (end.x - begin.x) + found.y * (end.y - begin.y) < 0 ? -1.0 : 1
        self.init(image: image, middle: middle, across: (found.x * sign, found.y * sign))
    }

    /// Whether straight across the bars there are more of them than between two places.
    func goesBeyond(from begin: (x: Double, y: Double), to end: (x: Double, y: Double)) -> Bool {
        guard let (first, last) = ends() else { return false }
        let told = (end.x - begin.x) * across.x + (end.y - begin.y) * across.y
        return last - first > told * 1.08 + 6
    }

    /// The four corners, clockwise from the code's own top left; nil where the bars cannot be followed.
    static func corners(of read: EngineRead, in image: LumaImage) -> [FramePoint]? {
        guard read.corners.count == 4, read.symbology != .qr else { return nil }
        let c = read.corners
        let middle = (x: c.reduce(0) { $0 + $1.x } / 4, y: c.reduce(0) { $0 + $1.y } / 4)
        let (dx, dy) = (c[1].x + c[2].x - c[0].x - c[3].x, c[1].y + c[2].y - c[0].y - c[3].y)
        let told = (dx * dx + dy * dy).squareRoot() / 2
        if told >= 12 {
            return corners(
                in: image, around: middle, heading: (dx, dy), longerThan: told * 0.85, andShorterThan: told * 2.6)
        }
        // Seen from one end alone: the bars lie to one side of there.
        guard let heading = read.heading else { return nil }
        let length = (heading.x * heading.x + heading.y * heading.y).squareRoot()
        guard length > 0 else { return nil }
        for step in [-30.0, 30] {
            let inside = (x: middle.x + heading.x * step / length, y: middle.y + heading.y * step / length)
            let found = corners(
                in: image, around: inside, heading: (heading.x, heading.y), longerThan: 30, andShorterThan: .infinity)
            if let found { return found }
        }
        return nil
    }

    private static func corners(
        in image: LumaImage, around middle: (x: Double, y: Double), heading: (x: Double, y: Double),
        longerThan shortest: Double, andShorterThan longest: Double
    ) -> [FramePoint]? {
        guard let direction = direction(in: image, at: middle) else { return nil }
        let sign = direction.x * heading.x + direction.y * heading.y < 0 ? -1.0 : 1
        let extent = BarExtent(image: image, middle: middle, across: (direction.x * sign, direction.y * sign))
            .straightened()
        guard let (first, last) = extent.ends(), last - first > shortest, last - first < longest else { return nil }
        let (top, bottom) = extent.edges(first: first, last: last)
        return [(first, top), (last, top), (last, bottom), (first, bottom)].map { u, v in
            let place = extent.place(u, v)
            return FramePoint(x: place.x, y: place.y)
        }
    }

    /// The same with the direction of all its bars: those in the middle alone tell it to a degree, which is far off at the
    /// ends of a long code.
    private func straightened() -> BarExtent {
        guard let (first, last) = ends() else { return self }
        var (x, y) = (0.0, 0.0)
        for part in 0..<7 {
            let point = place(first + (last - first) * (0.2 + 0.1 * Double(part)), 0)
            guard let found = BarExtent.direction(in: image, at: point) else { continue }
            // The same direction half a turn on is the same.
            let sign = found.x * across.x + found.y * across.y < 0 ? -1.0 : 1
            x += found.x * sign
            y += found.y * sign
        }
        let length = (x * x + y * y).squareRoot()
        guard length > 1 else { return self }
        return BarExtent(image: image, middle: middle, across: (x / length, y / length))
    }

    private func place(_ u: Double, _ v: Double) -> (x: Double, y: Double) {
        (middle.x + u * across.x - v * across.y, middle.y + u * across.y + v * across.x)
    }

    private func luma(_ u: Double, _ v: Double) -> Double? {
        let (x, y) = place(u, v)
        guard x >= 0, y >= 0, x <= Double(image.width - 1), y <= Double(image.height - 1) else { return nil }
        return image.read { image.sample($0, x, y) }
    }

    /// Across the bars around a place, by the structure tensor; nil where edges go every way.
    private static func direction(in image: LumaImage, at place: (x: Double, y: Double)) -> (x: Double, y: Double)? {
        let (x, y) = (Int(place.x), Int(place.y))
        let rows = max(1, y - 3)...max(1, min(image.height - 2, y + 3))
        let columns = max(1, x - 40)...max(1, min(image.width - 2, x + 40))
        guard rows.upperBound < image.height - 1, columns.upperBound < image.width - 1 else { return nil }
        func tensor(_ rows: ClosedRange<Int>, _ columns: ClosedRange<Int>) -> (angle: Double, coherence: Double) {
            var (xx, yy, xy) = (0.0, 0.0, 0.0)
            image.read { pixels in
                for row in rows {
                    for column in columns {
                        let pixel = pixels + row * image.width + column
                        let right = Double(pixel[1]) - Double(pixel[-1])
                        let down = Double(pixel[image.width]) - Double(pixel[-image.width])
                        xx += right * right
                        yy += down * down
                        xy += right * down
                    }
                }
            }
            let spread = ((xx - yy) * (xx - yy) + 4 * xy * xy).squareRoot()
            return (angle(x: xx - yy, y: 2 * xy) / 2, xx + yy < 1 ? 0 : spread / (xx + yy))
        }
        // A flat window for bars that stand, an upright one for bars that lie.
        let flat = tensor(rows, columns)
        let upright = tensor(
            max(1, y - 40)...max(1, min(image.height - 2, y + 40)), max(1, x - 3)...max(1, min(image.width - 2, x + 3)))
        let best = abs(cosine(flat.angle)) > 0.7 ? flat : upright
        return best.coherence > 0.5 ? (cosine(best.angle), sine(best.angle)) : nil
    }

    /// Along the middle line: from there outwards, until nothing crosses the threshold for a quiet zone's length.
    private func ends() -> (Double, Double)? {
        let values = stride(from: -40.0, through: 40, by: 0.5).compactMap { luma($0, 0) }
        guard values.count > 80, let dark = values.min(), let light = values.max(), light - dark > 12 else {
            return nil
        }
        var runs: [Double] = []
        func walk(_ side: Double, quiet: Double) -> Double {
            var (last, run, u) = (0.0, 0.0, 0.0)
            var threshold = (dark + light) / 2
            var isDark = (luma(0, 0) ?? threshold) < threshold
            var recent: [Double] = []
            while let value = luma(u, 0), abs(u - last) < quiet {
                // Light differs from one end to the other: the last forty samples say what is dark.
                recent.append(value)
                if recent.count > 60 { recent.removeFirst(20) }
                if let low = recent.min(), let high = recent.max(), high - low > (light - dark) / 3 {
                    threshold = (low + high) / 2
                }
                if (value < threshold) != isDark {
                    isDark.toggle()
                    runs.append(run)
                    run = 0
                    last = u
                }
                run += 0.5
                u += 0.5 * side
            }
            return last
        }
        // First to learn how wide a bar is, then with the quiet zone that this makes.
        _ = walk(1, quiet: 30)
        _ = walk(-1, quiet: 30)
        guard runs.count >= 12 else { return nil }
        let module = max(0.7, runs.sorted()[runs.count / 5])
        return (walk(-1, quiet: 6.5 * module), walk(1, quiet: 6.5 * module))
    }

    /// Along the bars: as long as a line looks like the middle one.
    private func edges(first: Double, last: Double) -> (Double, Double) {
        let places = Array(stride(from: first, through: last, by: max(0.5, (last - first) / 400)))
        let centre = places.map { luma($0, 0) ?? 255 }
        let mean = centre.reduce(0, +) / Double(centre.count)
        func resembles(_ v: Double) -> Bool {
            var (both, one, other, sum) = (0.0, 0.0, 0.0, 0.0)
            var line: [Double] = []
            line.reserveCapacity(places.count)
            for u in places {
                let value = luma(u, v) ?? 255
                line.append(value)
                sum += value
            }
            let lineMean = sum / Double(line.count)
            for place in line.indices {
                let (a, b) = (centre[place] - mean, line[place] - lineMean)
                both += a * b
                one += a * a
                other += b * b
            }
            return both > 0.55 * (one * other).squareRoot() && other > one * 0.04
        }
        func walk(_ side: Double) -> Double {
            var (reached, step) = (0.0, 8.0)
            while step >= 1 {
                while reached < 2_000, resembles((reached + step) * side) { reached += step }
                step /= 2
            }
            return reached * side
        }
        return (walk(-1), walk(1))
    }
}
