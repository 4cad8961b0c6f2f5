import KioskCore
import SimulatedDisk

/// Dies before each step and before each change of the disk during one payment, and recovers: over and over, until no
/// place to die is left. Then once more, with a second death while it recovers from the first.
///
/// A place is counted from the beginning of the visit; the loop ends when a run came to its end without a death. The
/// second death has its own place in the recovery, up to as many as the recovery has; where both are tried, the first
/// is taken at every `stride`th place only, because their product is large.
package struct DeathLoop {
    package enum Payment: String, CaseIterable, Sendable {
        case cash, card, wallet, offline, creditNote

        /// The one that dies: to lay a credit note on the scanner, somebody must have got one before.
        var visit: Int { self == .creditNote ? 1 : 0 }
    }

    package enum Place: String, CaseIterable, Sendable {
        case step, change
    }

    package enum Kind: String, CaseIterable, Sendable {
        case process, power
    }

    package struct Report: Sendable {
        package internal(set) var deaths = 0
        package internal(set) var secondDeaths = 0
        package internal(set) var failures: [(script: SimulationScript, breach: Breach)] = []
    }

    package let site: SimulatedSite
    /// A payment has far fewer places; past this the loop does not end.
    static let mostPlaces = 1_000

    package init(site: SimulatedSite) { self.site = site }

    /// One death, at each place.
    package func run(_ payment: Payment, _ place: Place, _ kind: Kind) throws -> Report {
        var report = Report()
        for number in 1...DeathLoop.mostPlaces {
            let death = [
                FaultEvent(
                    visit: payment.visit, DeathLoop.trigger(place, number), .kioskDies(DeathLoop.death(kind, number)))
            ]
            guard try play(payment, death, &report).hasDied else { return report }
            report.deaths += 1
        }
        preconditionFailure("the payment does not end")
    }

    /// Two deaths: at every `stride`th place, and then at each place of the recovery.
    package func runTwice(
        _ payment: Payment, _ place: Place, _ kind: Kind, stride: Int, from first: Int = 1
    ) throws -> Report {
        var report = Report()
        for number in Swift.stride(from: first, through: DeathLoop.mostPlaces, by: stride) {
            let death = FaultEvent(
                visit: payment.visit, DeathLoop.trigger(place, number), .kioskDies(DeathLoop.death(kind, number)))
            let (hasDied, recovery) = try play(payment, [death], &report)
            guard hasDied else { return report }
            report.deaths += 1
            for second in 1...max(1, min(recovery, DeathLoop.mostPlaces)) {
                let trigger: Trigger = place == .step ? .recoveryStep(second) : .recoveryChange(second)
                let again = FaultEvent(
                    visit: payment.visit, trigger, .kioskDies(DeathLoop.death(kind, number &* 1_000 &+ second)))
                let outcome = try simulate(payment, [death, again])
                guard outcome.coverage.deaths > 1 else { break }
                report.secondDeaths += 1
                if let breach = outcome.breaches.first {
                    report.failures.append((script(payment, [death, again]), breach))
                }
            }
        }
        return report
    }

    private func play(
        _ payment: Payment, _ faults: [FaultEvent], _ report: inout Report
    ) throws -> (hasDied: Bool, recoverySteps: Int) {
        let outcome = try simulate(payment, faults)
        if let breach = outcome.breaches.first { report.failures.append((script(payment, faults), breach)) }
        return (outcome.coverage.deaths > 0, outcome.recoverySteps)
    }

    private func simulate(_ payment: Payment, _ faults: [FaultEvent]) throws -> SimulationOutcome {
        try Simulation(site: site, script: script(payment, faults)).run()
    }

    private func script(_ payment: Payment, _ faults: [FaultEvent]) -> SimulationScript {
        let household = site.households[4]
        let note = Money(20_00, household.amount.currency)
        let notes = [Money](repeating: note, count: Int(household.amount.minorUnits / note.minorUnits) + 1)
        let intention: SimulatedResident.Intention =
            switch payment {
            case .cash, .offline: .payWithNotes(notes)
            case .card: .payByCard
            case .wallet: .payByWallet(code: "130000000000000004")
            case .creditNote: .payWithCreditNotes(notes)
            }
        let cut = FaultEvent(visit: 0, .after(milliseconds: 0), .line(LineWeather(isCut: true), seconds: 150))
        var script = SimulationScript(
            visits: payment == .creditNote
                ? [Visit(household, .stopAfterNotes([note])), Visit(household, intention)]
                : [Visit(household, intention)],
            faults: (payment == .offline ? [cut] : []) + faults)
        script.linger = 100_000
        return script
    }

    private static func trigger(_ place: Place, _ number: Int) -> Trigger {
        switch place {
        case .step: .step(number)
        case .change: .change(number)
        }
    }

    private static func death(_ kind: Kind, _ number: Int) -> Death {
        switch kind {
        case .process: .process
        case .power: .power(seed: UInt64(number))
        }
    }
}
