internal import KioskCore
internal import KioskVision

/// The factory's report, as one page: at which step each symbology stops being read, by whom, and what was not read.
struct FactoryReport {
    struct Cell: Hashable {
        let symbology: Symbology
        let fault: PictureFault
        let step: Int
    }

    /// One picture, without its pixels.
    struct Entry {
        let name: String
        let byZBar: Bool
        let byZXing: Bool
        let byOurs: Bool
        let wrong: [String]

        var isFailure: Bool { !byOurs || !wrong.isEmpty }
    }

    /// The folders beside the page, of whole pictures and of small ones.
    static let pictures = "pictures"
    static let small = "small"

    let seed: UInt64
    let kept: PictureFactory.Kept
    private(set) var cells: [Cell: TrialCount] = [:]
    private(set) var entries: [Cell: [Entry]] = [:]
    private(set) var counts: [Symbology: TrialCount] = [:]
    private(set) var bills: [BillKind: TrialCount] = [:]
    private(set) var passes: [DecodingPass: Int] = [:]
    private(set) var milliseconds: [Double] = []

    init(seed: UInt64, kept: PictureFactory.Kept) {
        self.seed = seed
        self.kept = kept
    }

    mutating func add(_ trial: PictureTrial) {
        let picture = trial.picture
        let cell = FactoryReport.cell(picture.symbology, picture.fault, picture.step)
        cells[cell, default: TrialCount()].add(trial)
        counts[picture.symbology, default: TrialCount()].add(trial)
        bills[picture.bill, default: TrialCount()].add(trial)
        if let pass = trial.pass { passes[pass, default: 0] += 1 }
        milliseconds.append(trial.elapsed / .milliseconds(1))
        entries[cell, default: []].append(
            Entry(
                name: picture.name, byZBar: trial.zbar, byZXing: trial.zxing, byOurs: trial.ours,
                wrong: trial.wrong.map { "\($0.code.symbology.rawValue) \($0.code.text) (\($0.pass.rawValue))" }))
    }

    var bySymbology: [(symbology: Symbology, count: TrialCount)] {
        CodeModules.symbologies.compactMap { symbology in counts[symbology].map { (symbology, $0) } }
    }

    /// Without a fault there is nothing to tell them apart by.
    static func cell(_ symbology: Symbology, _ fault: PictureFault, _ step: Int) -> Cell {
        Cell(symbology: symbology, fault: step == 0 ? PictureFault.allCases[0] : fault, step: step)
    }

    /// The counts of a fault's steps from 0 on.
    func steps(_ symbology: Symbology, _ fault: PictureFault) -> [TrialCount] {
        (0...PictureFault.steps).map { cells[FactoryReport.cell(symbology, fault, $0)] ?? TrialCount() }
    }

    /// The step from which on nothing was read any more; nil where something was read at the last.
    static func stop(_ steps: [TrialCount], _ count: (TrialCount) -> Int) -> Int? {
        let last = steps.lastIndex { count($0) > 0 } ?? -1
        return last + 1 < steps.count ? last + 1 : nil
    }
}
