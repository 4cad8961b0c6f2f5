import BenchmarkKit
import Foundation
import KioskCore
import KioskPictureFactory
import KioskPictures
import KioskVision

/// What memory grows by while frames of every bill and fault, and empty ones, go through the reader and the tracker.
///
/// Before the first measurement each frame was seen five times: what the libraries keep, they have by then.
enum MemoryFigures {
    static func measure(seed: UInt64, frames count: Int) throws -> [Figure] {
        let faults = PictureFault.allCases
        var frames = try (0..<4 * BillKind.allCases.count).map { number in
            try small(
                FactoryPicture(
                    BillKind.allCases[number % BillKind.allCases.count],
                    on: BillFace.allCases[number % BillFace.allCases.count], faults[number * 5 % faults.count],
                    step: number % (PictureFault.steps + 1), seed: seed))
        }
        frames.append(
            try LumaFrame(luma: [UInt8](repeating: 220, count: 640 * 240), width: 640, height: 240, stride: 640))
        var tracker = CodeTracker()
        var before = 0
        for number in -5 * frames.count..<count {
            if number == 0 { before = residentKilobytes() }
            let frame = frames[(number + 5 * frames.count) % frames.count]
            let reading = try CodeReader(effort: .within(.milliseconds(40))).look(at: frame)
            _ = tracker.saw(reading.codes.map(\.code), at: .milliseconds(40 * (number + 5 * frames.count)))
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
