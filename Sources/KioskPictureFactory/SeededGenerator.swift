/// A small generator with a seed (SplitMix64; Steele, Lea and Flood 2014): the same seed gives the same pictures.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func number(_ range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &self) }
    mutating func whole(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
    mutating func digits(_ count: Int) -> String { String((0..<count).map { _ in Character("\(whole(0...9))") }) }

    /// About normal, with mean 0 and deviation 1: four uniform numbers, which is near enough for a sensor's noise.
    mutating func noise() -> Float {
        let bits = next()
        let sum =
            Float(bits & 0xFFFF) + Float(bits >> 16 & 0xFFFF) + Float(bits >> 32 & 0xFFFF) + Float(bits >> 48)
        return (sum / 65_535 - 2) * 1.732
    }
}
