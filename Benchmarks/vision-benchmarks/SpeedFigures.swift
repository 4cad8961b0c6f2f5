import BenchmarkKit
import Foundation
import KioskCore
import KioskPictureFactory
import KioskPictures
import KioskVision

extension FactoryPicture {
    func frame() throws -> LumaFrame {
        try LumaFrame(luma: bitmap.bytes, width: bitmap.width, height: bitmap.height, stride: bitmap.width)
    }
}

/// Time of one core: clean frames of each bill by each engine in turn, then frames that nobody reads, then paper.
enum SpeedFigures {
    static let rounds = 8

    static func measure(seed: UInt64) throws -> [Figure] {
        var clean: [(zbar: Double, zxing: Double, ours: Double)] = []
        for bill in BillKind.allCases {
            let frame = try FactoryPicture(bill, on: .paper, .noisy, step: 0, seed: seed).frame()
            for _ in 0..<rounds {
                clean.append(
                    (
                        try coreMilliseconds { _ = try EngineAlone.zbar.read(frame) },
                        try coreMilliseconds { _ = try EngineAlone.zxing.read(frame) },
                        try coreMilliseconds { _ = try CodeReader().look(at: frame) }
                    ))
            }
        }
        var hard: [Double] = []
        for bill in BillKind.allCases {
            for fault in [PictureFault.blurred, .shaken, .glare, .noisy, .dim] {
                let frame = try FactoryPicture(bill, on: .thermal, fault, step: 6, seed: seed).frame()
                hard.append(try coreMilliseconds { _ = try CodeReader().look(at: frame) })
            }
        }
        let paper = try LumaFrame(
            luma: [UInt8](repeating: 220, count: 1_280 * 720), width: 1_280, height: 720, stride: 1_280)
        let empty = try (0..<rounds).map { _ in try coreMilliseconds { _ = try CodeReader().look(at: paper) } }
        let zbar = clean.map(\.zbar).median
        return [
            Figure(name: "clean frame, zbar alone, median", value: zbar, unit: "ms"),
            Figure(name: "clean frame, zxing-cpp alone, median", value: clean.map(\.zxing).median, unit: "ms"),
            Figure(name: "clean frame, ours, median", value: clean.map(\.ours).median, unit: "ms"),
            Figure(name: "clean frame, ours to zbar alone", value: clean.map(\.ours).median / zbar),
            Figure(name: "hard frame, ours, median", value: hard.median, unit: "ms"),
            Figure(name: "hard frame, ours, 95th percentile", value: hard.percentile(95), unit: "ms"),
            Figure(name: "empty frame, ours, median", value: empty.median, unit: "ms"),
        ]
    }
}
