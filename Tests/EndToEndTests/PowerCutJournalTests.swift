import KioskCore
import KioskSimulator
import Testing

/// What a copied journal tells of a cut.
@Suite struct PowerCutJournalTests {
    private static let payment = PaymentID("0190aaaa-0000-7000-8000-000000000001")
    private static let other = PaymentID("0190aaaa-0000-7000-8000-000000000002")

    private static func journal(_ facts: JournalFact...) -> PowerCutJournal {
        PowerCutJournal(
            zip(facts, 1...).map { fact, place in
                JournalEntry(
                    sequence: place, boot: BootID("boot"),
                    at: KioskInstant(sinceBoot: .seconds(1), wall: WallTime(milliseconds: 0)), fact: fact)
            })
    }

    private static let note = JournalFact.noteIntended(payment, number: 1, denomination: Money(50_00, .cny))

    @Test func anEntryThatWasReadAndIsGoneOrOtherIsALoss() {
        let whole = Self.journal(.started(version: "1"), Self.note)
        #expect(
            Self.journal(.started(version: "1"), Self.note, .noteStacked(Self.payment, number: 1))
                .losses(since: whole).isEmpty)
        #expect(Self.journal(.started(version: "1")).losses(since: whole).count == 1)
        #expect(Self.journal(.started(version: "2"), Self.note).losses(since: whole).count == 1)
    }

    @Test func aPaymentIsOpenUntilItEndsByTheLastThingThatHappenedToItsMoney() {
        let journal = Self.journal(
            Self.note, .noteStacked(Self.payment, number: 1),
            .printIntended(Self.payment, PrintJobID(1), isCopy: false),
            .paymentTakenOffline(Self.other), .paymentAbandoned(Self.other))
        #expect(journal.open == ["noteStacked"])
    }

    @Test func theStoryNamesWhatCameAfterAndNoAccount() {
        let journal = Self.journal(
            .started(version: "1"), Self.note, .incident(.cashBoxFull), .incident(.cashBoxRemoved),
            .paymentAbandoned(Self.payment))
        #expect(journal.story(after: 2) == "incident × 2, paymentAbandoned")
        #expect(journal.story(after: 5) == "nothing")
    }

    @Test func aSlipOfAPaymentThatTheJournalDoesNotKnowIsFound() {
        let journal = Self.journal(Self.note)
        #expect(journal.unknownSlips(["paid \(Self.payment.text)", "thank you"]).isEmpty)
        #expect(journal.unknownSlips(["paid \(Self.other.text)"]).count == 1)
    }
}
