import KioskCore
import Testing

@Suite struct CashPaymentTests {
    @Test func intentIsDurableBeforeTheNoteIsStacked() throws {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .cash)
        let actions = bench.send(.noteAcceptorReported(.escrowed(Money(5_000, .cny))))
        #expect(
            actions == [
                .record([.noteIntended(id, number: 1, denomination: Money(5_000, .cny))]), .noteAcceptor(.stackNote),
            ])
    }

    @Test func noteIsAcknowledgedOnlyAfterItIsDurable() throws {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .cash)
        bench.send(.noteAcceptorReported(.escrowed(Money(5_000, .cny))))
        let actions = bench.send(.noteAcceptorReported(.stacked(Money(5_000, .cny))))
        #expect(actions == [.record([.noteStacked(id, number: 1)]), .noteAcceptor(.acknowledge)])
    }

    @Test func nothingIsCountedInEscrow() {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .cash)
        bench.send(.noteAcceptorReported(.escrowed(Money(10_000, .cny))))
        #expect(bench.machine.ledger[id]?.taken == .zero(.cny))
    }

    @Test func twoNotesPayTheBillAndTheRestIsOwed() throws {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .cash)
        bench.insertNote(50)
        bench.insertNote(50)
        let actions = bench.send(.noteAcceptorReported(.disabled))
        let submission = try #require(bench.machine.ledger[id]?.submission)
        #expect(actions.contains(.hub(.submit(submission, as: .confirm))))
        #expect(submission.allocations.map(\.amount) == [Money(8_640, .cny)])
        #expect(submission.tenders == [.notes(denomination: Money(5_000, .cny), count: 2)])
        bench.send(.hubAnswered(.submitted(id, .settled(bench.settlement(of: id, owed: 1_360)))))
        guard case .done(let summary) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(summary.creditNote?.amount == Money(1_360, .cny))
        #expect(bench.machine.ledger[id]?.state == .settled)
    }

    @Test func repeatedReportOfAStackedNoteCountsOnce() {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .cash)
        bench.insertNote(50)
        let actions = bench.send(.noteAcceptorReported(.stacked(Money(5_000, .cny))))
        #expect(actions == [.noteAcceptor(.acknowledge)])
        #expect(bench.machine.ledger[id]?.taken == Money(5_000, .cny))
    }

    @Test func noteInEscrowWhenTheResidentCancelsGoesBack() {
        var bench = MachineBench.ready()
        bench.beginPaying(by: .cash)
        bench.touch(.stopCash)
        let actions = bench.send(.noteAcceptorReported(.escrowed(Money(2_000, .cny))))
        #expect(actions == [.noteAcceptor(.returnNote)])
    }

    @Test func cancelAfterStackingOwesTheStackedPart() throws {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .cash)
        bench.insertNote(50)
        bench.touch(.stopCash)
        bench.send(.noteAcceptorReported(.disabled))
        let submission = try #require(bench.machine.ledger[id]?.submission)
        #expect(submission.allocations.isEmpty)
        guard case .failed(let failure) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(failure.money == .owed(Money(5_000, .cny), submission.claimCode))
        #expect(bench.actions.contains { if case .printSlip(id, _, false) = $0 { true } else { false } })
    }

    @Test func goingBackBeforeTheFirstNoteTakesNothing() {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .cash)
        bench.touch(.back)
        bench.send(.noteAcceptorReported(.disabled))
        #expect(bench.machine.ledger[id]?.outcome == .abandoned)
        guard case .methodChoice = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
    }

    @Test func moneyInsideWaitsForAQuarterOfAnHour() {
        var bench = MachineBench.ready()
        bench.beginPaying(by: .cash)
        bench.insertNote(20)
        _ = bench.wait(.seconds(890))
        guard case .cash(let progress) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(progress.inserted == Money(2_000, .cny))
    }

    @Test func whoNeverComesBackIsOwedWhatIsInside() {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .cash)
        bench.insertNote(20)
        _ = bench.wait(.seconds(901))
        _ = bench.wait(.seconds(31))
        bench.send(.noteAcceptorReported(.disabled))
        let payment = bench.machine.ledger[id]
        #expect(payment?.closing == .cancelledByResident)
        #expect(payment?.submission?.tendered == Money(2_000, .cny))
        #expect(payment?.submission?.allocations.isEmpty == true)
    }

    @Test func acceptorUnpluggedWhileStackingLeavesTheNoteUncertain() {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .cash)
        bench.insertNote(50)
        bench.send(.noteAcceptorReported(.escrowed(Money(2_000, .cny))))
        bench.send(.noteAcceptorReported(.presence(.absent)))
        _ = bench.wait(.seconds(15))
        guard case .failed(let failure) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(failure.kind == .noteAcceptorTrouble)
        guard case .uncertain(Money(2_000, .cny), Money(5_000, .cny), _) = failure.money else {
            Issue.record("the money is \(failure.money)")
            return
        }
        #expect(bench.machine.ledger[id]?.state == .unknown)
        bench.send(.noteAcceptorReported(.presence(.ready)))
        bench.send(.noteAcceptorReported(.poweredUp(note: .inStacker)))
        #expect(bench.machine.ledger[id]?.submission?.tenders.map(\.amount).total(.cny) == Money(7_000, .cny))
    }

    @Test func noteThatNobodyCanPlaceIsShownToAPerson() {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .cash)
        bench.send(.noteAcceptorReported(.escrowed(Money(2_000, .cny))))
        bench.send(.noteAcceptorReported(.poweredUp(note: nil)))
        #expect(bench.machine.ledger[id]?.needsPerson == true)
        #expect(bench.machine.ledger.exceptions.map(\.id) == [id])
    }

    @Test func failedWriteStopsTakingMoneyAtOnce() {
        var bench = MachineBench.ready()
        bench.beginPaying(by: .cash)
        let actions = bench.send(.recordFailed)
        #expect(actions.contains(.noteAcceptor(.disable)))
        #expect(actions.last == .stop(.journalFailed))
        #expect(bench.screen == .outOfService(.storage))
        #expect(bench.send(.noteAcceptorReported(.escrowed(Money(2_000, .cny)))).isEmpty)
    }
}

extension MachineBench {
    func settlement(of id: PaymentID, owed: Int64) -> Settlement {
        let record = machine.ledger[id]!
        return Settlement(
            reference: "H1", settled: record.taken - Money(owed, .cny),
            creditNote: owed == 0 ? nil : CreditNote(code: record.claimCode, amount: Money(owed, .cny)))
    }

    @Test func noteLostAfterACancelIsToldAndNotPassedOver() {
        var bench = MachineBench.ready()
        bench.beginPaying(by: .cash)
        bench.send(.noteAcceptorReported(.escrowed(Money(2_000, .cny))))
        bench.touch(.stopCash)
        bench.send(.noteAcceptorReported(.poweredUp(note: nil)))
        bench.send(.noteAcceptorReported(.disabled))
        guard case .failed(let failure) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(failure.kind == .noteAcceptorTrouble)
    }

    @Test func acceptorThatFailsWhileTheHubIsAskedOpensNoSlot() {
        var bench = MachineBench.ready()
        bench.scanBill()
        bench.touch(.pay)
        bench.touch(.method(.cash))
        bench.touch(.consentToCash)
        let id = bench.machine.ledger.inOrder[0].id
        bench.send(.noteAcceptorReported(.presence(.absent)))
        bench.send(
            .hubAnswered(
                .prepared(
                    id,
                    .prepared(Preparation(payment: id, amount: Money(8_640, .cny), expires: bench.now.wall)))))
        guard case .failed(let failure) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(failure.kind == .noteAcceptorTrouble && failure.money == .notTaken)
    }

    @Test func consentThatCannotBeHonouredSaysWhy() {
        var bench = MachineBench.ready()
        bench.scanBill()
        bench.touch(.pay)
        bench.touch(.method(.cash))
        bench.send(.noteAcceptorReported(.cashBoxFull))
        bench.touch(.consentToCash)
        guard case .methodChoice(_, _, let methods, _) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(methods[0].obstacle == .cashBoxFull)
    }

    @Test func scanDoesNotWipeACodeThatIsOnNoPaper() {
        var bench = MachineBench.ready()
        bench.beginPaying(by: .cash)
        bench.send(.printerReported(.status(PrinterStatus(isPaperOut: true))))
        bench.insertNote(50)
        bench.touch(.stopCash)
        bench.send(.noteAcceptorReported(.disabled))
        bench.send(.codeRead(.bill(MachineBench.reference)))
        guard case .failed = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
    }
}

@Suite struct ReprintTests {
    @Test func aSecondSlipIsACopyAndThereAreAtMostTwo() {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .card)
        bench.send(.terminalReported(.approved(MachineBench.capture())))
        bench.send(.hubAnswered(.submitted(id, .settled(bench.settlement(of: id, owed: 0)))))
        var copies = 0
        for job in 1...5 {
            bench.send(.printerReported(.printed(PrintJobID(job))))
            for action in bench.touch(.reprint) { if case .printSlip(id, _, true) = action { copies += 1 } }
        }
        #expect(copies == 2)
    }

    @Test func withoutPaperNothingIsPromised() {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .card)
        bench.send(.printerReported(.status(PrinterStatus(isPaperOut: true))))
        bench.send(.terminalReported(.approved(MachineBench.capture())))
        bench.send(.hubAnswered(.submitted(id, .settled(bench.settlement(of: id, owed: 0)))))
        guard case .done(let summary) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(!summary.canReprint && summary.paper == .none)
    }
}
