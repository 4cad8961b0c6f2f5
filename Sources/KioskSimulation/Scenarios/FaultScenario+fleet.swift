import HubLedger
import KioskAPI
import KioskCore
import KioskJournal
import KioskSimulator
import SimulatedDisk

/// What concerns many kiosks.
extension FaultScenario {
    static let fleet: [FaultScenario] = [
        FaultScenario(61, "an update while the queue is not empty") { stage in
            stage.world.hub.standing = .unreachable
            stage.payInNotes()
            // An update asks the process to end, and starts the new one.
            let starts = stage.world.starts
            stage.world.say(.stopRequested)
            stage.until("the process ended and another began") { $0.starts > starts && $0.kiosk != nil }
            stage.world.hub.standing = nil
            stage.until("the queue drains", within: .seconds(1_200)) { $0.laws.unfinished.isEmpty }
            stage.expect(stage.bookedPayments == 1, "the hub has \(stage.bookedPayments) payments")
        },
        FaultScenario(62, "a power cut at each 1 % of an installation", .open("there is no installer yet")),
        FaultScenario(
            63, "the new version fails its health check: back within two boots",
            .open(
                "there is no installer yet")),
        FaultScenario(64, "an older or replayed package: refused", .open("there is no installer yet")),
        FaultScenario(65, "a cloned disk: the hub sees the forked journal") { stage in
            stage.payInNotes()
            stage.world.run(for: .seconds(120))
            let image = stage.world.disk.image
            let clone = try RestoredMachine(image, of: stage.world)
            stage.payInNotes(household: 1)
            stage.world.run(for: .seconds(120))
            try clone.writes(Int(max(0, Int64(stage.world.journal.count) - clone.size)) + 5)
            stage.expect(try clone.showHead() == .forked, "the hub did not notice the fork")
            stage.expect(clone.isOutOfService, "the clone takes money")
            stage.expect(stage.hasAlarm, "nobody was alarmed")
        },
        FaultScenario(
            66, "a hang: the watchdog restarts within 30 s, the session recovers",
            .open(
                "the watchdog comes with the units of deploy/; the restart it makes is that of 4 to 9")),
    ]
}
