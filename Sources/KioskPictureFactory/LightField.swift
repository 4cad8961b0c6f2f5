internal import Glibc

/// What falls on the sensor, in luma, before it is rounded to bytes.
struct LightField {
    let width: Int
    let height: Int
    var values: [Float]

    init(width: Int, height: Int) {
        self.width = width
        self.height = height
        values = [Float](repeating: 0, count: width * height)
    }

    /// A lens out of focus: a Gaussian, first along rows, then along columns.
    mutating func blur(sigma: Double) {
        let reach = max(1, Int((3 * sigma).rounded(.up)))
        var kernel = (-reach...reach).map { Float(exp(-Double($0 * $0) / (2 * sigma * sigma))) }
        let sum = kernel.reduce(0, +)
        kernel = kernel.map { $0 / sum }
        values = blurredAlongRows(kernel)
        values = blurredAlongColumns(kernel)
    }

    /// A hand that moved while the shutter was open: the mean along a line.
    mutating func shake(length: Double, degrees: Double) {
        let taps = max(2, Int(length * 2))
        let (dx, dy) = (cos(degrees * .pi / 180), sin(degrees * .pi / 180))
        let offsets = (0..<taps).map { tap in (Double(tap) / Double(taps - 1) - 0.5) * length }
        var moved = values
        for y in 0..<height {
            for x in 0..<width {
                var sum: Float = 0
                for offset in offsets { sum += sample(Double(x) + dx * offset, Double(y) + dy * offset) }
                moved[y * width + x] = sum / Float(taps)
            }
        }
        values = moved
    }

    private func sample(_ x: Double, _ y: Double) -> Float {
        let x = max(0, min(Double(width - 1), x))
        let y = max(0, min(Double(height - 1), y))
        let (left, top) = (min(Int(x), width - 2), min(Int(y), height - 2))
        let (across, down) = (Float(x - Double(left)), Float(y - Double(top)))
        return values.withUnsafeBufferPointer { values in
            let place = top * width + left
            let upper = values[place] * (1 - across) + values[place + 1] * across
            let lower = values[place + width] * (1 - across) + values[place + width + 1] * across
            return upper * (1 - down) + lower * down
        }
    }

    /// Tap by tap over whole rows, which the compiler turns into steps of many pixels.
    private func blurredAlongColumns(_ kernel: [Float]) -> [Float] {
        let reach = kernel.count / 2
        return [Float](unsafeUninitializedCapacity: values.count) { target, filled in
            target.initialize(repeating: 0)
            values.withUnsafeBufferPointer { source in
                for row in 0..<height {
                    for tap in 0..<kernel.count {
                        let other = max(0, min(height - 1, row + tap - reach))
                        let (weight, from, to) = (kernel[tap], other * width, row * width)
                        for x in 0..<width { target[to + x] += weight * source[from + x] }
                    }
                }
            }
            filled = values.count
        }
    }

    private func blurredAlongRows(_ kernel: [Float]) -> [Float] {
        let reach = kernel.count / 2
        return [Float](unsafeUninitializedCapacity: values.count) { target, filled in
            target.initialize(repeating: 0)
            // The row with its first and last pixel repeated beyond its ends.
            var padded = [Float](repeating: 0, count: width + 2 * reach)
            values.withUnsafeBufferPointer { source in
                for row in 0..<height {
                    let line = row * width
                    for place in padded.indices {
                        padded[place] = source[line + max(0, min(width - 1, place - reach))]
                    }
                    padded.withUnsafeBufferPointer { padded in
                        for tap in 0..<kernel.count {
                            let weight = kernel[tap]
                            for x in 0..<width { target[line + x] += weight * padded[x + tap] }
                        }
                    }
                }
            }
            filled = values.count
        }
    }
}
