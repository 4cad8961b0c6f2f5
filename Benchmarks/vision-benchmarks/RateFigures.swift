import BenchmarkKit
import KioskCore
import KioskPictureFactory
import KioskVision

/// How many of the factory's pictures are read within a frame's budget, over those that either engine reads by itself.
enum RateFigures {
    static func measure(seed: UInt64, faces: PictureFactory.Faces, symbologies: [Symbology]) throws -> [Figure] {
        var counts: [Symbology: TrialCount] = [:]
        try PictureFactory(seed: seed, faces: faces, symbologies: symbologies).run { trial in
            counts[trial.picture.symbology, default: TrialCount()].add(trial)
            for code in trial.wrong {
                print(
                    "misread: \(trial.picture.name): \(code.pass.rawValue) \(code.code.symbology.rawValue) \(code.code.text)"
                )
            }
        }
        return CodeModules.symbologies.flatMap { symbology -> [Figure] in
            guard let count = counts[symbology] else { return [] }
            let name = symbology.rawValue
            return [
                Figure(name: "\(name) of \(count.pictures) pictures, zbar alone", value: Double(count.zbar)),
                Figure(name: "\(name) of \(count.pictures) pictures, zxing-cpp alone", value: Double(count.zxing)),
                Figure(name: "\(name) of \(count.pictures) pictures, either", value: Double(count.union)),
                Figure(name: "\(name) of \(count.pictures) pictures, ours", value: Double(count.ours)),
                Figure(name: "\(name), ours over either", value: Double(count.ours - count.union)),
                Figure(name: "\(name), misread by ours", value: Double(count.wrong)),
            ]
        }
    }
}
