/// A rectangle of whole pixels within a picture.
struct PixelRectangle: Hashable {
    var x: Int
    var y: Int
    var width: Int
    var height: Int

    /// Grown by `margin` on each side, as far as a picture of this size goes.
    func grown(by margin: Int, withinWidth limitX: Int, height limitY: Int) -> PixelRectangle {
        let left = max(0, x - margin)
        let top = max(0, y - margin)
        return PixelRectangle(
            x: left, y: top, width: max(1, min(limitX, x + width + margin) - left),
            height: max(1, min(limitY, y + height + margin) - top))
    }

    /// The share of the smaller rectangle that both cover, from 0 to 1.
    func overlap(with other: PixelRectangle) -> Double {
        let across = min(x + width, other.x + other.width) - max(x, other.x)
        let down = min(y + height, other.y + other.height) - max(y, other.y)
        guard across > 0, down > 0 else { return 0 }
        return Double(across * down) / Double(max(1, min(width * height, other.width * other.height)))
    }
}

extension LumaImage {
    /// Half as wide and high, each pixel the mean of four. Nil for a picture that is too small for it.
    func halved() -> LumaImage? {
        guard width >= 2, height >= 2 else { return nil }
        let (columns, rows) = (width / 2, height / 2)
        return LumaImage(width: columns, height: rows) { target in
            read { source in
                for y in 0..<rows {
                    let upper = source + 2 * y * width
                    let lower = upper + width
                    let line = target + y * columns
                    for x in 0..<columns {
                        let sum =
                            UInt32(upper[2 * x]) + UInt32(upper[2 * x + 1]) + UInt32(lower[2 * x])
                            + UInt32(lower[2 * x + 1])
                        line[x] = UInt8(truncatingIfNeeded: (sum + 2) >> 2)
                    }
                }
            }
        }
    }

    /// A part of the picture, which must lie within it.
    func cropped(to part: PixelRectangle) -> LumaImage {
        precondition(part.x >= 0 && part.y >= 0 && part.x + part.width <= width && part.y + part.height <= height)
        return LumaImage(width: part.width, height: part.height) { target in
            read { source in
                for y in 0..<part.height {
                    (target + y * part.width).update(from: source + (part.y + y) * width + part.x, count: part.width)
                }
            }
        }
    }

    /// Enlarged by `factor` (above 1) with Catmull and Rom's cubic, which keeps edges steeper than a straight line between
    /// two pixels does.
    func enlarged(by factor: Double) -> LumaImage {
        let columns = max(1, Int((Double(width) * factor).rounded()))
        let rows = max(1, Int((Double(height) * factor).rounded()))
        let across = CubicTaps(count: columns, source: width, factor: factor)
        let down = CubicTaps(count: rows, source: height, factor: factor)
        var wide = [Float](repeating: 0, count: columns * height)
        wide.withUnsafeMutableBufferPointer { wide in
            read { source in
                for y in 0..<height {
                    for x in 0..<columns {
                        let line = source + y * width
                        var sum: Float = 0
                        for tap in 0..<4 {
                            sum += across.weights[4 * x + tap] * Float(line[Int(across.places[4 * x + tap])])
                        }
                        wide[y * columns + x] = sum
                    }
                }
            }
        }
        return LumaImage(width: columns, height: rows) { target in
            wide.withUnsafeBufferPointer { wide in
                for y in 0..<rows {
                    for x in 0..<columns {
                        var sum: Float = 0.5
                        for tap in 0..<4 {
                            sum += down.weights[4 * y + tap] * wide[Int(down.places[4 * y + tap]) * columns + x]
                        }
                        target[y * columns + x] = UInt8(max(0, min(255, sum)))
                    }
                }
            }
        }
    }

    /// Turned by `degrees` clockwise about its middle, on a picture that holds all of it. What lies outside is as the
    /// nearest pixel within.
    func turned(by degrees: Double) -> (image: LumaImage, placement: Placement) {
        let angle = degrees * .pi / 180
        let (cosine, sine) = (cosine(angle), sine(angle))
        let columns = max(1, Int((Double(width) * abs(cosine) + Double(height) * abs(sine)).rounded(.up)))
        let rows = max(1, Int((Double(width) * abs(sine) + Double(height) * abs(cosine)).rounded(.up)))
        let middle = (x: Double(columns - 1) / 2, y: Double(rows - 1) / 2)
        let placement = Placement(
            a: cosine, b: sine, c: -sine, d: cosine,
            e: Double(width - 1) / 2 - cosine * middle.x - sine * middle.y,
            f: Double(height - 1) / 2 + sine * middle.x - cosine * middle.y)
        let image = LumaImage(width: columns, height: rows) { target in
            read { source in
                for y in 0..<rows {
                    var (u, v) = placement(x: 0, y: Double(y))
                    for x in 0..<columns {
                        target[y * columns + x] = UInt8(sample(source, u, v))
                        u += placement.a
                        v += placement.c
                    }
                }
            }
        }
        return (image, placement)
    }

    /// The luma between four pixels, as far along as (x, y) says.
    @inline(__always)
    func sample(_ source: UnsafePointer<UInt8>, _ x: Double, _ y: Double) -> Double {
        let x = max(0, min(Double(width - 1), x))
        let y = max(0, min(Double(height - 1), y))
        let left = min(Int(x), max(0, width - 2))
        let top = min(Int(y), max(0, height - 2))
        let across = x - Double(left)
        let down = y - Double(top)
        let right = min(left + 1, width - 1)
        let bottom = min(top + 1, height - 1)
        let upper =
            Double(source[top * width + left]) * (1 - across) + Double(source[top * width + right]) * across
        let lower =
            Double(source[bottom * width + left]) * (1 - across) + Double(source[bottom * width + right]) * across
        return upper * (1 - down) + lower * down
    }
}

/// For each pixel of an enlarged row, the four of the row before and what each counts.
private struct CubicTaps {
    var places: [Int32] = []
    var weights: [Float] = []

    init(count: Int, source: Int, factor: Double) {
        places.reserveCapacity(4 * count)
        weights.reserveCapacity(4 * count)
        for target in 0..<count {
            let place = (Double(target) + 0.5) / factor - 0.5
            let whole = place.rounded(.down)
            let t = Float(place - whole)
            weights += [
                ((-0.5 * t + 1) * t - 0.5) * t, (1.5 * t - 2.5) * t * t + 1, ((-1.5 * t + 2) * t + 0.5) * t,
                (0.5 * t - 0.5) * t * t,
            ]
            for tap in -1...2 { places.append(Int32(max(0, min(source - 1, Int(whole) + tap)))) }
        }
    }
}
