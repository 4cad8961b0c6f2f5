import ArgumentParser
import KioskSimulation
import SimulatedDisk

struct DeathsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deaths",
        abstract: "Die at every step and before every change of the disk during one payment, and hold the laws.",
        discussion: """
            Once with each way to die, for a payment in cash, by card, by wallet, in cash without the hub and \
            with a credit note, until no place is left; then with a second death at each place of the recovery from every --stride-th first one.

            Exit codes: 0 all laws held, 1 a law broke.
            """)

    @Option(help: "Only this payment: cash, card, wallet, offline or creditNote.") var payment: String?
    @Option(help: "Second deaths for every nth place of the first; 0 for none.") var stride = 12
    @Option(help: "The folder of the biller profiles.") var billers = "kiosk-config/billers"

    func validate() throws {
        if let payment, DeathLoop.Payment(rawValue: payment) == nil {
            throw ValidationError("There is no payment \(payment): give cash, card, wallet, offline or creditNote.")
        }
        if stride < 0 { throw ValidationError("--stride is 0 or more.") }
    }

    func run() throws {
        SQLiteRandomness.follow(seed: 1)
        let loop = DeathLoop(site: try RunCommand.site(billers))
        var failures = 0
        for payment in DeathLoop.Payment.allCases where self.payment.map({ $0 == payment.rawValue }) ?? true {
            for place in DeathLoop.Place.allCases {
                for kind in DeathLoop.Kind.allCases {
                    let once = try loop.run(payment, place, kind)
                    let name = "\(payment.rawValue), \(kind.rawValue), at each \(place.rawValue)"
                    say("\(name): \(once.deaths) deaths, \(once.failures.count) broken")
                    tell(once)
                    failures += once.failures.count
                    guard stride > 0 else { continue }
                    let twice = try loop.runTwice(payment, place, kind, stride: stride)
                    say("  and again while it recovers: \(twice.secondDeaths) deaths, \(twice.failures.count) broken")
                    tell(twice)
                    failures += twice.failures.count
                }
            }
        }
        if failures > 0 { throw ExitCode(1) }
    }

    private func tell(_ report: DeathLoop.Report) {
        for (script, breach) in report.failures.prefix(3) { say("\(breach)\n\(script.text)") }
    }
}
