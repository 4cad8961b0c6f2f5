import KioskAPI
import KioskCore
import Testing

/// Differences and judgements, as the kiosk believes them.
struct ReconciliationAnswerTests {
    private let day = DayStatement(kiosk: "k-1", date: CalendarDate(daysSince1970: 20_000), lines: [])
    private let difference = PaymentDifference(
        payment: "p-1", kind: .missingAtHub, kiosk: Money(10_00, .cny), hub: .zero(.cny))

    @Test func differencesAreRead() throws {
        let collection = try HubJSON.encode(CollectionAnswer(collection: "c-1", differences: [difference]))
        #expect(HubAnswerReader.collection("c-1", status: 200, body: collection) == .compared([difference]))
        let answer = DayAnswer(kiosk: "k-1", date: day.date, differences: [])
        #expect(HubAnswerReader.day(day, status: 200, body: try HubJSON.encode(answer)) == .compared([]))
    }

    @Test func anAnswerAboutSomethingElseIsTrouble() throws {
        let collection = try HubJSON.encode(CollectionAnswer(collection: "c-2", differences: []))
        #expect(
            HubAnswerReader.collection("c-1", status: 200, body: collection) == .unavailable(.answerForAnother))
        for other in [
            DayAnswer(kiosk: "k-2", date: day.date, differences: []),
            DayAnswer(kiosk: "k-1", date: day.date.adding(days: 1), differences: []),
        ] {
            #expect(
                HubAnswerReader.day(day, status: 200, body: try HubJSON.encode(other))
                    == .unavailable(.answerForAnother))
        }
    }

    /// A difference without a payment, or of amounts that nothing can be reckoned with, is not journaled.
    @Test func whatCannotBeADifferenceIsNotBelieved() throws {
        let euro = Currency(code: "EUR") ?? .cny
        let bad = [
            PaymentDifference(payment: nil, kind: .otherAmount, kiosk: .zero(.cny), hub: .zero(.cny)),
            PaymentDifference(payment: "p-1", kind: .otherAmount, kiosk: .zero(.cny), hub: .zero(euro)),
            PaymentDifference(payment: "p-1", kind: .otherAmount, kiosk: Money(.max, .cny), hub: .zero(.cny)),
            PaymentDifference(payment: "p/1", kind: .otherAmount, kiosk: .zero(.cny), hub: .zero(.cny)),
        ]
        for difference in bad {
            let body = try HubJSON.encode(CollectionAnswer(collection: "c-1", differences: [difference]))
            #expect(HubAnswerReader.collection("c-1", status: 200, body: body) == .unavailable(.malformedAnswer))
        }
    }

    @Test func anAnswerWithAllItsDifferencesFitsIntoWhatIsRead() throws {
        let long = PaymentDifference(
            payment: PaymentID(String(repeating: "p", count: Bounds.longestText)), kind: .countedOtherwise,
            kiosk: Money(-Money.largestAccepted, .cny), hub: Money(Money.largestAccepted, .cny))
        let answer = CollectionAnswer(
            collection: "c-1", differences: [PaymentDifference](repeating: long, count: 2_000))
        #expect(answer.differences.count == PaymentDifference.mostInAnAnswer)
        let body = try HubJSON.encode(answer)
        #expect(body.count <= HubJSON.largestBody)
        #expect(HubAnswerReader.collection("c-1", status: 200, body: body) == .compared(answer.differences))
    }

    @Test(arguments: JournalStanding.allCases) func aJudgementIsTheHubsOwn(_ standing: JournalStanding) throws {
        let body = try HubJSON.encode(JournalHeadAnswer(standing: standing, size: 3, root: "x"))
        #expect(HubAnswerReader.witness(status: 200, body: body) == .judged(standing))
        // A proxy that repeats it under another status is not the hub.
        #expect(HubAnswerReader.witness(status: 502, body: body) == .unavailable(.serverError(status: 502)))
    }

    @Test func theHubNamesTheSizeForTheProof() throws {
        let body = try HubJSON.encode(JournalSizeAnswer(size: 17))
        #expect(HubAnswerReader.witness(status: 409, body: body) == .proofNeeded(from: 17))
        #expect(HubAnswerReader.witness(status: 200, body: body) == .unavailable(.malformedAnswer))
        for bad in [#"{"size":-1}"#, "{}", "<html>"] {
            #expect(HubAnswerReader.witness(status: 409, body: Array(bad.utf8)) == .unavailable(.malformedAnswer))
        }
        let conflict = try HubJSON.encode(HubErrorBody(HubError(.conflict, "why")))
        #expect(HubAnswerReader.witness(status: 409, body: conflict) == .unavailable(.malformedAnswer))
    }

    @Test func aHubThatIsBusySaysWhenToComeBack() throws {
        let body = try HubJSON.encode(HubErrorBody(HubError(.busy, "why", hintAfterSeconds: 7)))
        #expect(HubAnswerReader.day(day, status: 503, body: body) == .unavailable(.retryLater(afterSeconds: 7)))
    }

    @Test func aDayOfManyPaymentsFitsIntoItsBody() throws {
        let line = DayStatement.Line(
            payment: "0192f5a0-0000-7000-8000-000000000001", taken: Money(Money.largestAccepted, .cny), isFinal: false)
        let body = try HubJSON.encode([DayStatement.Line](repeating: line, count: DayStatement.mostLines))
        #expect(body.count < DayStatement.largestBody)
        let many = DayStatement(
            kiosk: "k-1", date: day.date,
            lines: (0...DayStatement.mostLines).map {
                DayStatement.Line(payment: PaymentID("p-\($0)"), taken: Money(1, .cny), isFinal: true)
            })
        #expect(throws: RequestFault.self) { try many.checkBounds() }
    }
}
