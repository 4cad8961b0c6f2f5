import HubLedger
import KioskAPI
import KioskCore
import KioskJournal
import KioskSimulator
import SimulatedDisk

/// The line between kiosk and hub, and the hub itself.
extension FaultScenario {
    static let network: [FaultScenario] = [
        settledOnce(21, "request lost", .requestLost),
        settledOnce(22, "answer lost after the commit", .answerLost),
        settledOnce(23, "answer twice", .answerTwice),
        settledOnce(24, "answer late or out of order", .tooSlow, .requestLate, .slow),
        FaultScenario(25, "answer for another id: refused, alarm") { stage in
            stage.afterThePreparation([.answerForAnother, .answerForAnother])
            stage.payInNotes()
            stage.world.run(for: .seconds(300))
            stage.expect(stage.count("paymentSettled") == 1, "settled \(stage.count("paymentSettled")) times")
        },
        FaultScenario(26, "same id, other amount: conflict, exception queue") { stage in
            stage.afterThePreparation(Array(repeating: .unreachable, count: 4))
            stage.payInNotes()
            stage.until("the payment waits") { ScenarioStage.has("paymentQueued", $0) }
            try stage.bookAtHubWithOtherAmount()
            stage.until("a person is asked", within: .seconds(600)) {
                $0.kiosk?.ledger.exceptions.contains { if case .conflicted = $0.kind { true } else { false } } ?? false
            }
        },
        settledOnce(27, "two posts of one id at once", .requestTwice),
        settledOnce(28, "5xx before commit", .errorBeforeCommit),
        settledOnce(29, "5xx after commit", .errorAfterCommit),
        FaultScenario(30, "slow-loris: total deadline, the screen goes on") { stage in
            stage.afterThePreparation([.tooSlow])
            stage.begin(stage.enough(0))
            stage.until("the payment is queued", within: .seconds(120)) { ScenarioStage.has("paymentQueued", $0) }
            stage.until("the screen goes on", within: .seconds(15)) { world in
                if case .done = world.screen { true } else { false }
            }
        },
        settledOnce(31, "200 with broken JSON: unknown, not failed", .brokenJSON),
        settledOnce(32, "captive portal", .captivePortal),
        FaultScenario(33, "stale DNS: nobody listens at the old address") { stage in
            stage.world.hub.standing = .unreachable
            stage.payInNotes()
            stage.world.run(for: .seconds(600))
            stage.expect(stage.count("paymentSettled") == 0, "settled at an address where nobody listens")
            stage.world.hub.standing = nil
            stage.until("it is settled once the name leads to the hub", within: .seconds(900)) {
                ScenarioStage.has("paymentSettled", $0)
            }
        },
        FaultScenario(
            34, "server certificate expired: queue and alarm, never bypass",
            .elsewhere(
                "KioskSettlementTests: a certificate that does not verify is an unreachable hub, as in 33")),
        FaultScenario(
            35, "own certificate expired: renewal works, queue kept",
            .open(
                "the kiosk shows no certificate of its own yet")),
        settledOnce(36, "429 with Retry-After", .tooManyRequests),
        FaultScenario(37, "a fleet coming back after an hour") { stage in
            stage.world.hub.standing = .unreachable
            for number in 0..<5 { stage.payInNotes(household: number) }
            stage.world.run(for: .seconds(3_600))
            stage.world.hub.standing = nil
            let back = stage.world.now
            stage.until("the queue drains", within: .seconds(1_800)) { $0.laws.unfinished.isEmpty }
            let took = stage.world.now.sinceBoot - back.sinceBoot
            stage.expect(took <= .seconds(1_200), "the queue took \(took) to drain")
        },
        FaultScenario(38, "offline limit of count, value, age reached") { stage in
            try stage.renew { $0.offline = OfflinePolicy(largestCount: 2) }
            stage.world.hub.standing = .unreachable
            for number in 0..<4 { stage.payInNotes(household: number) }
            stage.expect(stage.count("paymentQueued") == 2, "\(stage.count("paymentQueued")) payments were taken")
            try stage.renew { $0.offline = OfflinePolicy(largestTotalMinorUnits: 20_00) }
            stage.world.hub.standing = .unreachable
            for number in 0..<4 { stage.payInNotes(household: number) }
            stage.expect(stage.count("paymentQueued") <= 1, "more was taken than may wait")
            try stage.renew { $0.offline = OfflinePolicy(largestAge: .seconds(3_600)) }
            stage.world.hub.standing = .unreachable
            stage.payInNotes()
            stage.world.run(for: .seconds(4_000))
            stage.payInNotes(household: 1)
            stage.expect(stage.count("paymentQueued") == 1, "a payment was taken behind one that waits too long")
        },
    ]

    /// The submission meets each of these faults, and is settled once all the same.
    private static func settledOnce(_ number: Int, _ title: String, _ faults: HubLineFault...) -> FaultScenario {
        FaultScenario(number, title) { stage in
            for fault in faults {
                try stage.renew { _ in }
                stage.afterThePreparation([fault, fault])
                stage.payInNotes()
                stage.world.run(for: .seconds(400))
                stage.expect(
                    stage.count("paymentSettled") == 1, "\(fault): settled \(stage.count("paymentSettled")) times")
                stage.expect(stage.bookedPayments == 1, "\(fault): the hub has \(stage.bookedPayments) payments")
                guard stage.findings.isEmpty else { return }
            }
        }
    }
}

extension ScenarioStage {
    /// Inquiry and preparation go well; what comes then meets these faults, one after another.
    func afterThePreparation(_ faults: [HubLineFault]) {
        world.hub.script = [nil, nil] + faults.map(Optional.some)
    }
}
