import HubLedger
import KioskAPI
import KioskCore
import KioskJournal
import KioskSimulator
import SimulatedDisk

/// Clocks.
extension FaultScenario {
    static let time: [FaultScenario] = [
        FaultScenario(44, "clock ten years off either way") { stage in
            for years in [-10, 10] {
                try stage.renew { _ in }
                stage.world.jumpClock(.seconds(years * 31_536_000))
                stage.payInNotes()
                stage.world.run(for: .seconds(120))
                stage.expect(stage.count("paymentSettled") == 1, "\(years) years: not settled")
            }
        },
        FaultScenario(45, "a step during a session") { stage in
            for seconds in [-86_400, -7, 7, 3_600, 86_400] {
                try stage.renew { _ in }
                stage.begin(stage.enough(0))
                stage.until("a note is on its way") { $0.acceptor.device.noteInPath != nil }
                stage.world.strike(.clock(jumpSeconds: seconds))
                stage.world.run(for: .seconds(180))
                stage.expect(stage.count("paymentSettled") == 1, "\(seconds) s: not settled")
            }
        },
        FaultScenario(46, "midnight and daylight saving at the end of the day: each payment in exactly one batch") {
            stage in
            try stage.renewBeforeMidnight()
            for number in 0..<4 { stage.payInNotes(household: number) }
            stage.world.strike(.clock(jumpSeconds: -3_600))
            stage.payInNotes(household: 4)
            stage.world.strike(.clock(jumpSeconds: 3_600))
            stage.world.run(for: .seconds(2 * 3_600))
            let differences = stage.world.journal.reduce(0) { sum, entry in
                if case .dayCompared(_, let found) = entry.fact { sum + found.count } else { sum }
            }
            stage.expect(stage.count("dayCompared") > 0, "no day was compared with the hub")
            stage.expect(differences == 0, "\(differences) differences at the end of the day")
        },
    ]
}
