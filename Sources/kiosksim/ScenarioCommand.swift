import ArgumentParser
import Foundation
import KioskSimulation
import SimulatedDisk

struct ScenarioCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scenario",
        abstract: "Play a fault on purpose, and see that no coin is lost and none charged twice.",
        discussion: """
            Each fault that a kiosk and its hub can meet has a number. --list says what each is and where it is shown.

            Exit codes: 0 all is well, 1 something was not, 64 the command line makes no sense.
            """)

    @Argument(help: "Numbers of scenarios; all, if left out.") var numbers: [Int] = []
    @Flag(help: "List the faults, and where each is shown.") var list = false
    @Flag(help: "Tell everything that happens.") var story = false
    @Option(help: "The folder of the biller profiles.") var billers = "kiosk-config/billers"

    func validate() throws {
        let known = Set(FaultScenario.all.map(\.number))
        if let unknown = numbers.first(where: { !known.contains($0) }) {
            throw ValidationError("There is no scenario \(unknown); --list shows them.")
        }
    }

    func run() throws {
        let chosen = FaultScenario.all.filter { numbers.isEmpty || numbers.contains($0.number) }
        if list { return tellAll(chosen) }
        SQLiteRandomness.follow(seed: 1)
        let site = try RunCommand.site(billers)
        var broken = 0
        for scenario in chosen {
            guard case .played = scenario.proof else {
                if !numbers.isEmpty { say(scenario.line) }
                continue
            }
            let began = ContinuousClock.now
            let failures = try scenario.play(
                at: site, narrator: story ? { say("\(FailureReport.clock($0))  \($1)") } : nil)
            let took = (ContinuousClock.now - began).formatted(
                .units(allowed: [.seconds], fractionalPart: .show(length: 1)))
            say("\(failures.isEmpty ? "ok    " : "BROKEN") \(scenario.number)  \(scenario.title) (\(took))")
            for failure in failures { say("        \(failure)") }
            if !failures.isEmpty { broken += 1 }
        }
        if broken > 0 { throw ExitCode(1) }
    }

    private func tellAll(_ chosen: [FaultScenario]) {
        for scenario in chosen { say(scenario.line) }
        let played = chosen.count { if case .played = $0.proof { true } else { false } }
        let elsewhere = chosen.count { if case .elsewhere = $0.proof { true } else { false } }
        say(
            """
            \(chosen.count) faults: \(played) played here, \(elsewhere) proved elsewhere, \
            \(chosen.count - played - elsewhere) open
            """)
    }
}
