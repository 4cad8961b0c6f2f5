internal import Glibc
internal import KioskCore

/// One look at one frame: the passes in their order, what they found, and the time they have left.
struct FrameLook {
    let image: LumaImage
    let symbologies: Set<Symbology>
    let effort: CodeReader.Effort
    let zxing: ZXingEngine
    let start: Duration
    var evidence = Evidence()
    var begun: [DecodingPass] = []
    /// What libzbar takes for every other line of this frame, which tells how fast this machine is and how full the frame.
    var pace: Duration
    /// The places worth a look; found once.
    var places: CandidateFinder?

    init(_ image: LumaImage, symbologies: Set<Symbology>, effort: CodeReader.Effort) {
        self.image = image
        self.symbologies = symbologies
        self.effort = effort
        zxing = ZXingEngine(symbologies: symbologies)
        start = FrameLook.used()
        pace = .nanoseconds(image.pixels * 40)
    }

    mutating func run() throws(CodeReaderError) -> FrameReading {
        let clock = ContinuousClock()
        let began = clock.now
        let scanner = try ZBarScanner(symbologies: symbologies)
        let isNoisy = image.noise > FrameLook.muchNoise
        if isNoisy { pace *= 4 }
        for pass in isNoisy ? DecodingPass.forNoise : DecodingPass.allCases where isWanted(pass) {
            begun.append(pass)
            try run(pass, scanner)
        }
        try lookBeside(scanner)
        return FrameReading(codes: evidence.found, passes: begun, elapsed: began.duration(to: clock.now))
    }

    private mutating func run(_ pass: DecodingPass, _ scanner: borrowing ZBarScanner) throws(CodeReaderError) {
        switch pass {
        case .original:
            let began = FrameLook.used()
            scanner.look(everyRow: 2, everyColumn: 2)
            try believe(scanner.codes(in: image), in: image, .same, pass)
            scanner.look(everyRow: 1, everyColumn: 1)
            // A frame with few edges is quick for libzbar; what is done to each pixel is not quicker for that.
            pace = max(FrameLook.used() - began, .nanoseconds(image.pixels * 32))
        case .secondEngine: try believe(try zxing.codes(in: image), in: image, .same, pass)
        case .strips: try strips(scanner, until: min(0.86, spent + 0.27))
        case .squares: try squares(scanner, until: min(0.86, spent + 0.25))
        case .everyLine: try believe(scanner.codes(in: image), in: image, .same, pass)
        case .half:
            guard let half = image.halved() else { return }
            try whole(half, .scaled(by: 2), pass, scanner)
        case .inverted: try whole(image.inverted(), .same, pass, scanner)
        case .evened:
            let (base, placement) = handy()
            try whole(base.evened(cell: 32), placement, pass, scanner)
        case .threshold:
            let (base, placement) = handy()
            try whole(base.thresholded(radius: 24), placement, pass, scanner)
        case .double: try whole(image.enlarged(by: 2), .scaled(by: 0.5), pass, scanner)
        case .turned:
            for degrees in [45.0, 20, -20] where isWanted(pass) {
                let (base, outer) = handy()
                let (turned, inner) = base.turned(by: degrees)
                try whole(turned, outer.after(inner), pass, scanner)
            }
        }
    }

    /// Where one code lies there may be another that is harder to read: the second engine, and the places that no code was
    /// found at, have a turn, too.
    ///
    /// Bars that nobody read are bars, and have as long as if nothing had been found. What looks like a QR code is mostly
    /// print, of which every bill is full, and has what is left of a part of the time that the first look took.
    private mutating func lookBeside(_ scanner: borrowing ZBarScanner) throws(CodeReaderError) {
        guard case .within(let budget) = effort, !evidence.isEmpty, !evidence.isFull else { return }
        let end = min(spent + pace * FrameLook.timeBeside / max(budget, .nanoseconds(1)), FrameLook.safety)
        for pass in [DecodingPass.secondEngine, .squares, .strips] where !begun.contains(pass) {
            switch pass {
            case .strips:
                begun.append(pass)
                try strips(scanner, until: min(0.86, spent + 0.27))
            case .squares:
                guard spent < end else { continue }
                begun.append(pass)
                try squares(scanner, until: end)
            default:
                guard spent < end else { continue }
                begun.append(pass)
                try run(pass, scanner)
            }
        }
    }

    private static let timeBeside = 0.6

    /// The frame, or half of it where it is so large that what the dear passes make of it would fill the memory.
    private func handy() -> (LumaImage, Placement) {
        guard image.pixels > FrameLook.mostPixelsChanged, let half = image.halved() else { return (image, .same) }
        return (half, .scaled(by: 2))
    }

    // MARK: Time

    private func isWanted(_ pass: DecodingPass) -> Bool {
        guard pass != .double || image.pixels <= FrameLook.mostPixelsDoubled else { return false }
        switch effort {
        case .everyPass: return true
        case .within:
            return begun.isEmpty
                || evidence.isEmpty && places?.isBlank != true && hasTime(for: FrameLook.cost(of: pass))
        }
    }

    /// A picture twice as large as one that is large already shows nothing more, and takes four times as long.
    private static let mostPixelsDoubled = 2_000_000
    /// A photograph of 16 megapixels; eight bytes a pixel are needed for local thresholds.
    private static let mostPixelsChanged = 16_000_000
    /// Luma that a pixel differs from what its neighbours let expect.
    private static let muchNoise = 9.0

    /// What the first step of a pass costs, beside libzbar's time for every other line of the same frame.
    private static func cost(of pass: DecodingPass) -> Double {
        switch pass {
        case .original: 1
        case .secondEngine: 0.4
        case .strips, .squares: 0.2
        case .half: 0.2
        case .inverted: 0.4
        case .evened, .threshold: 0.7
        case .everyLine: 2.2
        case .double: 2.5
        case .turned: 0.7
        }
    }

    /// Whether `share` of libzbar's time for every other line is left of the budget.
    func hasTime(for share: Double) -> Bool {
        switch effort {
        case .everyPass: true
        case .within(let budget): FrameLook.used() - start + pace * share <= budget * FrameLook.safety
        }
    }

    /// The part of a budget that is planned with; steps take a little longer at times.
    static let safety = 0.88

    /// Whether a pass made of small steps has time for another.
    ///
    /// - Parameter share: the part of the whole budget after which it stops.
    func goesOn(until share: Double) -> Bool {
        switch effort {
        case .everyPass: true
        case .within(let budget): FrameLook.used() - start < budget * share
        }
    }

    /// The part of the budget that is used; 0 without a budget.
    var spent: Double {
        switch effort {
        case .everyPass: 0
        case .within(let budget): (FrameLook.used() - start) / max(budget, .nanoseconds(1))
        }
    }

    /// What this thread has used of a core: a budget is of work, and does not shrink when the machine is busy elsewhere.
    static func used() -> Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
