import KioskAPI
import KioskCore
import KioskSettlement
import Logging
import Testing

/// Wallets, collections, days and the journal's head: to which path they go, and what their answers come to.
@Suite struct ReportTests {
    @Test func aChargeGoesOutWithItsCodeAndComesBackPaid() async throws {
        let body = """
            {"payment":"p-1","state":"PAID","amount":{"minorUnits":8640,"currency":"CNY"},\
            "provider":"weChatPay","reference":"W-7"}
            """
        try await withHub(.answer(status: "200 OK", body: body)) { client, hub in
            let receipt = WalletReceipt(amount: Money(86_40, .cny), provider: .weChatPay, reference: "W-7")
            #expect(await client.perform(.chargeWallet(charge)) == .wallet("p-1", .paid(receipt)))
            #expect(hub.requests.first?.line == "POST /v1/wallet-charges HTTP/1.1")
            let sent = try HubJSON.decode(WalletChargeBody.self, from: Array((hub.requests.first?.body ?? "").utf8))
            #expect(try sent.charge() == charge)
        }
    }

    @Test func aQuestionAndACancellationNameThePayment() async throws {
        let body = #"{"payment":"p-1","state":"CANCELLED","reason":"NEVER_SENT"}"#
        try await withHub(.answer(status: "200 OK", body: body)) { client, hub in
            for request in [HubRequest.enquireWallet("p-1"), .cancelWallet("p-1")] {
                #expect(await client.perform(request) == .wallet("p-1", .declined(.neverSent)))
            }
            #expect(
                hub.requests.map(\.line) == [
                    "GET /v1/wallet-charges/p-1 HTTP/1.1", "POST /v1/wallet-charges/p-1/cancel HTTP/1.1",
                ])
        }
        let unknown = #"{"error":{"code":"NOT_FOUND","class":"NON_RETRIABLE","message":"none"}}"#
        try await withHub(.answer(status: "404 Not Found", body: unknown)) { client, _ in
            #expect(await client.perform(.enquireWallet("p-1")) == .wallet("p-1", .notFound))
        }
    }

    @Test func aCollectionIsComparedByTheHub() async throws {
        let collection = CashCollection(
            id: "c-1", kiosk: "K0417", by: "Lin", counted: [NoteCount(denomination: Money(10_00, .cny), count: 3)],
            payments: [PaymentCash(payment: "p-1", cash: Money(20_00, .cny))], uncertain: [],
            taken: WallTime(milliseconds: 1_800_000_000_000))
        let body = """
            {"collection":"c-1","differences":[{"kind":"COUNTED_OTHERWISE","kiosk":{"minorUnits":3000,"currency":"CNY"},\
            "hub":{"minorUnits":2000,"currency":"CNY"}}]}
            """
        try await withHub(.answer(status: "200 OK", body: body)) { client, hub in
            let difference = PaymentDifference(
                payment: nil, kind: .countedOtherwise, kiosk: Money(30_00, .cny), hub: Money(20_00, .cny))
            #expect(
                await client.perform(.reportCollection(collection))
                    == .collectionCompared("c-1", .compared([difference])))
            #expect(hub.requests.first?.line == "POST /v1/kiosks/K0417/cash-collections HTTP/1.1")
            let sent = try HubJSON.decode(CashCollection.self, from: Array((hub.requests.first?.body ?? "").utf8))
            #expect(sent == collection)
        }
    }

    @Test func aDayIsComparedByTheHub() async throws {
        let day = DayStatement(
            kiosk: "K0417", date: CalendarDate(daysSince1970: 20_778),
            lines: [DayStatement.Line(payment: "p-1", taken: Money(20_00, .cny), isFinal: true)])
        let body = #"{"kiosk":"K0417","date":"2026-11-21","differences":[]}"#
        try await withHub(.answer(status: "200 OK", body: body)) { client, hub in
            #expect(await client.perform(.reportDay(day)) == .dayCompared(day.date, .compared([])))
            #expect(hub.requests.first?.line == "POST /v1/kiosks/K0417/days/2026-11-21 HTTP/1.1")
            let sent = try HubJSON.decode(DayStatement.self, from: Array((hub.requests.first?.body ?? "").utf8))
            #expect(sent == day)
        }
    }

    /// A kiosk must not stop taking money because of something that is not the hub.
    @Test(arguments: [
        ("200 OK", #"{"standing":"FORKED","size":7,"root":"x"}"#, WitnessOutcome.judged(.forked)),
        ("409 Conflict", #"{"size":7}"#, .proofNeeded(from: 7)),
        ("409 Conflict", "<html>", .unavailable(.malformedAnswer)),
        ("200 OK", "<html>Please log in</html>", .unavailable(.malformedAnswer)),
        ("200 OK", #"{"standing":"BROKEN","size":7,"root":"x"}"#, .unavailable(.malformedAnswer)),
        ("503 Busy", "", .unavailable(.serverError(status: 503))),
    ])
    func theHeadOfTheJournalIsJudgedByTheHubAlone(
        _ status: String, _ body: String, _ expected: WitnessOutcome
    ) async throws {
        try await withHub(.answer(status: status, body: body)) { client, hub in
            let head = JournalHeadBody(
                verifierKey: "k+0+A", checkpoint: "note", from: 3, proof: ["x"], run: "r", ordinal: 2)
            #expect(await client.witness("K0417", head) == expected)
            #expect(hub.requests.first?.line == "POST /v1/kiosks/K0417/journal HTTP/1.1")
            let sent = try HubJSON.decode(JournalHeadBody.self, from: Array((hub.requests.first?.body ?? "").utf8))
            #expect(sent == head)
        }
    }
}

let charge = WalletCharge(
    payment: "p-1", kiosk: "K0417", amount: Money(86_40, .cny),
    code: WalletCode(provider: .weChatPay, digits: "134567890123456780"))
