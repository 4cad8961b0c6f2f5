import Foundation
import KioskCore
import Testing

/// A credit note laid on the scanner while a bill of ¥86.40 is being paid.
@Suite struct CreditNotePaymentTests {
    private static let code = ClaimCode(random: Array(1...11))
    private static let other = ClaimCode(random: Array(2...12))
    private let lay = KioskEvent.codeRead(.creditNote(code))

    private func claim(_ id: PaymentID, _ code: ClaimCode = code) -> KioskAction {
        .hub(.claimCreditNote(CreditNoteClaim(payment: id, kiosk: "K0417", code: code, currency: .cny)))
    }

    private func answer(_ id: PaymentID, _ outcome: CreditNoteOutcome, _ code: ClaimCode = code) -> KioskEvent {
        .hubAnswered(.creditNote(id, code, outcome))
    }

    private func note(_ fen: Int64, _ code: ClaimCode = code) -> CreditNote {
        CreditNote(code: code, amount: Money(fen, .cny))
    }

    private func claimed(_ fen: Int64) -> CreditNoteOutcome { .claimed(note(fen)) }

    /// A kiosk that takes notes for the bill, and whose hub has been asked for the credit note.
    private func asking() -> (MachineBench, PaymentID) {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .cash)
        bench.send(.noteAcceptorReported(.enabled))
        bench.send(lay)
        return (bench, id)
    }

    private func activity(_ bench: MachineBench) -> CashProgress.Activity? {
        if case .cash(let progress) = bench.screen { progress.activity } else { nil }
    }

    // MARK: The usual road

    @Test func laidWhereTheMethodIsChosenItBeginsAPayment() {
        var bench = MachineBench.ready()
        bench.scanBill()
        bench.touch(.pay)
        bench.send(lay)
        let id = bench.machine.ledger.inOrder.last!.id
        #expect(bench.machine.ledger[id]?.plan?.tender == .cash)
        let preparation = Preparation(
            payment: id, amount: Money(8_640, .cny), expires: WallTime(milliseconds: 1_795_000_900_000))
        let done = bench.send(.hubAnswered(.prepared(id, .prepared(preparation))))
        #expect(done.suffix(2) == [.record([.creditNoteIntended(id, CreditNotePaymentTests.code)]), claim(id)])
        #expect(activity(bench) == .askingForCreditNote)
    }

    @Test(arguments: [Int64(8_640), 10_000])
    func aNoteThatCoversTheBillPaysIt(fen: Int64) throws {
        var (bench, id) = asking()
        let done = bench.send(answer(id, claimed(fen)))
        #expect(
            done == [
                .record([.creditNoteClaimed(id, note(fen)), .paymentClosing(id, .paidInFull)]),
                .noteAcceptor(.disable),
            ])
        bench.send(.noteAcceptorReported(.disabled))
        let submission = try #require(bench.machine.ledger[id]?.submission)
        #expect(submission.tenders == [.creditNote(note(fen))])
        #expect(submission.allocations.map(\.amount).total(.cny) == Money(8_640, .cny))
    }

    @Test func whatANoteDoesNotCoverIsPaidInCash() throws {
        var (bench, id) = asking()
        bench.send(answer(id, claimed(5_000)))
        guard case .cash(let progress) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(progress.remaining == Money(3_640, .cny))
        bench.insertNote(50)
        bench.send(.noteAcceptorReported(.disabled))
        let submission = try #require(bench.machine.ledger[id]?.submission)
        #expect(submission.tenders == [.notes(denomination: Money(5_000, .cny), count: 1), .creditNote(note(5_000))])
    }

    @Test func twoNotesPayOneBillOneAfterTheOther() {
        var (bench, id) = asking()
        bench.send(answer(id, claimed(5_000)))
        let other = CreditNotePaymentTests.other
        #expect(bench.send(.codeRead(.creditNote(other))).last == claim(id, other))
        bench.send(answer(id, .claimed(note(5_000, other)), other))
        #expect(bench.machine.ledger[id]?.taken == Money(10_000, .cny))
        #expect(bench.machine.ledger[id]?.closing == .paidInFull)
    }

    @Test func theSameNoteHeldThereLongerIsAskedForOnce() {
        var (bench, id) = asking()
        #expect(bench.send(lay).isEmpty)
        bench.send(answer(id, claimed(5_000)))
        #expect(bench.send(lay).isEmpty)
    }

    @Test func aBanknoteThatComesWhileTheHubIsAskedGoesBack() {
        var (bench, _) = asking()
        #expect(
            bench.send(.noteAcceptorReported(.escrowed(Money(5_000, .cny)))) == [.noteAcceptor(.returnNote)])
    }

    @Test func aSecondAnswerChangesNothing() {
        var (bench, id) = asking()
        bench.send(answer(id, claimed(5_000)))
        let count = bench.entries.count
        bench.send(answer(id, claimed(5_000)))
        bench.send(answer(id, .refused(.alreadyClaimed)))
        #expect(bench.entries.count == count)
    }

    // MARK: No

    @Test(arguments: [CreditNoteRefusal.notFound, .alreadyClaimed, .otherCurrency, .paymentOver])
    func aRefusedNoteIsToldAndTheVisitGoesOn(_ refusal: CreditNoteRefusal) {
        var (bench, id) = asking()
        #expect(
            bench.send(answer(id, .refused(refusal))) == [
                .record([.creditNoteRefused(id, CreditNotePaymentTests.code, refusal)])
            ])
        #expect(activity(bench) == .creditNoteRefused(refusal))
        #expect(bench.send(lay).isEmpty, "the hub's word is final for this payment")
        #expect(bench.machine.view(at: bench.now).canGoBack)
        bench.insertNote(100)
        #expect(bench.machine.ledger[id]?.isPaidInFull == true)
    }

    @Test func withoutTheHubNoNoteIsTakenAndNothingIsLost() {
        var bench = MachineBench.ready()
        bench.scanBill()
        bench.touch(.pay)
        bench.send(.hubReachable(false))
        bench.send(lay)
        guard case .methodChoice(_, _, _, .offline) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(bench.machine.ledger.payments.isEmpty)
        bench.send(.hubReachable(true))
        let id = bench.beginPayingAgain()
        bench.send(.hubReachable(false))
        bench.send(lay)
        #expect(activity(bench) == .creditNoteRefused(.offline))
        #expect(bench.machine.ledger[id]?.creditNotes == [])
    }

    @Test func aHubThatGoesWhilePreparingLeavesTheNoteAlone() {
        var bench = MachineBench.ready()
        bench.scanBill()
        bench.touch(.pay)
        bench.send(lay)
        let id = bench.machine.ledger.inOrder.last!.id
        bench.send(.hubAnswered(.prepared(id, .unavailable(.timedOut))))
        #expect(activity(bench) == .creditNoteRefused(.offline))
        #expect(bench.machine.ledger[id]?.creditNotes == [])
    }

    @Test func aKioskWithoutANoteSlotSaysSoBeforeItAsks() {
        var bench = MachineBench.ready()
        bench.send(.noteAcceptorReported(.presence(.absent)))
        bench.scanBill()
        bench.touch(.pay)
        #expect(bench.send(lay).isEmpty)
        guard case .methodChoice(_, _, _, .cashNotTaken) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
    }

    @Test func noMoreThanEightNotesPayOneBill() {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .cash)
        for number in 0..<8 {
            let code = ClaimCode(random: (0..<11).map { UInt8($0 + number) })
            bench.send(.codeRead(.creditNote(code)))
            bench.send(answer(id, .claimed(note(100, code)), code))
        }
        #expect(bench.machine.ledger[id]?.taken == Money(800, .cny))
        bench.send(.codeRead(.creditNote(ClaimCode(random: Array(9...19)))))
        #expect(activity(bench) == .creditNoteRefused(.tooMany))
    }

    @Test(arguments: [Money(8_640, .eur), Money(0, .cny), Money(-5, .cny)])
    func anAmountThatCannotBeIsForAPerson(_ amount: Money) {
        var (bench, id) = asking()
        bench.send(answer(id, .claimed(CreditNote(code: CreditNotePaymentTests.code, amount: amount))))
        #expect(bench.machine.ledger[id]?.submission == nil)
        #expect(bench.machine.ledger.exceptions.map(\.kind) == [.creditNoteUnknown])
    }

    // MARK: No answer

    @Test func aSilentHubIsAskedAgainUnderTheSameIDAndThenASlipSaysSo() {
        var (bench, id) = asking()
        #expect(bench.wait(.seconds(8)) == [claim(id)])
        bench.send(answer(id, .unavailable(.timedOut)))
        #expect(bench.wait(.seconds(8)) == [claim(id)])
        let done = bench.wait(.seconds(8))
        #expect(done.contains(.noteAcceptor(.disable)))
        guard case .failed(let failure) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(failure.kind == .creditNoteOutcomeUnknown && failure.paper == .printing)
        #expect(bench.machine.ledger[id]?.outcome == nil)
        #expect(bench.machine.ledger.exceptions.map(\.kind) == [.creditNoteUnknown])
        #expect(bench.wait(.seconds(60)).contains(claim(id)))
        bench.send(answer(id, claimed(8_640)))
        #expect(bench.machine.ledger[id]?.submission?.tendered == Money(8_640, .cny))
        #expect(bench.machine.ledger[id]?.settlesBills == true)
        #expect(bench.machine.ledger.exceptions.isEmpty)
    }

    @Test func aNoteThatProvesToBeTooSmallLaterIsOwedAgain() throws {
        var (bench, id) = asking()
        for _ in 0..<3 { _ = bench.wait(.seconds(8)) }
        bench.send(answer(id, claimed(5_000)))
        let submission = try #require(bench.machine.ledger[id]?.submission)
        #expect(submission.allocations.isEmpty && submission.tendered == Money(5_000, .cny))
    }

    @Test func afterARestartItIsAskedAgain() {
        let (before, id) = asking()
        var bench = MachineBench(restarting: before.entries)
        #expect(bench.actions.contains(claim(id)))
        bench.send(answer(id, .unavailable(.unreachable)))
        #expect(bench.wait(.seconds(60)).contains(claim(id)))
        bench.send(answer(id, claimed(8_640)))
        #expect(bench.machine.ledger[id]?.settlesBills == true)
    }

    @Test func aNoteThatWasRefusedAfterARestartEndsThePaymentWithoutMoney() {
        let (before, id) = asking()
        var bench = MachineBench(restarting: before.entries)
        bench.send(answer(id, .refused(.alreadyClaimed)))
        #expect(bench.machine.ledger[id]?.outcome == .abandoned)
        #expect(bench.machine.ledger.open.isEmpty)
    }

    @Test func anOpenNoteKeepsTheSameBillFromBeingPaidAgain() {
        let (before, _) = asking()
        var bench = MachineBench(restarting: before.entries)
        bench.devicesReady()
        bench.touch(.end)
        bench.scanBill()
        bench.touch(.pay)
        guard case .methodChoice(_, _, let methods, _) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(methods.map(\.obstacle) == [.outcomePending, .outcomePending, .outcomePending])
    }

    // MARK: The resident stops

    @Test(arguments: [true, false])
    func anAnswerAfterTheResidentStoppedOwesAllOfIt(isAcceptorFirst: Bool) throws {
        var (bench, id) = asking()
        bench.touch(.stopCash)
        if isAcceptorFirst { bench.send(.noteAcceptorReported(.disabled)) }
        #expect(bench.machine.ledger[id]?.outcome == nil && bench.machine.ledger[id]?.submission == nil)
        bench.send(answer(id, claimed(8_640)))
        if !isAcceptorFirst { bench.send(.noteAcceptorReported(.disabled)) }
        let submission = try #require(bench.machine.ledger[id]?.submission)
        #expect(submission.allocations.isEmpty && submission.tendered == Money(8_640, .cny))
        guard case .failed(let failure) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(failure.kind == .cancelled && failure.paper == .printing)
    }

    @Test func stoppingAfterTheClaimOwesTheNoteUnderANewCode() throws {
        var (bench, id) = asking()
        bench.send(answer(id, claimed(5_000)))
        bench.touch(.stopCash)
        bench.send(.noteAcceptorReported(.disabled))
        let submission = try #require(bench.machine.ledger[id]?.submission)
        #expect(submission.allocations.isEmpty && submission.tenders == [.creditNote(note(5_000))])
        #expect(submission.claimCode != CreditNotePaymentTests.code)
    }

    @Test func aRefusalAfterTheResidentStoppedLeadsBackToTheMethods() {
        var (bench, id) = asking()
        bench.touch(.back)
        bench.send(.noteAcceptorReported(.disabled))
        bench.send(answer(id, .refused(.alreadyClaimed)))
        #expect(bench.machine.ledger[id]?.outcome == .abandoned)
        guard case .methodChoice = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
    }

    // MARK: Older journals

    @Test func aSnapshotFromBeforeThereWereCreditNotesIsTakenUp() throws {
        var bench = MachineBench.ready()
        let id = bench.beginPaying(by: .cash)
        let record = try #require(bench.machine.ledger[id])
        let text = String(decoding: try JSONEncoder().encode(record), as: UTF8.self)
        #expect(!text.contains("CreditNote"))
        #expect(try JSONDecoder().decode(PaymentRecord.self, from: Data(text.utf8)) == record)
    }
}

extension MachineBench {
    /// The bill is on the screen of methods: chooses cash.
    fileprivate mutating func beginPayingAgain() -> PaymentID {
        touch(.method(.cash))
        touch(.consentToCash)
        let id = machine.ledger.inOrder.last!.id
        let preparation = Preparation(
            payment: id, amount: Money(8_640, .cny), expires: WallTime(milliseconds: 1_795_000_900_000))
        send(.hubAnswered(.prepared(id, .prepared(preparation))))
        return id
    }
}
