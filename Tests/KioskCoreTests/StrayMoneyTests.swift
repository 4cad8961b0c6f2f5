import KioskCore
import Testing

/// Money and answers that come when nobody expects them: from a technician's test, an exchanged device, a note whose
/// fate was lost.
@Suite struct StrayMoneyTests {
    private let fifty = Money(5_000, .cny)
    private let hundred = Money(10_000, .cny)

    // MARK: Cards

    @Test func anAnswerThatNobodyAskedForSettlesNoCharge() {
        var bench = MachineBench()
        bench.devicesReady(lastTransaction: MachineBench.capture(receipt: 57))
        let id = bench.beginPaying(by: .card)
        let done = bench.send(.terminalReported(.last(MachineBench.capture(receipt: 57))))
        #expect(done.isEmpty, "a technician's question, not the kiosk's")
        bench.send(.terminalReported(.approved(MachineBench.capture(receipt: 58))))
        #expect(bench.machine.ledger[id]?.taken == Money(8_640, .cny))
    }

    @Test func aCaptureWithoutAPaymentIsUndoneAndWrittenDown() {
        var bench = MachineBench()
        bench.devicesReady(lastTransaction: MachineBench.capture(receipt: 57))
        let done = bench.send(.terminalReported(.approved(MachineBench.capture(receipt: 58))))
        #expect(
            done == [
                .record([
                    .incident(.captureWithoutPayment),
                    .cardReversalIntended(MachineBench.capture(receipt: 58)),
                ]),
                .terminal(.reverse(terminalReceiptNumber: 58, amount: Money(8_640, .cny))),
            ])
        let failed = bench.send(.terminalReported(.reversalFailed(terminalReceiptNumber: 58, "no")))
        #expect(
            failed == [
                .record([
                    .cardReversalFailed(terminalReceiptNumber: 58, "no"), .incident(.captureNotReversed),
                ])
            ])
    }

    @Test func theCaptureOfASettledPaymentToldAgainIsNotUndone() {
        var bench = MachineBench.ready()
        bench.beginPaying(by: .card)
        bench.send(.terminalReported(.approved(MachineBench.capture())))
        #expect(bench.send(.terminalReported(.approved(MachineBench.capture()))).isEmpty)
    }

    @Test func anotherTerminalsLastTransactionIsNobodysCharge() {
        var bench = MachineBench()
        bench.devicesReady(lastTransaction: MachineBench.capture(receipt: 57))
        bench.send(.terminalReported(.presence(.absent)))
        #expect(bench.send(.terminalReported(.presence(.ready))).contains(.terminal(.enquireBaseline)))
        bench.scanBill()
        bench.touch(.pay)
        guard case .methodChoice(_, _, let methods, _) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(methods.prefix(2).map(\.obstacle) == [nil, .outcomePending], "its last receipt is not known yet")
    }

    // MARK: Notes

    @Test func aSlotThatSomebodyElseClosedIsOpenedOnceMore() {
        var bench = MachineBench.ready()
        bench.beginPaying(by: .cash)
        bench.send(.noteAcceptorReported(.enabled))
        bench.insertNote(50)
        let done = bench.send(.noteAcceptorReported(.disabled))
        #expect(done == [.noteAcceptor(.enable(denominations: MachineBench.settings.denominations))])
        bench.send(.noteAcceptorReported(.disabled))
        guard case .cash(let progress) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(progress.activity == .closing, "closed twice, it is not to be had")
    }

    @Test func aNoteWhoseFateIsNeverToldEndsTheVisitInsteadOfHangingIt() {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .cash)
        bench.send(.noteAcceptorReported(.escrowed(hundred)))
        bench.send(.noteAcceptorReported(.presence(.ready)))
        _ = bench.wait(.seconds(60))
        guard case .cash(let progress) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(progress.activity == .closing)
        bench.send(.noteAcceptorReported(.disabled))
        #expect(bench.machine.ledger[id]?.needsPerson == true, "nobody knows where the note is: a person looks")
    }

    @Test func aNoteOfTheSameValueThatNobodyIntendedIsKept() {
        var bench = MachineBench.ready()
        bench.beginPaying(by: .cash)
        bench.insertNote(50)
        bench.insertNote(50)
        bench.send(.noteAcceptorReported(.disabled))
        let kept = bench.send(.noteAcceptorReported(.stacked(fifty)))
        #expect(
            kept.contains { if case .record(let facts) = $0 { facts.contains(where: \.isSuspense) } else { false } })
        #expect(kept.contains(.noteAcceptor(.acknowledge)))
    }

    @Test func afterARestartARepeatedNoteIsStillNotCountedTwice() {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .cash)
        bench.insertNote(50)
        var again = MachineBench(restarting: bench.entries)
        again.send(.noteAcceptorReported(.presence(.ready)))
        #expect(again.send(.noteAcceptorReported(.stacked(fifty))) == [.noteAcceptor(.acknowledge)])
        #expect(again.machine.ledger[id]?.taken == fifty)
    }

    @Test func anotherNoteGivenBackDoesNotSettleTheFateOfTheLostOne() {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .cash)
        bench.send(.noteAcceptorReported(.escrowed(hundred)))
        let other = bench.send(.noteAcceptorReported(.escrowed(fifty)))
        #expect(other.contains(.record([.noteUnplaced(id, number: 1)])))
        #expect(other.contains(.noteAcceptor(.returnNote)))
        bench.send(.noteAcceptorReported(.returned(fifty)))
        #expect(bench.machine.ledger[id]?.needsPerson == true)
    }

    @Test func aReturnedNoteOfAnotherValueLeavesTheIntentOpen() {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .cash)
        bench.send(.noteAcceptorReported(.escrowed(hundred)))
        bench.send(.noteAcceptorReported(.returned(fifty)))
        #expect(bench.machine.ledger[id]?.openNote != nil)
    }

    // MARK: Incidents

    @Test func theSameIncidentIsWrittenDownOnceAMinute() {
        var bench = MachineBench.ready()
        #expect(bench.send(.incidentNoticed(.strangeDevice)) == [.record([.incident(.strangeDevice)])])
        #expect(bench.send(.incidentNoticed(.strangeDevice)).isEmpty)
        #expect(bench.send(.incidentNoticed(.deviceLocked)) == [.record([.incident(.deviceLocked)])])
        _ = bench.wait(.seconds(60))
        #expect(bench.send(.incidentNoticed(.strangeDevice)) == [.record([.incident(.strangeDevice)])])
    }
}

extension JournalFact {
    fileprivate var isSuspense: Bool { if case .noteInSuspense = self { true } else { false } }
}
