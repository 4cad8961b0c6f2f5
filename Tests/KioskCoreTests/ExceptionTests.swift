import KioskCore
import Testing

@Suite struct ExceptionTests {
    private let twenty = Money(2_000, .cny)

    private func decision(_ decision: ExceptionResolution.Decision) -> ExceptionResolution {
        ExceptionResolution(decision: decision, by: "Li Wei, badge 12", why: "looked into the box")
    }

    /// A note that nobody can place, in a payment that took `notes` before and was stopped.
    private func lostNote(after notes: [Int64] = []) -> (MachineBench, PaymentID) {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .cash)
        for note in notes { bench.insertNote(note) }
        bench.send(.noteAcceptorReported(.escrowed(twenty)))
        bench.touch(.stopCash)
        bench.send(.noteAcceptorReported(.poweredUp(note: nil)))
        bench.send(.noteAcceptorReported(.disabled))
        return (bench, id)
    }

    /// A charge of which the terminal never told.
    private func lostCard() -> (MachineBench, PaymentID) {
        var bench = MachineBench.ready()
        bench.send(.terminalReported(.baseline(lastReceiptNumber: 6)))
        let id = bench.beginPaying(by: .card)
        for _ in 0..<4 { bench.send(.terminalReported(.silent)) }
        return (bench, id)
    }

    /// Everything the journal holds, folded anew, says the same.
    private func expectJournalAgrees(_ bench: MachineBench) {
        #expect(Ledger(folding: bench.entries) == bench.machine.ledger)
    }

    // MARK: Notes

    @Test func aNoteFoundInTheBoxIsOwedUnderTheResidentsCode() throws {
        var (bench, id) = lostNote()
        let exception = try #require(bench.machine.ledger.exceptions.first)
        #expect(exception.id == id && exception.kind == .noteUnplaced && exception.money == twenty)
        #expect(bench.machine.ledger.cashBox.isEmpty)
        let done = bench.send(.exceptionResolved(id, decision(.noteIsInCashBox)))
        let submission = try #require(bench.machine.ledger[id]?.submission)
        #expect(
            done.first
                == .record([.exceptionResolved(id, decision(.noteIsInCashBox)), .paymentQueued(submission)]))
        #expect(submission.tendered == twenty)
        #expect(bench.machine.ledger.cashBox == [PaymentCash(payment: id, cash: twenty)])
        #expect(bench.machine.ledger.exceptions.isEmpty)
        expectJournalAgrees(bench)
    }

    @Test func aNoteThatWentBackEndsThePayment() {
        var (bench, id) = lostNote()
        bench.send(.exceptionResolved(id, decision(.noteWasReturned)))
        #expect(bench.machine.ledger[id]?.state == .abandoned)
        #expect(bench.machine.ledger.exceptions.isEmpty)
        expectJournalAgrees(bench)
    }

    @Test func aNoteFoundAfterItsPaymentWasToldIsKeptUnderACodeOfItsOwn() throws {
        var (bench, id) = lostNote(after: [50])
        #expect(bench.machine.ledger[id]?.submission?.tendered == Money(5_000, .cny))
        bench.send(.hubAnswered(.submitted(id, .settled(bench.settlementOwedInFull(id)))))
        let done = bench.send(.exceptionResolved(id, decision(.noteIsInCashBox)))
        guard case .record(let facts) = done.first, facts.count >= 3, case .noteInSuspense(let plan) = facts[1] else {
            Issue.record("\(done)")
            return
        }
        #expect(plan.denomination == twenty && plan.claimCode != bench.machine.ledger[id]?.claimCode)
        #expect(bench.machine.ledger[plan.payment]?.submission?.tendered == twenty)
        #expect(bench.machine.ledger.cashBox.map(\.cash).total(.cny) == Money(7_000, .cny))
        #expect(bench.machine.ledger[id]?.taken == Money(5_000, .cny), "what was told is not changed")
        #expect(bench.machine.ledger.exceptions.isEmpty)
        #expect(bench.machine.ledger.lastStacked == Money(5_000, .cny), "the acceptor did not report this one")
        expectJournalAgrees(bench)
    }

    @Test func aNoteThatLeftWithAnEarlierCollectionLiesInNoBoxOfNow() {
        var (bench, id) = lostNote()
        bench.send(.cashBoxCollected("C1", by: "Li Wei", counted: [NoteCount(denomination: twenty, count: 1)]))
        bench.send(.exceptionResolved(id, decision(.noteIsInCashBox)))
        #expect(bench.machine.ledger[id]?.submission?.tendered == twenty)
        #expect(bench.machine.ledger.cashBox.isEmpty)
        expectJournalAgrees(bench)
    }

    @Test func whatWasLeftOpenByARestartCanBeDecidedToo() {
        var before = MachineBench.ready()
        let id = before.beginPaying(by: .cash)
        before.send(.noteAcceptorReported(.escrowed(twenty)))
        var bench = MachineBench(restarting: before.entries)
        bench.send(.noteAcceptorReported(.presence(.ready)))
        bench.send(.noteAcceptorReported(.disabled))
        #expect(bench.machine.ledger.exceptions.map(\.id) == [id])
        bench.send(.exceptionResolved(id, decision(.noteIsInCashBox)))
        #expect(bench.machine.ledger[id]?.submission?.tendered == twenty)
        #expect(bench.machine.ledger.open.isEmpty)
    }

    // MARK: Cards

    @Test func aChargeThatTheTerminalsJournalHasIsSettled() throws {
        var (bench, id) = lostCard()
        #expect(bench.machine.ledger.exceptions.map(\.kind) == [.cardUnknown])
        #expect(bench.machine.refusal(of: decision(.cardWasCharged(terminalReceiptNumber: 6)), for: id) != nil)
        #expect(bench.machine.refusal(of: decision(.cardWasCharged(terminalReceiptNumber: 0)), for: id) != nil)
        bench.send(.exceptionResolved(id, decision(.cardWasCharged(terminalReceiptNumber: 7))))
        let submission = try #require(bench.machine.ledger[id]?.submission)
        #expect(submission.tendered == Money(8_640, .cny) && !submission.allocations.isEmpty)
        #expect(bench.machine.ledger.exceptions.isEmpty)
        bench.send(.terminalReported(.last(MachineBench.capture(receipt: 7))))
        #expect(
            bench.machine.ledger[id]?.taken == Money(8_640, .cny), "the terminal's late answer counts nothing twice")
        expectJournalAgrees(bench)
    }

    @Test(arguments: [ExceptionResolution.Decision.cardWasNotCharged, .closed])
    func aChargeThatIsNotThereEndsThePayment(_ what: ExceptionResolution.Decision) {
        var (bench, id) = lostCard()
        bench.send(.exceptionResolved(id, decision(what)))
        #expect(bench.machine.ledger[id]?.state == .abandoned)
        #expect(bench.machine.ledger.open.isEmpty && bench.machine.ledger.exceptions.isEmpty)
        expectJournalAgrees(bench)
    }

    // MARK: The rest

    @Test func aContradictionStaysUntilSomebodyClosesIt() {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .card)
        bench.send(.terminalReported(.approved(MachineBench.capture())))
        bench.send(.hubAnswered(.submitted(id, .conflict("another amount"))))
        #expect(bench.machine.ledger.exceptions.map(\.kind) == [.conflicted("another amount")])
        bench.send(.exceptionResolved(id, decision(.closed)))
        #expect(bench.machine.ledger.exceptions.isEmpty)
        #expect(bench.machine.ledger[id]?.state == .closed && bench.machine.ledger[id]?.state.isTerminal == true)
        #expect(bench.machine.ledger[id]?.resolutions == [decision(.closed)])
        expectJournalAgrees(bench)
    }

    @Test func aDecisionThatDoesNotFitIsRefusedInWordsAndChangesNothing() {
        var (bench, id) = lostNote()
        let wrong: [(PaymentID, ExceptionResolution)] = [
            (id, decision(.cardWasNotCharged)), ("nobody", decision(.closed)),
            (id, ExceptionResolution(decision: .closed, by: " ", why: "because")),
            (id, ExceptionResolution(decision: .closed, by: "Li", why: "")),
            (id, ExceptionResolution(decision: .closed, by: "Li", why: String(repeating: "x", count: 1_001))),
        ]
        let count = bench.entries.count
        for (id, resolution) in wrong {
            #expect(bench.machine.refusal(of: resolution, for: id)?.isEmpty == false)
            bench.send(.exceptionResolved(id, resolution))
        }
        #expect(bench.entries.count == count)
    }

    @Test func decidingTwiceDoesNothingTheSecondTime() {
        var (bench, id) = lostNote()
        bench.send(.exceptionResolved(id, decision(.noteIsInCashBox)))
        let count = bench.entries.count
        bench.send(.exceptionResolved(id, decision(.noteIsInCashBox)))
        #expect(bench.entries.count == count)
    }

    @Test func everyExceptionOfAPaymentCanBeEndedByEachOfItsDecisions() {
        for make in [{ lostNote() }, { lostNote(after: [50]) }, lostCard] {
            let (sample, id) = make()
            for kind in sample.machine.ledger.exceptions[0].allowedDecisions {
                var (bench, _) = make()
                let what: ExceptionResolution.Decision =
                    switch kind {
                    case .noteIsInCashBox: .noteIsInCashBox
                    case .noteWasReturned: .noteWasReturned
                    case .cardWasCharged: .cardWasCharged(terminalReceiptNumber: 99)
                    case .cardWasNotCharged: .cardWasNotCharged
                    case .closed: .closed
                    }
                bench.send(.exceptionResolved(id, decision(what)))
                #expect(bench.machine.ledger.exceptions.isEmpty, "\(kind)")
                #expect(bench.machine.ledger.open.isEmpty, "\(kind)")
            }
        }
    }

    // MARK: Reversals

    private func stray() -> MachineBench {
        var bench = MachineBench()
        bench.devicesReady(lastTransaction: MachineBench.capture(receipt: 57))
        bench.send(.terminalReported(.approved(MachineBench.capture(receipt: 58))))
        return bench
    }

    @Test func aChargeForNobodyIsUndoneOnceAndWrittenDown() {
        var bench = stray()
        let done = bench.send(.terminalReported(.reversed(terminalReceiptNumber: 58)))
        #expect(done == [.record([.cardReversed(terminalReceiptNumber: 58)])])
        #expect(bench.wait(.seconds(60)).isEmpty)
    }

    @Test func theSeventhFailedReversalIsForAPerson() {
        var bench = stray()
        for failure in 1...7 {
            #expect(bench.machine.ledger.exceptions.isEmpty, "after \(failure - 1) failures")
            bench.send(.terminalReported(.reversalFailed(terminalReceiptNumber: 58, "no")))
            let again = bench.wait(.seconds(60))
            let isTold = again.contains {
                if case .terminal(.reverse(58, _)) = $0 { true } else { false }
            }
            #expect(isTold == (failure < 7))
        }
        #expect(bench.machine.ledger.exceptions.map(\.kind) == [.cardNotReversed(MachineBench.capture(receipt: 58))])
        bench.send(.exceptionResolved("reversal-58", decision(.closed)))
        #expect(bench.machine.ledger.exceptions.isEmpty)
        expectJournalAgrees(bench)
    }

    @Test func aTerminalThatIsSilentAboutAReversalFailsToo() {
        var bench = stray()
        for _ in 0..<7 { _ = bench.wait(.seconds(60)) }
        #expect(bench.machine.ledger.exceptions.map(\.id) == ["reversal-58"])
    }

    @Test func aReversalIsToldAgainAfterARestart() {
        var bench = MachineBench(restarting: stray().entries)
        bench.devicesReady(lastTransaction: MachineBench.capture(receipt: 58))
        let told = bench.wait(.seconds(10)).contains {
            if case .terminal(.reverse(58, _)) = $0 { true } else { false }
        }
        #expect(told)
    }

    @Test func theStrayChargeIsNeverTakenForTheNextResidents() throws {
        var bench = stray()
        let id = bench.beginPaying(by: .card)
        for _ in 0..<2 { bench.send(.terminalReported(.silent)) }
        bench.send(.terminalReported(.last(MachineBench.capture(receipt: 58))))
        #expect(bench.machine.ledger[id]?.outcome == .abandoned)
    }
}

extension MachineBench {
    /// All of what was taken becomes a credit note.
    func settlementOwedInFull(_ id: PaymentID) -> Settlement {
        settlement(of: id, owed: machine.ledger[id]?.taken.minorUnits ?? 0)
    }
}
