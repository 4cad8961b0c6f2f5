package import SimulatedDisk

/// What the chance of a power cut chooses, beside numbers.
extension SplitMix64 {
    package mutating func pick<Value>(_ first: Value, _ others: Value...) -> Value {
        let place = below(others.count + 1)
        return place == 0 ? first : others[place - 1]
    }

    package mutating func milliseconds(below bound: Int) -> Duration { .milliseconds(Int64(below(bound))) }
}
