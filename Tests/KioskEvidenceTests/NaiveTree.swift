import Crypto

/// RFC 6962, section 2.1, word for word and by recursion: it shares nothing with the module that is tested.
///
/// Hashes of ranges are remembered, or the tests would take hours.
final class NaiveTree {
    let entries: [[UInt8]]
    private var known: [Range<Int>: [UInt8]] = [:]

    init(_ entries: [[UInt8]]) { self.entries = entries }

    /// A tree of entries that all differ, some longer than a block of SHA-256.
    static func distinct(_ count: Int) -> NaiveTree {
        NaiveTree((0..<count).map { Array("entry \($0)".utf8) + [UInt8](repeating: 0x2A, count: $0 % 90) })
    }

    /// MTH(D[a:b]).
    func root(_ range: Range<Int>) -> [UInt8] {
        if let hash = known[range] { return hash }
        let hash: [UInt8]
        switch range.count {
        case 0: hash = sha256([])
        case 1: hash = sha256([0x00] + entries[range.lowerBound])
        default:
            let middle = range.lowerBound + NaiveTree.split(range.count)
            hash = sha256([0x01] + root(range.lowerBound..<middle) + root(middle..<range.upperBound))
        }
        known[range] = hash
        return hash
    }

    func root(size: Int) -> [UInt8] { root(0..<size) }

    /// PATH(m, D[n]).
    func path(_ leaf: Int, in range: Range<Int>) -> [[UInt8]] {
        guard range.count > 1 else { return [] }
        let middle = NaiveTree.split(range.count)
        let (left, right) = (range.prefix(middle), range.dropFirst(middle))
        return leaf < middle
            ? path(leaf, in: left) + [root(right)]
            : path(leaf - middle, in: right) + [root(left)]
    }

    /// PROOF(m, D[n]) with 0 < m <= n.
    func consistency(_ old: Int, in size: Int) -> [[UInt8]] { subproof(old, in: 0..<size, isWhole: true) }

    /// SUBPROOF(m, D[n], b).
    private func subproof(_ old: Int, in range: Range<Int>, isWhole: Bool) -> [[UInt8]] {
        if old == range.count { return isWhole ? [] : [root(range)] }
        let middle = NaiveTree.split(range.count)
        let (left, right) = (range.prefix(middle), range.dropFirst(middle))
        return old <= middle
            ? subproof(old, in: left, isWhole: isWhole) + [root(right)]
            : subproof(old - middle, in: right, isWhole: false) + [root(left)]
    }

    /// The largest power of two below the count.
    private static func split(_ count: Int) -> Int {
        var power = 1
        while power * 2 < count { power *= 2 }
        return power
    }

    private func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
}
