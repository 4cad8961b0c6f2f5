import Foundation
import KioskCore
import SimulatedDisk

/// The cycles of one kiosk, one after the other.
extension PowerCutLane {
    private static let drainPatience: Duration = .seconds(240)
    private static let drainGlance: Duration = .seconds(2)

    /// Plays so many cycles, and lets everything come to its end. Throws the first thing that is not as it must be.
    func play(_ cycles: Int, seed: UInt64, _ total: inout PowerCutTotal, say: @Sendable (String) -> Void) async throws {
        var dice = SplitMix64(seed: ~seed &+ UInt64(number))
        var journal = PowerCutJournal([])
        var last: PowerCutReport?
        for cycle in 1...cycles {
            let plan = PowerCutPlan(seed: seed, lane: number, number: cycle)
            var report = PowerCutReport(plan)
            let screen = try await recover(&journal, &report, &last, &total, plan.secondDeath, plan.fate, &dice)
            if let told = last { say(told.line(kiosk: number, seed: seed)) }
            await bench.plug.plugIn()
            report.stoppedShort = await pay(plan, screen)
            report.harmed = try await cutPower(plan.fate, &dice)
            total.cuts += 1
            total.harmed += report.harmed
            last = report
            total.cycles += 1
        }
        var end = PowerCutReport(PowerCutPlan(seed: seed, lane: number, number: cycles + 1))
        await bench.plug.plugIn()
        _ = try await recover(&journal, &end, &last, &total, nil, .kept, &dice)
        if let told = last { say(told.line(kiosk: number, seed: seed)) }
        try await drain(&journal)
        total.entries = journal.entries.count
        total.payments = Set(journal.entries.compactMap(\.fact.payment)).count
        let money = await money
        total.taken = money.cash + money.card
    }

    /// From the switch to the free touch screen, with the laws held against what the cut left before the kiosk's own
    /// program may touch it, and a second death in the middle where the plan has one.
    private func recover(
        _ journal: inout PowerCutJournal, _ report: inout PowerCutReport, _ last: inout PowerCutReport?,
        _ total: inout PowerCutTotal, _ secondDeath: Duration?, _ fate: CachedDriveFate, _ dice: inout SplitMix64
    ) async throws -> ScreenWatch {
        let start = ContinuousClock.now
        _ = try await boot()
        report.bootTime = ContinuousClock.now - start
        journal = try await judge(journal)
        let known = journal.entries.count
        if last != nil {
            last?.open = journal.open
            if !journal.open.isEmpty { total.withOpenPayments += 1 }
        }
        var started = ContinuousClock.now
        try await startKiosk()
        if let secondDeath {
            try await Task.sleep(for: secondDeath)
            total.harmed += try await cutPower(fate, &dice)
            total.cuts += 1
            _ = try await boot()
            journal = try await judge(journal)
            started = ContinuousClock.now
            try await startKiosk()
        }
        let screen = try await kioskIsReady()
        report.screenTime = ContinuousClock.now - started
        total.bootTime += report.bootTime
        total.screenTime += report.screenTime
        total.boots += 1
        try await PowerCutResident(screen: screen, bench: bench).free()
        // Of a journal that is being written a copy may be torn; then the next verdict tells.
        let recovered = (try? await copyJournal("recovered"))??.journal
        last?.recovery = recovered?.story(after: known) ?? "not readable while it was written"
        return screen
    }

    /// Pays as far as planned and waits the rest of the time. Why the resident did not come so far, if not.
    private func pay(_ plan: PowerCutPlan, _ screen: ScreenWatch) async -> String? {
        let resident = PowerCutResident(screen: screen, bench: bench)
        do {
            if plan.line == .pulledFromTheStart { await bench.plug.pullOut() }
            for step in PowerCutPlan.steps(of: plan.tender) {
                try await resident.perform(step, of: plan)
                if plan.line == .pulledAfter(step) { await bench.plug.pullOut() }
                if step == plan.step { break }
            }
            try await Task.sleep(for: plan.delay)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// Waits until every payment has ended, stops the kiosk as a technician does, and judges what lies there then.
    private func drain(_ journal: inout PowerCutJournal) async throws {
        let end = ContinuousClock.now + Self.drainPatience
        while ContinuousClock.now < end {
            // Of a journal that is being written a copy may be torn; the next one tells.
            if let copy = try? await copyJournal("draining"), MoneyLaws.unfinished(in: copy.journal.entries).isEmpty {
                break
            }
            try await Task.sleep(for: Self.drainGlance)
        }
        try await line.make("stop", within: Self.commandPatience)
        journal = try await judge(journal, hasEnded: true)
        // Forced, and without repairing: what the cuts left must be a file system without a fault.
        try await line.make("check", within: Self.commandPatience)
    }
}
