internal import Dispatch
internal import Foundation
package import KioskCore
internal import KioskPictures
package import KioskVision
internal import Synchronization

/// Draws bills as people hold them before a camera, lets the engines read them, and writes it all to a folder.
///
/// Of each symbology, fault and step there is one picture on each face (paper, thermal paper, phone), and the bills that
/// have the symbology take turns. Step 0 is the bill without a fault, drawn once for all of them. All cores work; the pictures and the order in
/// which they are told of do not depend on how many there are.
package struct PictureFactory: Sendable {
    package let seed: UInt64
    /// Every picture that a fault and a step have, or one, on a face that changes with them.
    package let faces: Faces

    package enum Faces: Sendable { case every, oneInTurn }

    /// A picture to be drawn.
    package struct Draft: Hashable, Sendable {
        package let bill: BillKind
        package let face: BillFace
        package let fault: PictureFault
        package let step: Int
    }

    package let symbologies: [Symbology]

    package init(seed: UInt64 = 1, faces: Faces = .every, symbologies: [Symbology] = CodeModules.symbologies) {
        self.seed = seed
        self.faces = faces
        self.symbologies = symbologies
    }

    /// What there is to draw, in order.
    package var plan: [Draft] {
        var plan: [Draft] = []
        for (number, symbology) in CodeModules.symbologies.enumerated() where symbologies.contains(symbology) {
            let kinds = BillKind.kinds(of: symbology)
            for (place, fault) in PictureFault.allCases.enumerated() {
                // A bill without a fault is the same for every fault, and drawn for the first of them.
                for step in (place == 0 ? 0 : 1)...PictureFault.steps {
                    for (side, face) in BillFace.allCases.enumerated() {
                        guard faces == .every || side == (number + place + step) % BillFace.allCases.count else {
                            continue
                        }
                        let bill = kinds[(place + step + side) % kinds.count]
                        plan.append(Draft(bill: bill, face: face, fault: fault, step: step))
                    }
                }
            }
        }
        return plan
    }

    /// Draws and tries everything.
    ///
    /// - Parameters:
    ///   - drawn: told of each picture by the thread that drew it, in no order: to keep it.
    ///   - each: told of each in the plan's order.
    package func run(
        reader: CodeReader = CodeReader(), drawn: @escaping @Sendable (PictureTrial) throws -> Void = { _ in },
        each: (PictureTrial) throws -> Void
    ) throws {
        let plan = plan
        for start in stride(from: 0, to: plan.count, by: PictureFactory.mostAtOnce) {
            let drafts = plan[start..<min(plan.count, start + PictureFactory.mostAtOnce)]
            let results = Mutex<[Int: Result<PictureTrial, any Error>]>([:])
            DispatchQueue.concurrentPerform(iterations: drafts.count) { number in
                let result = Result {
                    let draft = drafts[start + number]
                    let trial = try PictureTrial(
                        FactoryPicture(draft.bill, on: draft.face, draft.fault, step: draft.step, seed: seed),
                        reader: reader)
                    try drawn(trial)
                    return trial
                }
                results.withLock { $0[number] = result }
            }
            let done = results.withLock(\.self)
            for number in 0..<drafts.count { try done[number].map { try each($0.get()) } }
        }
    }

    /// So many pictures lie in memory together, a megabyte each.
    private static let mostAtOnce = 32

    /// Which pictures are kept whole; of each there is a small one.
    package enum Kept: Sendable { case every, failed }

    /// Writes `folder/pictures` and `folder/small`, as PNG files, and the report to `folder/index.html`; returns the counts
    /// by symbology, in the order of `CodeModules.symbologies`.
    package func writeReport(
        to folder: String, keeping kept: Kept = .failed, progress: (PictureTrial) -> Void
    ) throws -> [(symbology: Symbology, count: TrialCount)] {
        for part in [FactoryReport.pictures, FactoryReport.small] {
            // What an earlier run with another seed left there is none of this report's.
            try? FileManager.default.removeItem(atPath: "\(folder)/\(part)")
            try FileManager.default.createDirectory(atPath: "\(folder)/\(part)", withIntermediateDirectories: true)
        }
        var report = FactoryReport(seed: seed, kept: kept)
        let write: @Sendable (PictureTrial) throws -> Void = { trial in
            let picture = trial.picture
            if let small = picture.bitmap.quartered {
                try PNG.write(small, to: "\(folder)/\(FactoryReport.small)/\(picture.name).png")
            }
            guard kept == .every || trial.isFailure else { return }
            try PNG.write(picture.bitmap, to: "\(folder)/\(FactoryReport.pictures)/\(picture.name).png")
        }
        try run(drawn: write) { trial in
            report.add(trial)
            progress(trial)
        }
        try Data(report.html.utf8).write(to: URL(filePath: folder + "/index.html"))
        return report.bySymbology
    }
}

extension Bitmap {
    /// At a quarter of its size; nil when it is smaller than four pixels.
    var quartered: Bitmap? {
        let (columns, rows) = (width / 4, height / 4)
        var small = [UInt8](repeating: 255, count: columns * rows)
        for y in 0..<rows {
            for x in 0..<columns {
                var sum = 0
                for row in 0..<4 {
                    for column in 0..<4 { sum += Int(bytes[(4 * y + row) * width + 4 * x + column]) }
                }
                small[y * columns + x] = UInt8(sum / 16)
            }
        }
        return Bitmap(width: columns, height: rows, bytes: small)
    }
}
