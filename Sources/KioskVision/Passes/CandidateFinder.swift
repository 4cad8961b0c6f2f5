/// Where in a frame bars may stand: a turned rectangle, in pixels of the frame.
struct BarCandidate {
    /// Its middle.
    var x: Double
    var y: Double
    /// Across the bars, in radians clockwise from the x axis.
    var angle: Double
    /// Half its length across the bars, and half its height along them.
    var halfLength: Double
    var halfHeight: Double
    /// How likely it is beside the others.
    var score: Double
}

/// Looks for the places of a frame that are worth an engine's time.
struct CandidateFinder {
    /// The most places of each kind; a bill has one to three codes.
    static let most = 4
    /// Contrast below which nothing can be read, in squared luma a pixel.
    static let leastEnergy: Float = 12

    let bars: [BarCandidate]
    /// Likely QR codes, with their quiet zones.
    let squares: [PixelRectangle]
    /// Whether nothing in the picture differs from what lies beside it: paper, or darkness.
    let isBlank: Bool

    /// - Parameter scale: frame pixels a pixel of `image`.
    init(_ image: LumaImage, scale: Double) {
        let field = GradientField(image)
        guard !field.energy.isEmpty else {
            (bars, squares, isBlank) = ([], [], false)
            return
        }
        let strongest = field.energy.max() ?? 0
        isBlank = strongest < CandidateFinder.leastEnergy / 4
        let threshold = max(CandidateFinder.leastEnergy, strongest * 0.04)
        bars = CandidateFinder.bars(in: field, threshold: threshold, scale: scale)
        squares = CandidateFinder.squares(in: field, threshold: threshold, image: image, scale: scale)
    }

    // MARK: Bars

    private static func bars(in field: GradientField, threshold: Float, scale: Double) -> [BarCandidate] {
        let groups = groups(in: field) { place in
            field.energy[place] > threshold && field.coherence[place] > 0.72 && field.density[place] > 0.41
        } joins: { one, other in
            // Directions are the same half a turn on.
            let difference = abs(field.angle[one] - field.angle[other])
            return min(difference, .pi - difference) < 0.3
        }
        let candidates = groups.compactMap { candidate($0, in: field, scale: scale) }
        return Array(candidates.sorted { $0.score > $1.score }.prefix(most))
    }

    private static func candidate(_ group: [Int], in field: GradientField, scale: Double) -> BarCandidate? {
        guard group.count >= 6 else { return nil }
        // The mean direction, of doubled angles, weighted with what changes there.
        var (cosines, sines, weight) = (0.0, 0.0, 0.0)
        for place in group {
            let share = Double(field.energy[place] * field.coherence[place])
            cosines += share * cosine(2 * Double(field.angle[place]))
            sines += share * sine(2 * Double(field.angle[place]))
            weight += share
        }
        let direction = KioskVision.angle(x: cosines, y: sines) / 2
        let (ux, uy) = (cosine(direction), sine(direction))
        let side = Double(GradientField.side) * scale
        var along: [Double] = []
        var across: [Double] = []
        for place in group {
            let x = (Double(place % field.columns) + 0.5) * side
            let y = (Double(place / field.columns) + 0.5) * side
            along.append(x * ux + y * uy)
            across.append(y * ux - x * uy)
        }
        along.sort()
        across.sort()
        let (first, last) = (along[0], along[along.count - 1])
        let (top, bottom) = (across[across.count / 50], across[across.count - 1 - across.count / 50])
        let length = last - first + side
        guard length > 6 * side else { return nil }
        let (u, v) = ((first + last) / 2, (top + bottom) / 2)
        return BarCandidate(
            x: u * ux - v * uy, y: u * uy + v * ux, angle: direction, halfLength: length / 2,
            halfHeight: max(side, (bottom - top + side) / 2), score: weight * (length / side).squareRoot())
    }

    // MARK: Squares

    private static func squares(
        in field: GradientField, threshold: Float, image: LumaImage, scale: Double
    ) -> [PixelRectangle] {
        let groups = groups(in: field) { place in
            field.energy[place] > threshold && field.coherence[place] < 0.6
        } joins: { _, _ in
            true
        }
        var found: [(rectangle: PixelRectangle, score: Double)] = []
        for group in groups where group.count >= 9 {
            let columns = group.map { $0 % field.columns }
            let rows = group.map { $0 / field.columns }
            guard let left = columns.min(), let right = columns.max(), let top = rows.min(), let bottom = rows.max()
            else { continue }
            let (width, height) = (right - left + 1, bottom - top + 1)
            let shape = Double(min(width, height)) / Double(max(width, height))
            let fill = Double(group.count) / Double(width * height)
            guard shape > 0.35, fill > 0.4 else { continue }
            let energy = group.reduce(0.0) { $0 + Double(field.energy[$1]) }
            let side = Double(GradientField.side) * scale
            found.append(
                (
                    PixelRectangle(
                        x: Int(Double(left) * side), y: Int(Double(top) * side), width: Int(Double(width) * side),
                        height: Int(Double(height) * side)), energy * shape * fill
                ))
        }
        let best = found.sorted { $0.score > $1.score }.prefix(most)
        let (limitX, limitY) = (Int(Double(image.width) * scale), Int(Double(image.height) * scale))
        return best.map { square in
            square.rectangle.grown(by: Int(Double(GradientField.side) * scale), withinWidth: limitX, height: limitY)
        }
    }

    /// Blocks that hang together, by their places in the field.
    private static func groups(
        in field: GradientField, where belongs: (Int) -> Bool, joins: (Int, Int) -> Bool
    ) -> [[Int]] {
        var isOpen = field.energy.indices.map(belongs)
        var groups: [[Int]] = []
        for start in isOpen.indices where isOpen[start] {
            isOpen[start] = false
            var group = [start]
            var next = 0
            while next < group.count {
                let place = group[next]
                next += 1
                let (column, row) = (place % field.columns, place / field.columns)
                for y in max(0, row - 1)...min(field.rows - 1, row + 1) {
                    for x in max(0, column - 1)...min(field.columns - 1, column + 1) {
                        let other = y * field.columns + x
                        guard isOpen[other], joins(place, other) else { continue }
                        isOpen[other] = false
                        group.append(other)
                    }
                }
            }
            groups.append(group)
        }
        return groups
    }
}
