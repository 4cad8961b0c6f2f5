internal import Foundation
package import KioskCore
internal import KioskPictures
package import KioskVision

/// Draws bills as people hold them before a camera, lets the engines read them, and writes it all to a folder.
///
/// Of each symbology, fault and step there is one picture on each face (paper, thermal paper, phone). Step 0 is the bill
/// without the fault, drawn once for each.
package struct PictureFactory: Sendable {
    package let seed: UInt64
    /// Every picture that a fault and a step have, or one, on a face that changes with them.
    package let faces: Faces

    package enum Faces: Sendable { case every, oneInTurn }

    package init(seed: UInt64 = 1, faces: Faces = .every) {
        self.seed = seed
        self.faces = faces
    }

    /// What there is to draw, in order.
    package var plan: [(symbology: Symbology, face: BillFace, fault: PictureFault, step: Int)] {
        var plan: [(Symbology, BillFace, PictureFault, Int)] = []
        for (number, symbology) in CodeModules.symbologies.enumerated() {
            for (place, fault) in PictureFault.allCases.enumerated() {
                for step in 0...PictureFault.steps {
                    let turn = BillFace.allCases[(number + place + step) % BillFace.allCases.count]
                    for face in faces == .every ? BillFace.allCases : [turn] {
                        plan.append((symbology, face, fault, step))
                    }
                }
            }
        }
        return plan
    }

    /// Draws and tries everything, one picture at a time.
    ///
    /// - Parameter each: told of each, for a report or to keep the picture.
    package func run(reader: CodeReader = CodeReader(), each: (PictureTrial) throws -> Void) throws {
        for (symbology, face, fault, step) in plan {
            let picture = try FactoryPicture(symbology, on: face, fault, step: step, seed: seed)
            try each(try PictureTrial(picture, reader: reader))
        }
    }

    /// Writes the pictures as PNG files to `folder/pictures` and the report to `folder/index.html`; returns the counts by
    /// symbology, in the order of `CodeModules.symbologies`.
    package func writeReport(
        to folder: String, progress: (PictureTrial) -> Void
    ) throws -> [(symbology: Symbology, count: TrialCount)] {
        let pictures = folder + "/pictures"
        try FileManager.default.createDirectory(atPath: pictures, withIntermediateDirectories: true)
        var report = FactoryReport(seed: seed)
        try run { trial in
            try PNG.write(trial.picture.bitmap, to: "\(pictures)/\(trial.picture.name).png")
            report.add(trial)
            progress(trial)
        }
        try Data(report.html.utf8).write(to: URL(filePath: folder + "/index.html"))
        return report.bySymbology
    }
}
