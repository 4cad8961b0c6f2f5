import HubLedger
import KioskAPI
import KioskCore
import KioskSimulation
import KioskSimulator
import Testing

/// Somebody got a credit note at a kiosk, comes back and lays it on the scanner to pay a bill of ¥86.40.
@Suite struct CreditNoteScenarios {
    /// What lies in the resident's hand.
    enum Hand: CaseIterable, Sendable {
        /// A credit note of ¥50 from an earlier visit, and two notes of fifty.
        case tooLittle
        /// A credit note of ¥100 from another kiosk.
        case enough
    }

    private func world(_ hand: Hand) throws -> World {
        let world = try Scene.world()
        switch hand {
        case .tooLittle: try world.visit(.stopAfterNotes(Scene.notes([50])))
        case .enough: _ = try world.getCreditNoteElsewhere(Money(100_00, .cny))
        }
        world.run(for: .seconds(180))
        return world
    }

    private func come(_ world: World, _ hand: Hand) throws {
        world.resident = SimulatedResident(
            laying: try Scene.electricityCode(), .payWithCreditNotes(hand == .enough ? [] : Scene.notes([50, 50])),
            creditNotes: [try #require(world.creditNotes.last)], at: world.now)
    }

    private func isAsking(_ world: World) -> Bool {
        if case .cash(let progress) = world.screen { progress.activity == .askingForCreditNote } else { false }
    }

    /// But those about what was done at the other kiosk, whose journal is not here.
    private func breaches(_ world: World) throws -> [String] {
        try world.breaches().filter { words in !world.laws.falsified.contains { words.contains($0.text) } }
    }

    private func expectOver(_ world: World, _ comment: String = "") throws {
        world.run(for: .seconds(30))
        world.runUntilOver()
        let breaches = try breaches(world)
        #expect(breaches.isEmpty, "\(comment) \(breaches.joined(separator: "; "))")
        #expect(MoneyLaws.unfinished(in: world.journal).isEmpty, "\(comment)")
        let totals = try world.hub.ledger.totals()
        #expect(totals.claimed == .zero(.cny), "\(comment) a claimed note is not spent")
    }

    @Test(arguments: Hand.allCases)
    func creditNoteFromAnEarlierVisitPaysTheBill(_ hand: Hand) throws {
        let world = try world(hand)
        try come(world, hand)
        let code = try #require(world.creditNotes.last)
        world.run(upTo: .seconds(600)) { $0.resident?.isGone ?? true }
        let summary = try #require(world.summary)
        guard case .settled = summary.standing else {
            Issue.record("the standing is \(summary.standing)")
            return
        }
        #expect(summary.creditNote?.amount == Money(13_60, .cny))
        #expect(summary.creditNote?.code != code)
        world.run(for: .seconds(10))
        let slip = try #require(world.printer.device.receiptTexts.last)
        #expect(slip.contains(code.description), "the slip names the note that was used")
        #expect(try world.hub.ledger.creditNote(code).state == .claimed)
        try expectOver(world)
    }

    @Test func usedNoteIsRefusedAndTheVisitGoesOn() throws {
        let world = try world(.tooLittle)
        let code = try #require(world.creditNotes.last)
        try come(world, .tooLittle)
        world.run(upTo: .seconds(600)) { $0.resident?.isGone ?? true }
        world.run(for: .seconds(200))
        world.resident = SimulatedResident(
            laying: try Scene.electricityCode(account: DemoBillers.overdueElectricityAccount),
            .payWithCreditNotes(Scene.notes([100, 100, 100, 100, 100])), creditNotes: [code],
            at: world.now)
        world.run(upTo: .seconds(600)) { $0.resident?.isGone ?? true }
        let isTold = world.screens.contains { screen in
            if case .cash(let progress) = screen {
                progress.activity == .creditNoteRefused(.alreadyClaimed)
            } else {
                false
            }
        }
        #expect(isTold)
        #expect(world.summary != nil, "the bill is paid in cash")
        try expectOver(world)
    }

    @Test(arguments: zip(Hand.allCases, KillScenarios.Death.allCases))
    func diesAnywhereAndTheNoteCountsOnce(_ hand: Hand, _ death: KillScenarios.Death) throws {
        var step = 0
        while true {
            let world = try world(hand)
            step += 1
            world.killBefore = world.steps + step
            try come(world, hand)
            world.run(upTo: .seconds(600)) { $0.resident?.isGone ?? true || $0.kiosk == nil }
            world.run(upTo: .seconds(30)) { $0.kiosk == nil }
            guard world.kiosk == nil else { break }
            if death == .mains { world.powerCut() }
            world.run(for: .seconds(5))
            world.start()
            try expectOver(world, "\(death) before step \(step):")
        }
        #expect(step > 20, "only \(step) steps were tried")
    }

    @Test(arguments: HubLineFault.allCases, [0, 1])
    func claimMeetsEveryFaultOfTheLineAndCountsOnce(_ fault: HubLineFault, _ further: Int) throws {
        let world = try world(.tooLittle)
        let code = try #require(world.creditNotes.last)
        // Inquiry and preparation go well; then the claim meets the fault, and maybe its repetition too.
        world.hub.script = [nil, nil] + Array(repeating: fault, count: 1 + further)
        try come(world, .tooLittle)
        world.run(upTo: .seconds(600)) { $0.resident?.isGone ?? true }
        world.hub.script = []
        try expectOver(world, "\(fault)")
        #expect(try world.hub.ledger.creditNote(code).state == .claimed, "\(fault)")
        #expect(world.facts.filter { if case .creditNoteClaimed = $0 { true } else { false } }.count == 1, "\(fault)")
    }

    @Test(arguments: [true, false])
    func ofTwoKiosksExactlyOneWins(otherIsFirst: Bool) throws {
        let world = try world(.tooLittle)
        let code = try #require(world.creditNotes.last)
        world.hub.script = [nil, nil, .slow]
        try come(world, .tooLittle)
        world.run(upTo: .seconds(60)) { isAsking($0) }
        if !otherIsFirst { world.run(for: .seconds(1)) }
        let theirs = Result { try world.useCreditNoteElsewhere(code) }
        world.run(upTo: .seconds(600)) { $0.resident?.isGone ?? true }
        let ours = world.facts.contains { if case .creditNoteClaimed = $0 { true } else { false } }
        #expect(((try? theirs.get()) != nil) == otherIsFirst)
        #expect(ours != otherIsFirst)
        #expect(world.summary != nil, "with the note or in cash, the bill is paid")
        world.runUntilOver()
        #expect(try breaches(world).isEmpty)
    }

    @Test func answerAfterTheResidentStoppedOwesTheNoteAnew() throws {
        let world = try world(.tooLittle)
        let code = try #require(world.creditNotes.last)
        world.hub.script = [nil, nil, .slow]
        try come(world, .tooLittle)
        world.run(upTo: .seconds(60)) { isAsking($0) }
        world.resident?.leave()
        world.say(.residentChose(.stopCash))
        world.run(upTo: .seconds(60)) { $0.failure != nil }
        guard case .owed(Money(50_00, .cny), let anew) = world.failure?.money else {
            Issue.record("the money is \(String(describing: world.failure?.money))")
            return
        }
        #expect(anew != code)
        try expectOver(world)
        #expect(try world.hub.ledger.creditNote(anew).state == .open)
        #expect(try world.hub.ledger.totals().owed == Money(50_00, .cny))
    }

    @Test func withoutTheHubTheNoteIsRefusedInWordsAndKept() throws {
        let world = try world(.tooLittle)
        let code = try #require(world.creditNotes.last)
        world.hub.standing = .unreachable
        try come(world, .tooLittle)
        world.run(upTo: .seconds(600)) { $0.resident?.isGone ?? true }
        let isTold = world.screens.contains { screen in
            switch screen {
            case .methodChoice(_, _, _, .offline): true
            case .cash(let progress): progress.activity == .creditNoteRefused(.offline)
            default: false
            }
        }
        #expect(isTold)
        world.hub.standing = nil
        try expectOver(world)
        #expect(try world.hub.ledger.creditNote(code).state == .open)
    }
}
