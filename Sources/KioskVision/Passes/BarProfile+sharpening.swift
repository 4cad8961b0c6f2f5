internal import Glibc

extension BarProfile {
    /// The same contrast from end to end: each sample by how it lies between the darkest and the lightest within
    /// `window` pixels.
    func evened(window: Double = 40) -> BarProfile {
        let cell = max(8, Int(window * fineness / 2))
        let cells = (values.count + cell - 1) / cell
        var low = [Float](repeating: 0, count: cells)
        var high = low
        for number in 0..<cells {
            let part = values[number * cell..<min(values.count, (number + 1) * cell)]
            low[number] = part.min() ?? 0
            high[number] = part.max() ?? 255
        }
        let lows = (0..<cells).map { low[max(0, $0 - 1)...min(cells - 1, $0 + 1)].min() ?? 0 }
        let highs = (0..<cells).map { high[max(0, $0 - 1)...min(cells - 1, $0 + 1)].max() ?? 255 }
        let spread = (values.max() ?? 255) - (values.min() ?? 0)
        var result = values
        for place in result.indices {
            let at = max(0, min(Float(cells - 1), (Float(place) + 0.5) / Float(cell) - 0.5))
            let left = min(Int(at), max(0, cells - 2))
            let share = at - Float(left)
            let right = min(left + 1, cells - 1)
            let dark = lows[left] * (1 - share) + lows[right] * share
            let light = highs[left] * (1 - share) + highs[right] * share
            // In a quiet zone there is no bar to compare with; it stays paper.
            let span = max(light - dark, spread * 0.35, 1)
            result[place] = max(0, min(255, 255 - (light - values[place]) * 255 / span))
        }
        return BarProfile(values: result, fineness: fineness)
    }

    /// What stood there before a lens out of focus spread each point over its neighbours.
    ///
    /// Richardson (1972) and Lucy (1974): the estimate is corrected again and again by what it would have looked like.
    /// It stays positive, as light does, and so sharpens bars without ringing across the paper.
    ///
    /// - Parameter sigma: the deviation of the spread, in pixels.
    func deblurred(sigma: Double, rounds: Int = 16) -> BarProfile {
        let kernel = BarProfile.kernel(sigma: sigma * fineness)
        // Ink is what is to be found, so dark is the light here, and nothing is exactly dark.
        let seen = values.map { max(1, 256 - $0) }
        var estimate = seen
        for _ in 0..<rounds {
            let shown = BarProfile.convolved(estimate, kernel)
            var ratio = seen
            for place in ratio.indices { ratio[place] = seen[place] / max(0.5, shown[place]) }
            let correction = BarProfile.convolved(ratio, kernel)
            for place in estimate.indices { estimate[place] *= correction[place] }
        }
        // What became sharper became darker, too; the narrow bars say how dark ink is.
        let darkest = estimate.sorted()[estimate.count * 9 / 10]
        let scale = 255 / max(1, darkest)
        return BarProfile(
            values: estimate.map { max(0, min(255, 256 - $0 * scale)) }, fineness: fineness)
    }

    /// A picture of it, as high as engines want it.
    ///
    /// - Parameter rows: libzbar believes an EAN code only when four lines agree.
    func strip(rows: Int = 5) -> LumaImage {
        let width = values.count
        return LumaImage(width: width, height: rows) { target in
            for x in 0..<width { target[x] = UInt8(max(0, min(255, values[x].rounded()))) }
            for row in 1..<rows { (target + row * width).update(from: target, count: width) }
        }
    }

    private static func kernel(sigma: Double) -> [Float] {
        let reach = max(1, Int((2.5 * sigma).rounded(.up)))
        let weights = (-reach...reach).map { Float(exp(-Double($0 * $0) / (2 * sigma * sigma))) }
        let sum = weights.reduce(0, +)
        return weights.map { $0 / sum }
    }

    private static func convolved(_ values: [Float], _ kernel: [Float]) -> [Float] {
        let reach = kernel.count / 2
        let count = values.count
        return [Float](unsafeUninitializedCapacity: count) { target, filled in
            values.withUnsafeBufferPointer { values in
                kernel.withUnsafeBufferPointer { kernel in
                    for place in 0..<count {
                        var sum: Float = 0
                        if place >= reach, place + reach < count {
                            for tap in 0..<kernel.count { sum += kernel[tap] * values[place - reach + tap] }
                        } else {
                            for tap in 0..<kernel.count {
                                sum += kernel[tap] * values[max(0, min(count - 1, place - reach + tap))]
                            }
                        }
                        target[place] = sum
                    }
                }
            }
            filled = count
        }
    }
}
