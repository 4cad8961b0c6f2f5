import BenchmarkKit
import Foundation
import KioskCore
import KioskPictureFactory
import KioskPictures
import KioskVision

/// What memory grows by while frames go through the reader and the tracker, after the first tenth has warmed it up.
enum MemoryFigures {
    static func measure(seed: UInt64, frames count: Int) throws -> [Figure] {
        let frames = try CodeModules.symbologies.map { symbology in
            try small(FactoryPicture(symbology, on: .paper, symbology == .qr ? .blurred : .tilted, step: 4, seed: seed))
        }
        var tracker = CodeTracker()
        var before = 0
        for number in 0..<count {
            if number == count / 10 { before = residentKilobytes() }
            let reading = try CodeReader(effort: .within(.milliseconds(40))).look(at: frames[number % frames.count])
            _ = tracker.saw(reading.codes.map(\.code), at: .milliseconds(40 * number))
        }
        let growth = Double(residentKilobytes() - before) / 1_024
        return [Figure(name: "growth of memory over \(count) frames", value: growth, unit: "MB")]
    }

    /// The middle of a picture, so that ten thousand take minutes and not an hour.
    private static func small(_ picture: FactoryPicture) throws -> LumaFrame {
        let (left, top, width, height) = (320, 240, 640, 240)
        let luma = (top..<top + height).flatMap { y in
            picture.bitmap.bytes[y * picture.bitmap.width + left..<y * picture.bitmap.width + left + width]
        }
        return try LumaFrame(luma: luma, width: width, height: height, stride: width)
    }

    private static func residentKilobytes() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return Int(line.split(whereSeparator: \.isWhitespace).dropFirst().first ?? "") ?? 0
    }
}
