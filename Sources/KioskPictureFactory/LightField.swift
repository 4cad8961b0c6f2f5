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
        values = convolved(kernel, step: 1, count: width, lines: height, lineStep: width)
        values = convolved(kernel, step: width, count: height, lines: width, lineStep: 1)
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

    private func convolved(_ kernel: [Float], step: Int, count: Int, lines: Int, lineStep: Int) -> [Float] {
        let reach = kernel.count / 2
        return [Float](unsafeUninitializedCapacity: values.count) { target, filled in
            values.withUnsafeBufferPointer { source in
                kernel.withUnsafeBufferPointer { kernel in
                    for line in 0..<lines {
                        for place in 0..<count {
                            var sum: Float = 0
                            for tap in 0..<kernel.count {
                                let other = max(0, min(count - 1, place + tap - reach))
                                sum += kernel[tap] * source[line * lineStep + other * step]
                            }
                            target[line * lineStep + place * step] = sum
                        }
                    }
                }
            }
            filled = values.count
        }
    }
}
