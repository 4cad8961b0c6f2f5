import KioskCore
import KioskJournal
import KioskSimulation
import SimulatedDisk
import Testing

/// How often the kiosk's disk is waited for: each time somebody stands there, and a cheap disk takes 20 ms.
@Suite struct SyncCountTests {
    /// Calls of fsync and fdatasync on the kiosk's disk from the first screen after the bill until the resident is gone.
    private func syncs(_ intention: SimulatedResident.Intention, sayingAfterwards kind: String) throws -> Int {
        let stage = try ScenarioStage(Town.site())
        stage.begin(intention)
        stage.world.run(upTo: .seconds(60)) { if case .attract = $0.screen { false } else { true } }
        let before = stage.world.disk.counts[.sync]
        stage.world.run(upTo: .seconds(600)) { $0.resident?.isGone ?? true }
        let count = stage.world.disk.counts[.sync] - before
        #expect(stage.world.journal.contains { $0.fact.kind == kind })
        try stage.close()
        #expect(stage.findings.isEmpty)
        return count
    }

    @Test func aCardPaymentWaitsForTheDiskAtMostFourTimes() throws {
        let count = try syncs(.payByCard, sayingAfterwards: "paymentSettled")
        // The first write into a log that was just emptied waits once more, for the log's header. A kiosk empties it
        // after two hundred commits; here nothing was written since the start.
        let header = 1
        #expect((1...4).contains(count - header))
    }

    @Test func oneMoreNoteWaitsForTheDiskAtMostTwice() throws {
        func syncs(notes: Int) throws -> Int {
            let fives = Array(repeating: Money(5_00, .cny), count: notes)
            return try self.syncs(.stopAfterNotes(fives), sayingAfterwards: "noteStacked")
        }
        let (few, many) = (try syncs(notes: 2), try syncs(notes: 6))
        #expect((1...8).contains(many - few))
    }
}
