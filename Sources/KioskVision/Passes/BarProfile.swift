/// The luma across some bars, averaged along them: what many scan lines know together.
///
/// Noise falls with the square root of the rows that are averaged, and where the bars stand at a slant, each row sees
/// them at another fraction of a pixel, so that the profile is finer than any row.
struct BarProfile {
    /// Samples a pixel: fewer of a long code, whose bars are wide.
    let fineness: Double
    /// From 0 to 255; at least two.
    var values: [Float]

    /// - Parameters:
    ///   - from: where along the bars the averaged band begins, from -1 to 1 of the candidate's half height.
    ///   - margin: pixels beyond both ends of the candidate, for its quiet zones.
    init?(_ image: LumaImage, _ candidate: BarCandidate, from: Double, to: Double, slant: Double = 0, margin: Double) {
        let direction = candidate.angle + slant
        let (ux, uy) = (cosine(direction), sine(direction))
        // The band's middle line turns about its own middle, so a slant keeps it on the candidate.
        let middle = (from + to) / 2 * candidate.halfHeight
        let centre = (
            x: candidate.x - sine(candidate.angle) * middle, y: candidate.y + cosine(candidate.angle) * middle
        )
        let halfHeight = max(0.75, (to - from) / 2 * candidate.halfHeight)
        let halfLength = candidate.halfLength + margin
        fineness = halfLength > 900 ? 1 : halfLength > 150 ? 2 : 3
        let count = Int(2 * halfLength * fineness)
        guard count >= 16, count <= 40_000 else { return nil }
        var sums = [Float](repeating: 0, count: count)
        var counts = sums
        let band = Band(
            x: centre.x, y: centre.y, ux: ux, uy: uy, halfLength: halfLength, halfHeight: halfHeight, count: count,
            fineness: fineness)
        image.read { source in
            sums.withUnsafeMutableBufferPointer { sums in
                counts.withUnsafeMutableBufferPointer { counts in
                    if abs(ux) >= abs(uy) {
                        band.add(
                            source, lines: image.height, places: image.width, lineStep: image.width, placeStep: 1,
                            turned: false, sums, counts)
                    } else {
                        band.add(
                            source, lines: image.width, places: image.height, lineStep: 1, placeStep: image.width,
                            turned: true, sums, counts)
                    }
                }
            }
        }
        guard let values = BarProfile.filled(sums, counts) else { return nil }
        self.values = values
    }

    init(values: [Float], fineness: Double) {
        self.values = values
        self.fineness = fineness
    }

    /// How much changes from sample to sample: most where the direction is exactly across the bars.
    var sharpness: Float {
        var sum: Float = 0
        for place in 2..<max(2, values.count) {
            let step = values[place] - values[place - 2]
            sum += step * step
        }
        return sum
    }

    /// Dark for light.
    func inverted() -> BarProfile { BarProfile(values: values.map { 255 - $0 }, fineness: fineness) }

    /// The means; where no pixel fell, what lies between its neighbours; nil when there is next to nothing.
    private static func filled(_ sums: [Float], _ counts: [Float]) -> [Float]? {
        var values = [Float](repeating: 255, count: sums.count)
        var known = 0
        var last: Int?
        for place in sums.indices where counts[place] > 0 {
            values[place] = sums[place] / counts[place]
            known += 1
            if let last {
                for between in last + 1..<max(last + 1, place) {
                    let share = Float(between - last) / Float(place - last)
                    values[between] = values[last] * (1 - share) + values[place] * share
                }
            } else {
                for before in 0..<place { values[before] = values[place] }
            }
            last = place
        }
        guard let last, known >= 16 else { return nil }
        for after in last + 1..<max(last + 1, values.count) { values[after] = values[last] }
        return values
    }
}

/// The turned rectangle whose pixels a profile takes in.
private struct Band {
    let x: Double
    let y: Double
    let ux: Double
    let uy: Double
    let halfLength: Double
    let halfHeight: Double
    let count: Int
    let fineness: Double

    /// Adds each pixel to the sample that it lies at. `turned` when lines are columns.
    func add(
        _ source: UnsafePointer<UInt8>, lines: Int, places: Int, lineStep: Int, placeStep: Int, turned: Bool,
        _ sums: UnsafeMutableBufferPointer<Float>, _ counts: UnsafeMutableBufferPointer<Float>
    ) {
        // Along a line, u (across the bars) grows by `along` a pixel and v (along them) by `aside`.
        let (along, aside) = turned ? (uy, ux) : (ux, -uy)
        let (alongLine, asideLine) = turned ? (ux, -uy) : (uy, ux)
        let (startPlace, startLine) = turned ? (y, x) : (x, y)
        let reach = halfLength * abs(alongLine) + halfHeight * abs(along) + 2
        let first = max(0, Int((startLine - reach).rounded(.down)))
        let last = min(lines - 1, Int((startLine + reach).rounded(.up)))
        guard first <= last else { return }
        for line in first...last {
            let fromCentre = Double(line) - startLine
            // u = along · (place - startPlace) + alongLine · fromCentre, and v likewise.
            var low = 0.0
            var high = Double(places - 1)
            func limit(_ slope: Double, _ offset: Double, _ half: Double) {
                guard abs(slope) > 1e-9 else {
                    if abs(offset) > half { high = -1 }
                    return
                }
                let (one, other) = ((-half - offset) / slope + startPlace, (half - offset) / slope + startPlace)
                low = max(low, min(one, other))
                high = min(high, max(one, other))
            }
            limit(along, alongLine * fromCentre, halfLength - 0.5)
            limit(aside, asideLine * fromCentre, halfHeight)
            guard low <= high else { continue }
            let (begin, end) = (Int(low.rounded(.up)), Int(high.rounded(.down)))
            guard begin <= end else { continue }
            var u = (along * (Double(begin) - startPlace) + alongLine * fromCentre + halfLength) * fineness
            let step = along * fineness
            var pixel = source + line * lineStep + begin * placeStep
            for _ in begin...end {
                let sample = Int(u + 0.5)
                if sample >= 0, sample < count {
                    sums[sample] += Float(pixel.pointee)
                    counts[sample] += 1
                }
                u += step
                pixel += placeStep
            }
        }
    }
}
