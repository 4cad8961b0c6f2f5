/// The chance in a power cut, out of a seed: Vigna's SplitMix64 (public domain, prng.di.unimi.it), so that a seed
/// means the same cuts with every release of the standard library.
package struct PowerCutDice: Hashable, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, `bound`; 0 when there is no such number.
    package mutating func below(_ bound: Int) -> Int {
        guard bound > 0 else { return 0 }
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// True `part` times of `whole`.
    package mutating func happens(_ part: Int, of whole: Int) -> Bool { below(whole) < part }

    package mutating func pick<Value>(_ first: Value, _ others: Value...) -> Value {
        let place = below(others.count + 1)
        return place == 0 ? first : others[place - 1]
    }

    package mutating func milliseconds(below bound: Int) -> Duration { .milliseconds(Int64(below(bound))) }
}
