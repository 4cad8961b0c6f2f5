import KioskCore

/// Everything a run is made of: who comes, and what goes wrong when. The same script gives the same run, bit for bit.
///
/// A script is written from a seed, or read from a file; what is drawn during a run is drawn from seeds in it.
package struct SimulationScript: Hashable, Codable, Sendable {
    /// Where it came from; means nothing to the run itself.
    package var seed: UInt64
    package var visits: [Visit]
    package var faults: [FaultEvent]
    /// How long the world goes on after the last visit before everything is mended, in milliseconds.
    package var linger = 0

    package init(seed: UInt64 = 0, visits: [Visit], faults: [FaultEvent] = []) {
        self.seed = seed
        self.visits = visits
        self.faults = faults
    }
}

/// One resident's visit.
package struct Visit: Hashable, Codable, Sendable {
    package var household: Household
    package var intention: SimulatedResident.Intention
    /// How long nobody was there before, in milliseconds.
    package var gap: Int
    /// Walks off after so many looks at the screen; nil for people with time.
    package var patience: Int?

    package init(
        _ household: Household, _ intention: SimulatedResident.Intention, gap: Int = 1_000, patience: Int? = nil
    ) {
        self.household = household
        self.intention = intention
        self.gap = gap
        self.patience = patience
    }
}
