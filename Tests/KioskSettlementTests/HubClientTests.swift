import Foundation
import KioskAPI
import KioskCore
import KioskSettlement
import Logging
import NIOCore
import Testing

@Suite struct HubClientTests {
    /// One way in which a hub, or what stands in its place, fails to answer.
    struct BadAnswer: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reaction: ScriptedHub.Reaction
        let trouble: HubTrouble

        /// Short where the limit is what ends the wait; otherwise long enough for the slowest machine.
        var patience: HubPatience {
            var patience = HubPatience()
            if trouble == .timedOut {
                (patience.asking, patience.submitting) = (.milliseconds(200), .milliseconds(200))
            }
            return patience
        }
    }

    static let badAnswers = [
        BadAnswer(
            testDescription: "500", reaction: .answer(status: "500 Internal Server Error", body: ""),
            trouble: .serverError(status: 500)),
        BadAnswer(
            testDescription: "502 of a proxy, in HTML",
            reaction: .answer(status: "502 Bad Gateway", body: "<html>nginx</html>"),
            trouble: .serverError(status: 502)),
        BadAnswer(
            testDescription: "broken JSON", reaction: .answer(status: "200 OK", body: #"{"payment":"p-1","#),
            trouble: .malformedAnswer),
        BadAnswer(
            testDescription: "captive portal",
            reaction: .answer(status: "200 OK", body: "<html><body>Please log in</body></html>"),
            trouble: .malformedAnswer),
        BadAnswer(
            testDescription: "captive portal that redirects",
            reaction: .answer(status: "302 Found", headers: ["location: http://127.0.0.1:9/login"], body: ""),
            trouble: .malformedAnswer),
        BadAnswer(
            testDescription: "404 of something that is not the hub",
            reaction: .answer(status: "404 Not Found", body: "not here"), trouble: .malformedAnswer),
        BadAnswer(
            testDescription: "answer for another payment",
            reaction: .answer(status: "200 OK", body: #"{"payment":"p-2","state":"PENDING"}"#),
            trouble: .answerForAnother),
        BadAnswer(
            testDescription: "429 with Retry-After",
            reaction: .answer(status: "429 Too Many Requests", headers: ["retry-after: 17"], body: ""),
            trouble: .retryLater(afterSeconds: 17)),
        BadAnswer(
            testDescription: "429 without a time", reaction: .answer(status: "429 Too Many Requests", body: ""),
            trouble: .retryLater(afterSeconds: 5)),
        BadAnswer(
            testDescription: "503 for years",
            reaction: .answer(status: "503 Busy", headers: ["retry-after: 99999999"], body: ""),
            trouble: .retryLater(afterSeconds: 300)),
        BadAnswer(
            testDescription: "a body without end", reaction: .flood(bytes: 400 * 1_024), trouble: .malformedAnswer),
        BadAnswer(
            testDescription: "no HTTP at all", reaction: .raw("\u{01}\u{02}SSH-2.0\r\n"), trouble: .malformedAnswer),
        BadAnswer(testDescription: "closed after the request was read", reaction: .close, trouble: .unreachable),
        BadAnswer(testDescription: "silence", reaction: .silence, trouble: .timedOut),
        BadAnswer(
            testDescription: "one byte at a time",
            reaction: .dribble(
                "HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n" + String(repeating: " ", count: 900),
                every: .milliseconds(10)), trouble: .timedOut),
    ]

    @Test(arguments: badAnswers) func moneyStaysUnknownWhenTheHubGivesABadAnswer(bad: BadAnswer) async throws {
        try await withHub(bad.reaction, bad.patience) { client, hub in
            let answer = await client.perform(.submit(submission, as: .confirm))
            #expect(answer == .submitted("p-1", .unavailable(bad.trouble)))
            #expect(hub.requests.count == 1, "the client itself never sends again")
        }
    }

    @Test(arguments: badAnswers) func nothingIsPreparedByABadAnswer(bad: BadAnswer) async throws {
        try await withHub(bad.reaction, bad.patience) { client, _ in
            #expect(await client.perform(.prepare(order)) == .prepared("p-1", .unavailable(bad.trouble)))
        }
    }

    @Test(arguments: badAnswers.filter { $0.trouble != .answerForAnother })
    func aWalletStaysUnknownWhenTheHubGivesABadAnswer(bad: BadAnswer) async throws {
        try await withHub(bad.reaction, bad.patience) { client, hub in
            #expect(await client.perform(.chargeWallet(charge)) == .wallet("p-1", .unavailable(bad.trouble)))
            #expect(hub.requests.count <= 1, "the client itself never charges again")
        }
    }

    @Test func aHubThatIsDownIsUnreachable() async throws {
        let hub = try await ScriptedHub { _ in .silence }
        let address = try HubAddress(hub.address)
        try await hub.stop()
        let client = HubClient(address: address, log: quiet)
        let answer = await client.perform(.enquire("p-1", tendered: yuan(100)))
        #expect(answer == .submitted("p-1", .unavailable(.unreachable)))
        #expect(await client.heartbeat(heartbeat) == nil)
        await client.shutdown()
    }

    @Test func aSubmissionGoesToItsPathWithItsBodyAndIsSettled() async throws {
        let body = """
            {"payment":"p-1","state":"SETTLED","reference":"H-7","settled":{"minorUnits":8640,"currency":"CNY"},\
            "creditNote":{"code":"\(code.text)","amount":{"minorUnits":1360,"currency":"CNY"}}}
            """
        try await withHub(.answer(status: "200 OK", body: body)) { client, hub in
            let answer = await client.perform(.submit(submission, as: .advice))
            let settlement = Settlement(
                reference: "H-7", settled: yuan(86, 40), creditNote: CreditNote(code: code, amount: yuan(13, 60)))
            #expect(answer == .submitted("p-1", .settled(settlement)))
            #expect(hub.requests.first?.line == "POST /v1/payments/p-1/advice HTTP/1.1")
            let sent = try HubJSON.decode(SubmissionBody.self, from: Array((hub.requests.first?.body ?? "").utf8))
            #expect(try sent.submission() == submission)
        }
    }

    @Test func anAnswerThatLosesMoneyIsAConflict() async throws {
        let body = """
            {"payment":"p-1","state":"SETTLED","reference":"H","settled":{"minorUnits":8640,"currency":"CNY"}}
            """
        try await withHub(.answer(status: "200 OK", body: body)) { client, _ in
            guard case .submitted("p-1", .conflict) = await client.perform(.enquire("p-1", tendered: yuan(100))) else {
                Issue.record("100 was taken and 86.40 settled, and nobody noticed")
                return
            }
        }
    }

    @Test func anUnknownPaymentIsSaidByTheHubItself() async throws {
        let body = #"{"error":{"code":"NOT_FOUND","class":"NON_RETRIABLE","message":"No such payment."}}"#
        try await withHub(.answer(status: "404 Not Found", body: body)) { client, _ in
            let answer = await client.perform(.enquire("p-1", tendered: yuan(100)))
            #expect(answer == .submitted("p-1", .unknownPayment))
        }
    }

    @Test func anotherBodyUnderTheSameIdIsAConflict() async throws {
        let body = #"{"error":{"code":"CONFLICT","class":"NON_RETRIABLE","message":"Known with another body."}}"#
        try await withHub(.answer(status: "409 Conflict", body: body)) { client, _ in
            guard case .submitted("p-1", .conflict) = await client.perform(.submit(submission, as: .confirm)) else {
                Issue.record("a conflict was taken for something else")
                return
            }
        }
    }

    @Test func aSlowBillerIsAskedForAgainAFewTimes() async throws {
        let pending = #"{"inquiry":"i-1","state":"PENDING","hintAfterSeconds":1}"#
        var patience = HubPatience()
        patience.mostPolls = 3
        try await withHub(.answer(status: "202 Accepted", body: pending), patience) { client, hub in
            let inquiry = Inquiry(biller: "zj-power", account: "3300123456")
            #expect(await client.perform(.inquire(inquiry)) == .inquired(inquiry, .unavailable(.timedOut)))
            #expect(hub.requests.map(\.line).first == "POST /v1/inquiries HTTP/1.1")
            #expect(
                hub.requests.dropFirst().map(\.line) == Array(repeating: "GET /v1/inquiries/i-1 HTTP/1.1", count: 3))
        }
    }

    @Test func aBillerThatStaysSlowIsGivenUpAtTheLimit() async throws {
        let pending = #"{"inquiry":"i-1","state":"PENDING","hintAfterSeconds":300}"#
        var patience = HubPatience()
        patience.asking = .milliseconds(200)
        try await withHub(.answer(status: "202 Accepted", body: pending), patience) { client, _ in
            let inquiry = Inquiry(biller: "zj-power", account: "3300123456")
            #expect(await client.perform(.inquire(inquiry)) == .inquired(inquiry, .unavailable(.timedOut)))
        }
    }

    @Test func aCancelledPreparationAwaitsNoAnswer() async throws {
        try await withHub(.answer(status: "500 No", body: "")) { client, hub in
            #expect(await client.perform(.cancel("p-1")) == nil)
            #expect(hub.requests.first?.line == "POST /v1/payments/p-1/cancel HTTP/1.1")
        }
    }

    @Test func aHeartbeatIsHeardOnlyByAHub() async throws {
        let body = #"{"now":1800000000000,"catalogueVersion":3}"#
        try await withHub(.answer(status: "200 OK", body: body)) { client, hub in
            #expect(await client.heartbeat(heartbeat)?.catalogueVersion == 3)
            #expect(hub.requests.first?.line == "POST /v1/kiosks/K0417/heartbeat HTTP/1.1")
        }
        try await withHub(.answer(status: "200 OK", body: "<html>")) { client, _ in
            #expect(await client.heartbeat(heartbeat) == nil)
        }
    }

    @Test(arguments: ["https://hub.example.org", "https://hub.example.org:8443/", "http://127.0.0.1:8080"])
    func anAddressIsTaken(text: String) throws {
        #expect(try !HubAddress(text).text.hasSuffix("/"))
    }

    @Test(arguments: [
        ("http://hub.example.org", SettlementError.Code.addressNotEncrypted),
        ("http://127.0.0.1.example.org", .addressNotEncrypted), ("ftp://hub", .addressInvalid),
        ("hub", .addressInvalid), ("https://user@hub", .addressInvalid), ("https://hub/v1", .addressInvalid),
    ])
    func anAddressIsRefused(text: String, code: SettlementError.Code) {
        let error = #expect(throws: SettlementError.self) { try HubAddress(text) }
        #expect(error?.code == code)
    }
}

// MARK: - What is sent

private let code = ClaimCode(random: Array(1...11))
private func yuan(_ whole: Int64, _ fen: Int64 = 0) -> Money { Money(whole * 100 + fen, .cny) }

private let order = PaymentOrder(
    payment: "p-1", kiosk: "K0417", inquiry: "i-1", biller: "zj-power", account: "3300123456",
    allocations: [Allocation(bill: "b-1", period: nil, amount: yuan(86, 40))], tender: .cash)

private let submission = Submission(
    payment: "p-1", kind: .confirm, kiosk: "K0417", receiptNumber: "K0417-000001", biller: "zj-power",
    account: "3300123456", allocations: [Allocation(bill: "b-1", period: nil, amount: yuan(86, 40))],
    tenders: [.notes(denomination: yuan(20), count: 5)], claimCode: code,
    taken: WallTime(milliseconds: 1_800_000_000_000))

private let heartbeat = HeartbeatBody(
    kiosk: "K0417", sent: WallTime(milliseconds: 1_800_000_000_000), version: "1", queued: 0, devices: [:])

let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

/// A client and a hub that reacts the same way to everything; the pause of one second between polls passes at once.
func withHub(
    _ reaction: ScriptedHub.Reaction, _ patience: HubPatience = HubPatience(),
    _ body: (HubClient, ScriptedHub) async throws -> Void
) async throws {
    let hub = try await ScriptedHub { _ in reaction }
    let client = HubClient(
        address: try HubAddress(hub.address), patience: patience, log: quiet,
        sleep: { if $0 != .seconds(1) { try await Task.sleep(for: $0) } })
    do {
        try await body(client, hub)
    } catch {
        await client.shutdown()
        throw error
    }
    await client.shutdown()
    try await hub.stop()
}
