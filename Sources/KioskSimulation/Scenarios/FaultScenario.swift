import HubLedger
import KioskAPI
import KioskCore
import KioskJournal
import KioskSimulator
import SimulatedDisk

/// One of the faults that a kiosk must survive, by its number and name, and the play that proves it.
package struct FaultScenario: Sendable {
    package enum Proof: Sendable {
        case played(@Sendable (ScenarioStage) throws -> Void)
        /// Not a matter of this simulation; where it is proved instead.
        case elsewhere(String)
        /// Not proved yet, and why.
        case open(String)
    }

    package let number: Int
    package let title: String
    package let proof: Proof

    init(_ number: Int, _ title: String, _ play: @escaping @Sendable (ScenarioStage) throws -> Void) {
        self.number = number
        self.title = title
        proof = .played(play)
    }

    init(_ number: Int, _ title: String, _ proof: Proof) {
        self.number = number
        self.title = title
        self.proof = proof
    }

    /// All faults, by number.
    package static let all: [FaultScenario] = (power + storage + network + hub + time + devices + fleet)
        .sorted { $0.number < $1.number }

    package static func number(_ number: Int) -> FaultScenario? { all.first { $0.number == number } }

    /// Plays it, heals everything and holds the laws; what was not as it must be, in plain words. Empty for a scenario
    /// that is proved elsewhere.
    package func play(at site: SimulatedSite, narrator: ((Duration, String) -> Void)? = nil) throws -> [String] {
        guard case .played(let play) = proof else { return [] }
        let stage = try ScenarioStage(site, narrator: narrator)
        try play(stage)
        try stage.close()
        return stage.findings
    }

    /// One line of the list.
    package var line: String {
        let place =
            switch proof {
            case .played: "played here"
            case .elsewhere(let where_): "elsewhere: \(where_)"
            case .open(let why): "open: \(why)"
            }
        return "\(number)\(number < 10 ? " " : "")  \(title) (\(place))"
    }
}
