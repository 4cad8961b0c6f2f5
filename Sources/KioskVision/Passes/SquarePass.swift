internal import KioskCore

/// Reads a matrix code on its own, in the ways that help one that is small, blurred, dark, badly lit or inverted.
struct SquarePass {
    let image: LumaImage
    let zxing: ZXingEngine
    /// False when the time is up.
    let goesOn: () -> Bool

    /// The longest side of an enlarged crop in pixels.
    private static let longestSide = 800.0

    /// - Parameter report: takes a read in pixels of the frame, and says whether it is believed.
    func run(
        _ squares: [PixelRectangle], scanner: borrowing ZBarScanner, report: (EngineRead) -> Bool
    ) throws(CodeReaderError) {
        let crops = squares.map { Crop(image, $0) }
        var isDone = crops.map { _ in false }
        // All places in one way, then all in the next.
        for variant in Variant.allCases {
            for (number, crop) in crops.enumerated() where !isDone[number] {
                guard goesOn() else { return }
                let picture = variant.apply(to: crop)
                var reads = try zxing.codes(in: picture, [.harder])
                if reads.isEmpty { reads = try zxing.codes(in: picture, [.harder, .globalThreshold]) }
                // libzbar takes ten times as long, and looks once alone.
                if reads.isEmpty, variant == .sharpened, goesOn() { reads = scanner.codes(in: picture) }
                for read in reads where report(read.moved(by: crop.placement)) { isDone[number] = true }
            }
        }
    }

    /// A place cut out and enlarged.
    private struct Crop {
        let image: LumaImage
        let placement: Placement
        /// Pixels of it a pixel of the frame.
        let factor: Double

        init(_ frame: LumaImage, _ square: PixelRectangle) {
            let crop = frame.cropped(to: square)
            let longest = Double(max(square.width, square.height))
            let wanted = min(longest < 220 ? 4 : 2, SquarePass.longestSide / longest)
            image = wanted > 1.3 ? crop.enlarged(by: wanted) : crop
            factor = Double(image.width) / Double(crop.width)
            placement = .scaled(by: 1 / factor, x: Double(square.x), y: Double(square.y))
        }
    }

    private enum Variant: CaseIterable {
        case enlarged, inverted, sharpened, softened, evened, invertedEvened, threshold, sharpenedMore, softThreshold

        func apply(to crop: Crop) -> LumaImage {
            let large = crop.image
            let pixel = max(1, Int(crop.factor.rounded()))
            return switch self {
            case .enlarged: large
            case .inverted: large.inverted()
            case .sharpened: large.sharpened(radius: 2 * pixel + 1, amount: 2)
            case .softened: large.softened().softened()
            case .evened: large.evened(cell: max(8, large.width / 12))
            case .invertedEvened: large.inverted().evened(cell: max(8, large.width / 12))
            case .threshold: large.thresholded(radius: max(6, large.width / 16))
            case .sharpenedMore: large.sharpened(radius: 4 * pixel + 1, amount: 4).softened()
            case .softThreshold: large.softened().softened().thresholded(radius: max(4, large.width / 30), k: 0.02)
            }
        }
    }
}
