/// A seeded generator: 64 bits of state, equal numbers for equal seeds on every machine and with every toolchain.
///
/// Sebastiano Vigna's splitmix64 (public domain, 2015; after Steele, Lea, Flood: Fast Splittable Pseudorandom Number
/// Generators, OOPSLA 2014). The ranges below are our own, because the standard library does not promise that its
/// ranges stay as they are from one version to the next.
package struct SplitMix64: RandomNumberGenerator, Hashable, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not including, `bound`; 0 when there is no such number. The high half of a product is
    /// uneven by less than one part in 2⁴⁰ for the sizes met here.
    package mutating func below(_ bound: Int) -> Int {
        guard bound > 0 else { return 0 }
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// True `part` times of `whole`.
    package mutating func chance(_ part: Int, of whole: Int) -> Bool { below(whole) < part }
}
