import KioskCore
import KioskReceipts
import Testing

/// The slip follows from the journal alone.
struct SlipFromJournalTests {
    private static let plan = PaymentPlan(
        payment: Sample.payment, claimCode: Sample.code, receiptNumber: "K0417-000023", biller: Sample.biller,
        account: Sample.account,
        allocations: [Allocation(bill: "b1", period: BillingPeriod("2026-10"), amount: Money(8_640, .cny))],
        tender: .cash, language: .simplifiedChinese, inquiry: "i1")
    private static let id = Sample.payment

    private static func notes(_ count: Int) -> [JournalFact] {
        (1...count).flatMap { number in
            [
                JournalFact.noteIntended(id, number: number, denomination: Money(2_000, .cny)),
                .noteStacked(id, number: number),
            ]
        }
    }

    private func slip(_ journal: [JournalFact], isCopy: Bool = false) -> ReceiptFacts? {
        var ledger = Ledger()
        let now = KioskInstant(sinceBoot: .seconds(1), wall: Sample.time)
        for fact in journal { ledger.apply(fact, at: now) }
        return ledger.inOrder.first.flatMap { ReceiptFacts($0, site: Sample.site, isCopy: isCopy) }
    }

    @Test func fiveNotesAndAnAnswerMakeAReceiptWithChange() throws {
        let change = CreditNote(code: Sample.code, amount: Money(1_360, .cny))
        let settlement = Settlement(reference: "H-1", settled: Money(8_640, .cny), creditNote: change)
        let facts = try #require(
            slip([.paymentPlanned(Self.plan)] + Self.notes(5) + [.paymentSettled(Self.id, settlement)]))
        #expect(facts.kind == .settled(reference: "H-1", change))
        #expect(facts.tenders == [.notes(denomination: Money(2_000, .cny), count: 5)])
        #expect(facts.maskedAccount == "33*******4567")
        #expect(facts.time == Sample.time)
    }

    @Test func enoughMoneyWithoutAnAnswerIsPending() {
        #expect(slip([.paymentPlanned(Self.plan)] + Self.notes(5))?.kind == .pending)
    }

    @Test func cancellingAfterANoteOwesTheNote() {
        let facts = slip(
            [.paymentPlanned(Self.plan)] + Self.notes(1) + [.paymentClosing(Self.id, .cancelledByResident)])
        #expect(facts?.kind == .cancelled(CreditNote(code: Sample.code, amount: Money(2_000, .cny))))
    }

    @Test func aRestartInTheMiddleOwesWhatIsThere() {
        let facts = slip([.paymentPlanned(Self.plan)] + Self.notes(2) + [.paymentClosing(Self.id, .restarted)])
        #expect(facts?.kind == .interrupted(CreditNote(code: Sample.code, amount: Money(4_000, .cny))))
    }

    @Test func aRefusalOwesTheNotesAndSaysWhy() {
        let note = CreditNote(code: Sample.code, amount: Money(10_000, .cny))
        let refusal = HubRefusal(reason: .alreadyPaid, message: "paid on 2026-11-20")
        let facts = slip(
            [.paymentPlanned(Self.plan)] + Self.notes(5) + [.paymentRefused(Self.id, refusal, note)])
        #expect(facts?.kind == .refused(.alreadyPaid, note))
    }

    @Test func aSilentTerminalIsToldAsUnknown() {
        let facts = slip([
            .paymentPlanned(Self.plan), .cardIntended(Self.id, amount: Money(8_640, .cny), lastReceiptNumber: 11),
            .cardUnknown(Self.id),
        ])
        #expect(facts?.kind == .cardUnknown(Money(8_640, .cny)))
    }

    @Test func aSilentWalletIsToldAsUnknownUntilItSaysPaid() {
        let asked: [JournalFact] = [
            .paymentPlanned(Self.plan), .walletIntended(Self.id, amount: Money(8_640, .cny), provider: .alipay),
            .walletUnknown(Self.id),
        ]
        #expect(slip(asked)?.kind == .walletUnknown(Money(8_640, .cny)))
        let paid = slip(asked + [.walletPaid(Self.id, Sample.receipt)])
        #expect(paid?.kind == .pending)
        #expect(paid?.tenders == [.wallet(Sample.receipt)])
    }

    @Test func theSlipKnowsThatTheNetworkWasDown() {
        let offline: [JournalFact] = [.paymentPlanned(Self.plan), .paymentTakenOffline(Self.id)] + Self.notes(5)
        #expect(slip(offline)?.isOffline == true)
        #expect(slip([.paymentPlanned(Self.plan)] + Self.notes(5))?.isOffline == false)
    }

    @Test func aNoteNobodyCanPlaceIsToldApartFromTheCountedOnes() {
        let facts = slip(
            [.paymentPlanned(Self.plan)] + Self.notes(1) + [
                .noteIntended(Self.id, number: 2, denomination: Money(5_000, .cny)),
                .noteUnplaced(Self.id, number: 2),
            ])
        #expect(facts?.kind == .noteUnplaced(Money(5_000, .cny), counted: Money(2_000, .cny)))
    }

    @Test func aNoteWithoutAPaymentGetsAClaimReceipt() throws {
        let plan = SuspensePlan(
            payment: Sample.payment, claimCode: Sample.code, receiptNumber: "K0417-000024",
            denomination: Money(2_000, .cny))
        let facts = try #require(slip([.noteInSuspense(plan)], isCopy: true))
        #expect(facts.kind == .suspense(CreditNote(code: Sample.code, amount: Money(2_000, .cny))))
        let text = PlainTextReceipt.render(ReceiptComposer.compose(facts, languages: .both))
        #expect(text.contains("¥20.00") && text.contains(Sample.code.description) && text.contains("COPY"))
    }

    @Test func aConflictSaysThatAPersonLooks() {
        let facts = slip([.paymentPlanned(Self.plan)] + Self.notes(5) + [.paymentConflicted(Self.id, "other body")])
        #expect(facts?.kind == .examined(Money(10_000, .cny)))
    }

    @Test func noMoneyNoSlip() {
        #expect(slip([.paymentPlanned(Self.plan)]) == nil)
        #expect(slip([.paymentPlanned(Self.plan), .paymentAbandoned(Self.id)]) == nil)
    }
}
