/// What a power cut does to each operation that no sync had made durable, drawn from a seed.
///
/// Each cut has a mood, drawn first: how likely operations are to be kept, how likely a write is to be torn, and
/// whether operations are done in another order. With one chance for all cuts, a thousand operations would never be
/// all lost or all kept, which is what really happens most.
package struct PowerCut: Sendable {
    /// What became of the unsynced operations.
    package struct Outcome: Hashable, Sendable, CustomStringConvertible {
        package internal(set) var kept = 0
        package internal(set) var lost = 0
        package internal(set) var torn = 0
        package internal(set) var isReordered = false

        package var description: String {
            "\(kept) unsynced operations kept, \(lost) lost, \(torn) torn\(isReordered ? ", out of order" : "")"
        }
    }

    /// A part of a write, by its place in the file.
    struct Piece {
        let range: Range<Int>
        /// The sector was being written when the power went.
        let isGarbage: Bool
    }

    enum Fate {
        case kept
        case lost
        case torn([Piece])
    }

    private(set) var outcome = Outcome()
    private var generator: SplitMix64
    private let keptOf8: Int
    private let tornOf8: Int
    private let reorders: Bool
    private let leavesGarbage: Bool

    init(seed: UInt64, garbage: Bool) {
        generator = SplitMix64(seed: seed)
        keptOf8 = [0, 1, 4, 7, 8][generator.below(5)]
        tornOf8 = [0, 1, 4][generator.below(3)]
        reorders = generator.chance(1, of: 2)
        leavesGarbage = garbage
    }

    /// In which order to look at `count` operations.
    mutating func order(of count: Int) -> [Int] {
        var order = Array(0..<count)
        guard reorders, count > 1 else { return order }
        outcome.isReordered = true
        for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, generator.below(last + 1)) }
        return order
    }

    /// For what cannot be torn: names and sizes.
    mutating func keepsWhole() -> Bool {
        guard generator.chance(keptOf8, of: 8) else {
            outcome.lost += 1
            return false
        }
        outcome.kept += 1
        return true
    }

    mutating func fate(ofWriteAt offset: Int, count: Int) -> Fate {
        let sector = SimulatedDisk.sectorSize
        let isWithinOneSector = offset / sector == (offset + max(count, 1) - 1) / sector
        let isTearable = !isWithinOneSector || leavesGarbage
        guard isTearable, generator.chance(tornOf8, of: 8) else { return keepsWhole() ? .kept : .lost }
        outcome.torn += 1
        var pieces: [Piece] = []
        var start = offset
        while start < offset + count {
            let end = min((start / sector + 1) * sector, offset + count)
            let isGarbage = leavesGarbage && generator.chance(1, of: 4)
            if isGarbage || generator.chance(1, of: 2) {
                pieces.append(Piece(range: start..<end, isGarbage: isGarbage))
            }
            start = end
        }
        return .torn(pieces)
    }

    mutating func garbageByte() -> UInt8 { UInt8(truncatingIfNeeded: generator.next()) }

    /// A number that differs when any decision did.
    mutating func trace() -> UInt64 { generator.next() }
}
