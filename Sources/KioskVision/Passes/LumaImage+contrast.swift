/// What makes a dim, blurred, noisy or unevenly lit code one that an engine can read.
extension LumaImage {
    /// How far pixels lie from the mean of their neighbours to the left and to the right, in luma, where the picture is
    /// quiet: the deviation of the noise, about. Measured on one line in sixteen.
    var noise: Double {
        guard width >= 3 else { return 0 }
        var histogram = [Int](repeating: 0, count: 256)
        var count = 0
        read { source in
            for y in stride(from: 0, to: height, by: 16) {
                let line = source + y * width
                for x in stride(from: 1, to: width - 1, by: 2) {
                    histogram[abs(Int(line[x]) - (Int(line[x - 1]) + Int(line[x + 1])) / 2)] += 1
                    count += 1
                }
            }
        }
        // The median of a normal distribution's distance is 0.67 deviations, and the difference has 1.22 of them.
        var seen = 0
        let median =
            histogram.firstIndex {
                seen += $0
                return seen > count / 2
            } ?? 0
        return Double(median) / 0.82
    }

    func inverted() -> LumaImage {
        LumaImage(width: width, height: height) { target in
            read { source in
                for place in 0..<pixels { target[place] = 255 - source[place] }
            }
        }
    }

    /// Black and white: black is what is darker than its own neighbourhood by some part of the spread there.
    ///
    /// Sauvola and Pietikäinen, "Adaptive document image binarization" (2000): T = m (1 + k (s / R - 1)), with mean m
    /// and deviation s of a square around the pixel, from integral images (Shafait et al. 2008).
    ///
    /// - Parameter radius: half a side of the square in pixels; more than the widest bar.
    func thresholded(radius: Int, k: Double = 0.12) -> LumaImage {
        let sums = IntegralImages(self)
        return LumaImage(width: width, height: height) { target in
            read { source in
                for y in 0..<height {
                    let top = max(0, y - radius)
                    let bottom = min(height, y + radius + 1)
                    for x in 0..<width {
                        let left = max(0, x - radius)
                        let right = min(width, x + radius + 1)
                        let area = Double((right - left) * (bottom - top))
                        let (sum, squares) = sums.sums(left: left, top: top, right: right, bottom: bottom)
                        let mean = sum / area
                        let deviation = max(0, squares / area - mean * mean).squareRoot()
                        let threshold = mean * (1 + k * (deviation / 128 - 1))
                        target[y * width + x] = Double(source[y * width + x]) <= threshold ? 0 : 255
                    }
                }
            }
        }
    }

    /// The same contrast everywhere: each pixel by how it lies between the darkest and the lightest around it. Where
    /// there is next to no difference, it stays gray.
    ///
    /// - Parameter cell: the side in pixels of the squares whose extremes count; three of them side by side must hold
    ///   both bars and paper.
    func evened(cell: Int, leastSpread: Int = 12) -> LumaImage {
        let columns = (width + cell - 1) / cell
        let rows = (height + cell - 1) / cell
        var low = [Float](repeating: 0, count: columns * rows)
        var high = low
        read { source in
            for row in 0..<rows {
                for column in 0..<columns {
                    let extremes = extremes(source, column: column, row: row, cell: cell)
                    low[row * columns + column] = extremes.low
                    high[row * columns + column] = extremes.high
                }
            }
        }
        low = spread(low, columns: columns, rows: rows, min)
        high = spread(high, columns: columns, rows: rows, max)
        return LumaImage(width: width, height: height) { target in
            read { source in
                for y in 0..<height {
                    let v = max(0, min(Float(rows - 1), (Float(y) + 0.5) / Float(cell) - 0.5))
                    let row = min(Int(v), max(0, rows - 2))
                    let down = v - Float(row)
                    let next = min(row + 1, rows - 1)
                    for x in 0..<width {
                        let u = max(0, min(Float(columns - 1), (Float(x) + 0.5) / Float(cell) - 0.5))
                        let column = min(Int(u), max(0, columns - 2))
                        let across = u - Float(column)
                        let right = min(column + 1, columns - 1)
                        func between(_ grid: [Float]) -> Float {
                            let upper =
                                grid[row * columns + column] * (1 - across) + grid[row * columns + right] * across
                            let lower =
                                grid[next * columns + column] * (1 - across) + grid[next * columns + right] * across
                            return upper * (1 - down) + lower * down
                        }
                        let dark = between(low)
                        let span = max(Float(leastSpread), between(high) - dark)
                        let value = (Float(source[y * width + x]) - dark) * 255 / span
                        target[y * width + x] = UInt8(max(0, min(255, value)))
                    }
                }
            }
        }
    }

    /// Each pixel the weighted mean of the nine around it (1 2 1 both ways), which takes noise away.
    func softened() -> LumaImage {
        guard width >= 3, height >= 3 else { return self }
        return LumaImage(width: width, height: height) { target in
            read { source in
                target.update(from: source, count: pixels)
                for y in 1..<height - 1 {
                    let line = source + y * width
                    for x in 1..<width - 1 {
                        let upper =
                            UInt32(line[x - width - 1]) + 2 * UInt32(line[x - width]) + UInt32(line[x - width + 1])
                        let middle = UInt32(line[x - 1]) + 2 * UInt32(line[x]) + UInt32(line[x + 1])
                        let lower =
                            UInt32(line[x + width - 1]) + 2 * UInt32(line[x + width]) + UInt32(line[x + width + 1])
                        target[y * width + x] = UInt8(truncatingIfNeeded: (upper + 2 * middle + lower + 8) >> 4)
                    }
                }
            }
        }
    }

    /// Unsharp masking: what differs from the mean of a square around it differs `amount` times more.
    func sharpened(radius: Int, amount: Double) -> LumaImage {
        let sums = IntegralImages(self)
        return LumaImage(width: width, height: height) { target in
            read { source in
                for y in 0..<height {
                    let top = max(0, y - radius)
                    let bottom = min(height, y + radius + 1)
                    for x in 0..<width {
                        let left = max(0, x - radius)
                        let right = min(width, x + radius + 1)
                        let mean =
                            sums.sum(left: left, top: top, right: right, bottom: bottom)
                            / Double((right - left) * (bottom - top))
                        let value = Double(source[y * width + x])
                        target[y * width + x] = UInt8(max(0, min(255, value + amount * (value - mean))))
                    }
                }
            }
        }
    }

    /// Nearly the darkest and nearly the lightest pixel of a cell, so that single ones do not count.
    private func extremes(
        _ source: UnsafePointer<UInt8>, column: Int, row: Int, cell: Int
    ) -> (low: Float, high: Float) {
        var histogram = [Int32](repeating: 0, count: 64)
        var total: Int32 = 0
        for y in row * cell..<min(height, (row + 1) * cell) {
            for x in column * cell..<min(width, (column + 1) * cell) {
                histogram[Int(source[y * width + x] >> 2)] += 1
                total += 1
            }
        }
        let few = total / 32
        var low = 0
        var seen: Int32 = 0
        while low < 63 {
            seen += histogram[low]
            if seen > few { break }
            low += 1
        }
        var high = 63
        seen = 0
        while high > low {
            seen += histogram[high]
            if seen > few { break }
            high -= 1
        }
        return (Float(low * 4), Float(high * 4 + 3))
    }

    /// Each cell the extreme of the nine around it.
    private func spread(_ grid: [Float], columns: Int, rows: Int, _ extreme: (Float, Float) -> Float) -> [Float] {
        var result = grid
        for row in 0..<rows {
            for column in 0..<columns {
                var value = grid[row * columns + column]
                for y in max(0, row - 1)...min(rows - 1, row + 1) {
                    for x in max(0, column - 1)...min(columns - 1, column + 1) {
                        value = extreme(value, grid[y * columns + x])
                    }
                }
                result[row * columns + column] = value
            }
        }
        return result
    }
}

/// Sums of luma and of its squares over any upright rectangle, from four values each.
private struct IntegralImages {
    private let stride: Int
    private var sums: [UInt32]
    /// They wrap around in a large bright picture; differences of them come out right all the same, since a rectangle of
    /// 256 × 256 pixels sums to less than 2³².
    private var squares: [UInt32]

    init(_ image: LumaImage) {
        let stride = image.width + 1
        self.stride = stride
        var sums = [UInt32](repeating: 0, count: stride * (image.height + 1))
        var squares = sums
        sums.withUnsafeMutableBufferPointer { sums in
            squares.withUnsafeMutableBufferPointer { squares in
                image.read { source in
                    for y in 0..<image.height {
                        var (sum, square): (UInt32, UInt32) = (0, 0)
                        for x in 0..<image.width {
                            let value = UInt32(source[y * image.width + x])
                            sum &+= value
                            square &+= value &* value
                            let place = (y + 1) * stride + x + 1
                            sums[place] = sums[place - stride] &+ sum
                            squares[place] = squares[place - stride] &+ square
                        }
                    }
                }
            }
        }
        self.sums = sums
        self.squares = squares
    }

    func sum(left: Int, top: Int, right: Int, bottom: Int) -> Double { difference(sums, left, top, right, bottom) }

    func sums(left: Int, top: Int, right: Int, bottom: Int) -> (sum: Double, squares: Double) {
        (difference(sums, left, top, right, bottom), difference(squares, left, top, right, bottom))
    }

    @inline(__always)
    private func difference(_ table: [UInt32], _ left: Int, _ top: Int, _ right: Int, _ bottom: Int) -> Double {
        table.withUnsafeBufferPointer { table in
            Double(
                table[bottom * stride + right] &- table[bottom * stride + left] &- table[top * stride + right]
                    &+ table[top * stride + left])
        }
    }
}
