import HubLedger
import KioskAPI
import KioskCore
import KioskJournal
import KioskSimulator
import SimulatedDisk

/// The process or the mains fail: at each place between a note and its settlement.
extension FaultScenario {
    static let power: [FaultScenario] = [
        FaultScenario(1, "kill before the intent is durable") { stage in
            let step = try stage.step(afterWriting: "noteIntended", stage.enough(0)) - 1
            stage.visit(dyingBefore: step, .process, stage.enough(0))
            stage.expect(!stage.has("noteStacked"), "a note was stacked without an intent")
            stage.expect(stage.cash == .zero(.cny), "the cash box holds \(stage.cash)")
        },
        FaultScenario(2, "after the intent, before the first note") { stage in
            stage.begin(stage.enough(0))
            stage.until("the slot is open") { world in if case .cash = world.screen { true } else { false } }
            stage.world.die(.power(seed: 2))
            stage.world.run(for: .seconds(900))
            stage.expect(stage.cash == .zero(.cny), "the cash box holds \(stage.cash)")
            stage.expect(stage.has("paymentAbandoned"), "the payment without a note did not expire")
            stage.expect(stage.bookedPayments == 0, "the hub has money of it")
        },
        FaultScenario(3, "note in escrow at the cut") { stage in
            stage.begin(stage.enough(0))
            stage.until("a note is on its way") { $0.acceptor.device.noteInPath != nil }
            stage.world.run(for: .milliseconds(900))
            stage.world.die(.power(seed: 3))
            stage.world.run(for: .seconds(180))
            stage.expect(stage.count("noteStacked") <= 1, "one note was counted twice")
            let isCounted = stage.has("noteStacked")
            stage.expect(
                stage.cash.isPositive == isCounted, "the cash box holds \(stage.cash); counted: \(isCounted)")
        },
        FaultScenario(4, "stacked, not recorded") { stage in
            let step = try stage.step(afterWriting: "noteStacked", stage.enough(0)) - 1
            stage.visit(dyingBefore: step, .power(seed: 4), stage.enough(0))
            stage.expect(stage.cash == Money(50_00, .cny), "the cash box holds \(stage.cash)")
            stage.expect(stage.count("noteStacked") == 1, "the note was counted \(stage.count("noteStacked")) times")
        },
        FaultScenario(5, "recorded, not acknowledged to the acceptor") { stage in
            let step = try stage.step(afterWriting: "noteStacked", stage.enough(0))
            stage.visit(dyingBefore: step, .process, stage.enough(0))
            stage.expect(stage.count("noteStacked") == 1, "the note was counted \(stage.count("noteStacked")) times")
            stage.expect(!stage.has("noteInSuspense"), "the repeated event was taken for another note")
        },
        FaultScenario(6, "before the send") { stage in
            let step = try stage.step(afterWriting: "paymentQueued", stage.enough(0))
            stage.visit(dyingBefore: step, .process, stage.enough(0))
            stage.expect(stage.bookedPayments == 1, "the hub has \(stage.bookedPayments) payments")
        },
        FaultScenario(7, "sent, no answer") { stage in
            let step = try stage.step(afterWriting: "paymentQueued", stage.enough(0)) + 1
            stage.visit(dyingBefore: step, .process, stage.enough(0))
            stage.expect(stage.bookedPayments == 1, "the hub has \(stage.bookedPayments) payments")
        },
        FaultScenario(8, "answer received, not recorded") { stage in
            let step = try stage.step(afterWriting: "paymentSettled", stage.enough(0)) - 1
            stage.visit(dyingBefore: step, .power(seed: 8), stage.enough(0))
            stage.expect(stage.count("paymentSettled") == 1, "settled \(stage.count("paymentSettled")) times")
            stage.expect(stage.bookedPayments == 1, "the hub has \(stage.bookedPayments) payments")
        },
        FaultScenario(9, "recorded, not printed") { stage in
            let step = try stage.step(afterWriting: "paymentSettled", stage.enough(0))
            stage.visit(dyingBefore: step, .process, stage.enough(0))
            let isOffered = stage.world.screens.contains { if case .done = $0 { true } else { false } }
            stage.expect(isOffered, "nobody was offered the slip after the start")
        },
        FaultScenario(10, "mid-print") { stage in
            stage.begin(stage.enough(0))
            stage.until("a slip is under way", within: .seconds(240)) { ScenarioStage.has("printIntended", $0) }
            stage.world.run(for: .milliseconds(150))
            stage.world.die(.power(seed: 10))
            stage.world.run(for: .seconds(120))
            stage.expect(stage.has("printFailed") || stage.has("printed"), "nobody knows what became of the slip")
        },
        FaultScenario(11, "a kill at the Nth write, fsync, rename, for every N") { stage in
            for number in 1...ScenarioStage.mostChanges {
                try stage.renew { _ in }
                stage.world.dieBefore(change: number, .power(seed: UInt64(number)))
                let before = stage.world.starts
                stage.payInNotes()
                stage.world.run(for: .seconds(60))
                let hasDied = stage.world.starts > before
                try stage.close()
                guard hasDied, stage.findings.isEmpty else { return }
            }
            stage.note("a payment changes the disk more than \(ScenarioStage.mostChanges) times")
        },
        FaultScenario(
            19, "memory exhausted at the Nth allocation",
            .elsewhere(
                "Swift ends the process then, which is a death at a step: the exhaustive loop has them all")),
        FaultScenario(20, "a fault during recovery") { stage in
            let step = try stage.step(afterWriting: "noteStacked", stage.enough(0)) - 1
            for second in 1...12 {
                try stage.renew { _ in }
                stage.world.arm(.recoveryStep(second), .kioskDies(.power(seed: UInt64(second))))
                stage.visit(dyingBefore: step, .power(seed: 20), stage.enough(0))
                stage.expect(stage.cash == Money(50_00, .cny), "the cash box holds \(stage.cash)")
                stage.expect(stage.count("noteStacked") == 1, "counted \(stage.count("noteStacked")) times")
                guard stage.findings.isEmpty else { return }
            }
        },
    ]
}

extension ScenarioStage {
    /// Far more than a payment writes.
    static let mostChanges = 2_000
}
