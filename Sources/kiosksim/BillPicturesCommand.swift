import ArgumentParser
import Foundation
import KioskCore
import KioskPictureFactory

struct BillPicturesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bill-pictures",
        abstract: "Draw bills as a camera meets them, and report which are read.",
        discussion: """
            Writes index.html, small pictures of all and whole ones of those that the kiosk's reader failed at. The same seed \
            gives the same pictures. Ends with 1 when the two libraries together read as many pictures of a symbology \
            as the kiosk's reader does, or more, or when it read something that is not there.
            """)

    @Option(help: "The folder for the pictures and the report.") var output = "out/bill-pictures"
    @Option(help: "What the pictures are drawn from.") var seed: UInt64 = 1
    @Flag(help: "Keep every picture whole: a gigabyte.") var every = false
    @Flag(help: "One face of each step instead of all three.") var few = false

    func run() throws {
        let factory = PictureFactory(seed: seed, faces: few ? .oneInTurn : .every)
        let total = factory.plan.count
        var done = 0
        let counts = try factory.writeReport(to: output, keeping: every ? .every : .failed) { _ in
            done += 1
            if done % 100 == 0 { print("\(done) of \(total) pictures") }
        }
        var isBetter = true
        for (symbology, count) in counts {
            print(
                "\(symbology.rawValue): \(count.pictures) pictures; read by zbar \(count.zbar), by zxing-cpp \(count.zxing), "
                    + "by either \(count.union), by ours \(count.ours); misread by ours \(count.wrong)")
            isBetter = isBetter && count.ours > count.union && count.wrong == 0
        }
        print("\(output)/index.html")
        guard isBetter else { throw ExitCode(1) }
    }
}
