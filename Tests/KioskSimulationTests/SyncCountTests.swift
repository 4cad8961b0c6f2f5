import KioskCore
import KioskJournal
import KioskSimulation
import SimulatedDisk
import Testing

/// How often the kiosk's disk is waited for: each time somebody stands there, and a cheap disk takes 20 ms.
@Suite struct SyncCountTests {
    /// Calls of fsync and fdatasync on the kiosk's disk from the bill on the scanner until the payment is settled.
    private func syncs(_ intention: SimulatedResident.Intention, sayingAfterwards kind: String) throws -> Int {
        let stage = try ScenarioStage(Town.site())
        let before = stage.world.disk.counts[.sync]
        stage.visit(intention)
        stage.world.run(for: .seconds(60))
        #expect(stage.world.journal.contains { $0.fact.kind == kind })
        let count = stage.world.disk.counts[.sync] - before
        try stage.close()
        #expect(stage.findings.isEmpty)
        return count
    }

    @Test func aCardPaymentWaitsForTheDiskAtMostFourTimes() throws {
        let count = try syncs(.payByCard, sayingAfterwards: "paymentSettled")
        #expect((1...4).contains(count))
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
