/// Which way brightness changes in each block of a picture: bars have one direction, a QR code and letters have two, and
/// paper has none.
///
/// The structure tensor (Bigün and Granlund 1987) of blocks of `side` pixels, smoothed over a neighbourhood of blocks.
struct GradientField {
    static let side = 8

    let columns: Int
    let rows: Int
    /// What changes in a block, a pixel, beyond what noise changes everywhere; 0 for paper.
    let energy: [Float]
    /// How much of it goes one way, from 0 to 1.
    let coherence: [Float]
    /// How many of a block's neighbourhood have edges themselves, from 0 to 1: the edge of a page has few.
    let density: [Float]
    /// Across the bars, in radians from -π/2 to π/2.
    let angle: [Float]

    init(_ image: LumaImage, reach: Int = 2) {
        let columns = image.width / GradientField.side
        let rows = image.height / GradientField.side
        self.columns = columns
        self.rows = rows
        guard columns > 0, rows > 0 else {
            (energy, coherence, density, angle) = ([], [], [], [])
            return
        }
        var tensors = GradientField.tensors(image, columns: columns, rows: rows)
        // Noise changes as much in each direction and in each block: the quietest quarter of the blocks has it alone.
        let sums = tensors.map { $0.xx + $0.yy }.sorted()
        let noise = min(sums[sums.count / 4], 400) / 2
        for place in tensors.indices {
            tensors[place].xx = max(0, tensors[place].xx - noise)
            tensors[place].yy = max(0, tensors[place].yy - noise)
        }
        let busy = tensors.map { $0.xx + $0.yy > CandidateFinder.leastEnergy * 2 ? Tensor(xx: 1) : Tensor() }
        density = GradientField.smoothed(busy, columns: columns, rows: rows, reach: reach).map(\.xx)
        let smooth = GradientField.smoothed(tensors, columns: columns, rows: rows, reach: reach)
        energy = smooth.map { $0.xx + $0.yy }
        coherence = smooth.map { tensor in
            let difference = tensor.xx - tensor.yy
            let sum = tensor.xx + tensor.yy
            return sum < 1 ? 0 : (difference * difference + 4 * tensor.xy * tensor.xy).squareRoot() / sum
        }
        angle = smooth.map { tensor in
            Float(KioskVision.angle(x: Double(tensor.xx - tensor.yy), y: Double(2 * tensor.xy)) / 2)
        }
    }

    struct Tensor {
        var xx: Float = 0
        var yy: Float = 0
        var xy: Float = 0
    }

    private static func tensors(_ image: LumaImage, columns: Int, rows: Int) -> [Tensor] {
        let width = image.width
        return image.read { source in
            var tensors: [Tensor] = []
            tensors.reserveCapacity(columns * rows)
            for row in 0..<rows {
                for column in 0..<columns {
                    var (xx, yy, xy): (Int32, Int32, Int32) = (0, 0, 0)
                    for y in max(1, row * side)..<min(image.height - 1, (row + 1) * side) {
                        let line = source + y * width
                        for x in max(1, column * side)..<min(width - 1, (column + 1) * side) {
                            let across = Int32(line[x + 1]) - Int32(line[x - 1])
                            let down = Int32(line[x + width]) - Int32(line[x - width])
                            xx &+= across &* across
                            yy &+= down &* down
                            xy &+= across &* down
                        }
                    }
                    let area = Float(side * side)
                    tensors.append(Tensor(xx: Float(xx) / area, yy: Float(yy) / area, xy: Float(xy) / area))
                }
            }
            return tensors
        }
    }

    private static func smoothed(_ tensors: [Tensor], columns: Int, rows: Int, reach: Int) -> [Tensor] {
        func pass(_ source: [Tensor], count: Int, lines: Int, step: Int, line: Int) -> [Tensor] {
            var result = source
            for number in 0..<lines {
                for place in 0..<count {
                    var sum = Tensor()
                    let first = max(0, place - reach)
                    let last = min(count - 1, place + reach)
                    for other in first...last {
                        let tensor = source[number * line + other * step]
                        sum.xx += tensor.xx
                        sum.yy += tensor.yy
                        sum.xy += tensor.xy
                    }
                    let share = Float(last - first + 1)
                    result[number * line + place * step] = Tensor(
                        xx: sum.xx / share, yy: sum.yy / share, xy: sum.xy / share)
                }
            }
            return result
        }
        let across = pass(tensors, count: columns, lines: rows, step: 1, line: columns)
        return pass(across, count: rows, lines: columns, step: columns, line: 1)
    }
}
