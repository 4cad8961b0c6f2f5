/// Tells whether something moved before the camera since the frame that was kept, from 16 × 12 means of brightness.
///
/// A bill that is laid down or taken away changes several of them by far more than noise or flicker does: the mean of a
/// thousand pixels is quiet however noisy they are.
package struct SceneChange: Sendable {
    private static let columns = 16
    private static let rows = 12
    /// Luma by which one mean must differ.
    private static let step = 6

    private var kept: [Int] = []

    package init() {}

    /// Whether the frame differs from the one kept; it is kept instead of it, then.
    package mutating func isNew(_ frame: LumaFrame) -> Bool {
        let means = SceneChange.means(of: frame.image)
        let isNew = kept.isEmpty || zip(means, kept).contains { abs($0 - $1) >= SceneChange.step }
        if isNew { kept = means }
        return isNew
    }

    /// Of every other pixel of every other row.
    private static func means(of image: LumaImage) -> [Int] {
        var sums = [Int](repeating: 0, count: columns * rows)
        var counts = sums
        image.read { pixels in
            for y in stride(from: 0, to: image.height, by: 2) {
                let line = pixels + y * image.width
                let row = y * rows / image.height * columns
                for x in stride(from: 0, to: image.width, by: 2) {
                    let cell = row + x * columns / image.width
                    sums[cell] += Int(line[x])
                    counts[cell] += 1
                }
            }
        }
        return zip(sums, counts).map { $1 == 0 ? 0 : $0 / $1 }
    }
}
