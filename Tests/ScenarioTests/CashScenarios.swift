import HubLedger
import KioskAPI
import KioskCore
import KioskSimulation
import KioskSimulator
import Testing

@Suite struct CashScenarios {
    @Test func billIsPaidInNotesAndSettled() throws {
        let world = try Scene.world()
        try world.visit(.payWithNotes(Scene.notes([50, 50])))
        let summary = try #require(world.summary)
        guard case .settled = summary.standing else {
            Issue.record("the standing is \(summary.standing)")
            return
        }
        #expect(summary.paid == Money(86_40, .cny))
        #expect(summary.creditNote?.amount == Money(13_60, .cny))
        world.run(for: .seconds(10))
        #expect(world.printer.device.pageCount == 1)
        let slip = try #require(world.printer.device.receiptTexts.last)
        #expect(slip.contains("86.40") && slip.contains(summary.creditNote?.code.description ?? "?"))
        #expect(world.money.cash == Money(100_00, .cny))
        try expectLawsHold(in: world)
    }

    @Test func rejectedNoteIsNotCountedAndThePaymentGoesOn() throws {
        let world = try Scene.world()
        world.resident = SimulatedResident(laying: try Scene.electricityCode(), .payWithNotes([]), at: world.now)
        world.run { world in if case .cash = world.screen { true } else { false } }
        world.run(for: .seconds(3))
        world.acceptor.hand(.insertUnrecognisable)
        #expect(
            world.run(upTo: .seconds(20)) { world in
                if case .cash(let progress) = world.screen, case .rejected = progress.activity { true } else { false }
            })
        for _ in 0..<2 {
            world.acceptor.hand(.insertNote(Money(50_00, .cny)))
            world.run(for: .seconds(5))
        }
        #expect(world.summary != nil)
        #expect(world.money.cash == Money(100_00, .cny))
        try expectLawsHold(in: world)
    }

    @Test func cancelWithOneNoteInsideOwesItUnderAClaimCode() throws {
        let world = try Scene.world()
        try world.visit(.stopAfterNotes(Scene.notes([50])))
        let failure = try #require(world.failure)
        guard case .owed(Money(50_00, .cny), let code) = failure.money else {
            Issue.record("the money is \(failure.money)")
            return
        }
        world.run(for: .seconds(20))
        #expect(try world.hub.ledger.creditNote(code).amount == Money(50_00, .cny))
        #expect(world.printer.device.receiptTexts.last?.contains(code.description) == true)
        try expectLawsHold(in: world)
    }

    @Test func noteInEscrowWhenTheResidentCancelsComesBack() throws {
        let world = try Scene.world()
        world.resident = SimulatedResident(laying: try Scene.electricityCode(), .payWithNotes([]), at: world.now)
        world.run { world in if case .cash = world.screen { true } else { false } }
        world.run(for: .seconds(3))
        world.resident?.leave()
        world.acceptor.hand(.insertNote(Money(20_00, .cny)))
        // The note travels for 600 ms; the resident touches "stop" while it does.
        world.run(for: .milliseconds(500))
        world.touch(.stopCash)
        world.run(for: .seconds(20))
        #expect(world.acceptor.device.returnedNotes == [Money(20_00, .cny)])
        #expect(world.money.cash == .zero(.cny))
        try expectLawsHold(in: world)
    }

    @Test func cancelWithoutANoteTakesNothing() throws {
        let world = try Scene.world()
        try world.visit(.stopAfterNotes([]), upTo: .seconds(60))
        #expect(world.money.cash == .zero(.cny))
        #expect(!world.facts.contains { if case .paymentQueued = $0 { true } else { false } })
        try expectLawsHold(in: world)
    }

    @Test(arguments: [NoteAcceptorHand.jam, .removeCashBox, .cheat])
    func acceptorThatFailsInTheMiddleEndsWithASlipAndNothingLost(_ fault: NoteAcceptorHand) throws {
        let world = try Scene.world()
        world.resident = SimulatedResident(
            laying: try Scene.electricityCode(), .payWithNotes(Scene.notes([50])), at: world.now)
        world.run { $0.money.cash == Money(50_00, .cny) }
        world.run(for: .seconds(1))
        world.acceptor.hand(fault)
        // A jam needs a note to get stuck.
        if fault == .jam { world.acceptor.hand(.insertNote(Money(20_00, .cny))) }
        world.run(upTo: .seconds(60)) { $0.failure != nil }
        let failure = try #require(world.failure)
        #expect(failure.kind == .noteAcceptorTrouble)
        world.acceptor.hand(fault == .jam ? .unjam : .returnCashBox(emptied: false))
        world.run(for: .seconds(60))
        #expect(world.printer.device.pageCount == 1)
        try expectLawsHold(in: world)
    }

    @Test(arguments: [1, 2, 3])
    func acceptorUnpluggedAndBackLosesNothing(_ seconds: Int) throws {
        let world = try Scene.world()
        world.resident = SimulatedResident(
            laying: try Scene.electricityCode(), .payWithNotes(Scene.notes([50, 50])), at: world.now)
        world.run { world in if case .cash = world.screen { true } else { false } }
        world.run { world in world.facts.contains { if case .noteIntended = $0 { true } else { false } } }
        world.acceptor.disconnect()
        world.run(for: .seconds(Int64(seconds)))
        world.acceptor.connect()
        world.run(for: .seconds(120))
        try expectLawsHold(in: world)
        #expect(world.money.cash.minorUnits % 50_00 == 0)
    }

    @Test func acceptorThatLosesPowerWithANoteInsideAccountsForIt() throws {
        for delay in stride(from: 0, through: 1_500, by: 100) {
            let world = try Scene.world()
            world.resident = SimulatedResident(
                laying: try Scene.electricityCode(), .payWithNotes(Scene.notes([50, 50])), at: world.now)
            world.run { $0.acceptor.device.noteInPath != nil }
            world.run(for: .milliseconds(Int64(delay)))
            world.acceptor.powerCycle()
            world.run(for: .seconds(120))
            try expectLawsHold(in: world, isOver: false, "power lost \(delay) ms after the note went in:")
        }
    }
}

extension World {
    func touch(_ choice: ResidentChoice) {
        say(.residentChose(choice))
    }
}
