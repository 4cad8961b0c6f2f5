internal import KioskCore

/// Reads bars that no single scan line can be read in: blurred, noisy, dim, slanted, or with a stain across some of them.
struct StripPass {
    let image: LumaImage
    /// Reads along rows alone.
    let zxing: ZXingEngine
    /// False when the time is up.
    let goesOn: () -> Bool

    /// Parts of the bars' height that are averaged: nearly all of it, then thirds, then narrow bands between stains.
    private static let bands: [[Band]] = [
        [Band(-0.75, 0.75), Band(-0.3, 0.3)], [Band(-0.85, -0.3), Band(0.3, 0.85)],
        [Band(-0.15, 0.0), Band(0.1, 0.25), Band(-0.45, -0.3), Band(0.4, 0.55), Band(-0.75, -0.6), Band(0.7, 0.85)],
    ]

    /// From -1 to 1 of the candidate's half height.
    private struct Band {
        let from: Double
        let to: Double

        init(_ from: Double, _ to: Double) { (self.from, self.to) = (from, to) }
    }

    private enum Treatment: CaseIterable {
        case plain, evened, deblurred, inverted, deblurredMore, deblurredMost, invertedDeblurred

        func apply(to profile: BarProfile) -> BarProfile {
            switch self {
            case .plain: profile
            case .evened: profile.evened()
            case .deblurred: profile.evened().deblurred(sigma: 0.9)
            case .inverted: profile.inverted().evened()
            case .invertedDeblurred: profile.inverted().evened().deblurred(sigma: 0.9)
            case .deblurredMore: profile.evened().deblurred(sigma: 1.5, rounds: 24)
            case .deblurredMost: profile.evened().deblurred(sigma: 2.3, rounds: 32)
            }
        }
    }

    /// Looks at all places a little, then at all a little more, until something is believed or the time is up.
    ///
    /// - Parameter report: takes a read in pixels of the frame, and says whether it is believed.
    func run(
        _ candidates: [BarCandidate], scanner: borrowing ZBarScanner, report: (EngineRead) -> Bool
    ) throws(CodeReaderError) {
        scanner.look(everyRow: 1, everyColumn: 0)
        defer { scanner.look(everyRow: 1, everyColumn: 1) }
        var slants: [Double?] = candidates.map { _ in nil }
        var isDone = candidates.map { _ in false }
        for bands in StripPass.bands {
            for (number, candidate) in candidates.enumerated() where !isDone[number] && goesOn() {
                let slant = slants[number] ?? straightened(candidate)
                slants[number] = slant
                for band in bands where !isDone[number] {
                    isDone[number] = try run(candidate, slant: slant, band, scanner: scanner, report: report)
                }
            }
        }
    }

    /// True when something is believed.
    private func run(
        _ candidate: BarCandidate, slant: Double, _ band: Band, scanner: borrowing ZBarScanner,
        report: (EngineRead) -> Bool
    ) throws(CodeReaderError) -> Bool {
        let margin = max(16, candidate.halfLength * 0.12)
        guard
            let profile = BarProfile(image, candidate, from: band.from, to: band.to, slant: slant, margin: margin)
        else { return false }
        for treatment in Treatment.allCases {
            guard goesOn() else { return false }
            let strip = treatment.apply(to: profile).strip()
            var reads = try zxing.codes(in: strip, [.harder])
            if reads.isEmpty { reads = scanner.codes(in: strip) }
            for read in reads {
                let read = placed(read, candidate, slant: slant, profile: profile, margin: margin)
                if !CutCode.isPart(read, in: image), report(read) { return true }
            }
        }
        return false
    }

    /// How much the direction must be turned, in radians, so that the averaged bars are sharpest.
    private func straightened(_ candidate: BarCandidate) -> Double {
        // A band of eighty pixels shows a slant of half a degree.
        let part = min(0.5, 40 / candidate.halfHeight)
        var best = (slant: 0.0, sharpness: Float(-1))
        for round in 0..<2 {
            let step = round == 0 ? 0.014 : 0.004
            let around = best.slant
            for number in -3...3 {
                let slant = around + Double(number) * step
                guard
                    let profile = BarProfile(image, candidate, from: -part, to: part, slant: slant, margin: 0),
                    profile.sharpness > best.sharpness
                else { continue }
                best = (slant, profile.sharpness)
            }
        }
        return best.slant
    }

    /// A read in a strip, with the corners that its band has in the frame.
    private func placed(
        _ read: EngineRead, _ candidate: BarCandidate, slant: Double, profile: BarProfile, margin: Double
    ) -> EngineRead {
        let direction = candidate.angle + slant
        let (ux, uy) = (cosine(direction), sine(direction))
        let xs = read.corners.map(\.x)
        let (low, high) = (xs.min() ?? 0, xs.max() ?? Double(profile.values.count))
        let isReversed = (read.corners.first?.x ?? 0) > (read.corners.dropFirst().first?.x ?? 0)
        func place(_ sample: Double, _ v: Double) -> FramePoint {
            let u = sample / profile.fineness - candidate.halfLength - margin
            return FramePoint(x: candidate.x + u * ux - v * uy, y: candidate.y + u * uy + v * ux)
        }
        let half = candidate.halfHeight
        let (topLeft, topRight) = (place(low, -half), place(high, -half))
        let (bottomRight, bottomLeft) = (place(high, half), place(low, half))
        var placed = read
        placed.corners =
            isReversed
            ? [bottomRight, bottomLeft, topLeft, topRight] : [topLeft, topRight, bottomRight, bottomLeft]
        placed.quality = 1
        return placed
    }
}
