import HTTPTypes
import HubLedger
import Hummingbird
import HummingbirdTesting
import KioskAPI
import KioskCore
import NIOCore
import Testing

@testable import HubServer

struct HubServiceTests {
    @Test func aBillIsPaidOverHTTP() async throws {
        try await HubOverHTTP().run { hub in
            let statement = try await hub.inquire()
            let order = try hub.order("p-1", statement)
            let prepared = try await hub.post(HubPath.payments, order)
            #expect(
                HubAnswerReader.preparation(of: order, status: prepared.status, body: prepared.body)
                    == .prepared(
                        Preparation(
                            payment: "p-1", amount: Money(86_40, .cny),
                            expires: HubOverHTTP.morning.advanced(by: .seconds(600)))))
            let submission = hub.submission(order)
            let confirmed = try await hub.post(HubPath.confirm("p-1"), SubmissionBody(submission))
            let outcome = HubAnswerReader.submission(
                of: "p-1", tendered: Money(100_00, .cny), status: confirmed.status, body: confirmed.body)
            #expect(
                outcome
                    == .settled(
                        Settlement(
                            reference: "H261121-000001", settled: Money(86_40, .cny),
                            creditNote: CreditNote(code: submission.claimCode, amount: Money(13_60, .cny)))))
            let status = try await hub.get(HubPath.payment("p-1"))
            #expect(status.body == confirmed.body)
            let again = try await hub.post(HubPath.confirm("p-1"), SubmissionBody(submission))
            #expect(again.body == confirmed.body)
        }
    }

    @Test func changeIsClaimedOnceOverHTTP() async throws {
        try await HubOverHTTP().run { hub in
            let order = try hub.order("p-1", try await hub.inquire())
            let submission = hub.submission(order, kind: .advice)
            #expect(try await hub.post(HubPath.advice("p-1"), SubmissionBody(submission)).status == 200)
            let code = submission.claimCode
            #expect(try await hub.get(HubPath.creditNote(code)).read(CreditNoteAnswer.self).state == .open)
            let claim = ClaimBody(claim: "c-1", kiosk: "k-1")
            let first = try await hub.post(HubPath.claim(code), claim)
            #expect(try first.read(CreditNoteAnswer.self).state == .claimed)
            #expect(try await hub.post(HubPath.claim(code), claim).body == first.body)
            let other = try await hub.post(HubPath.claim(code), ClaimBody(claim: "c-2", kiosk: "k-1"))
            #expect(other.status == 409)
            #expect(other.error?.code == .alreadyClaimed)
        }
    }

    @Test func aSlowBillerIsAnswered202ThenPolled() async throws {
        let world = try HubOverHTTP()
        try await world.run { hub in
            let inquiry = Inquiry(biller: DemoBillers.telecom, account: DemoBillers.slowTelecomAccount)
            let first = try await hub.post(HubPath.inquiries, inquiry)
            #expect(first.status == 202)
            #expect(first.headers[.retryAfter] == "1")
            let id = try first.read(InquiryAnswer.self).inquiry
            world.advance(by: .seconds(2))
            let second = try await hub.get(HubPath.inquiry(id))
            #expect(second.status == 200)
            let statement = try #require(try second.read(InquiryAnswer.self).statement)
            let order = try hub.order("p-1", statement)
            _ = try await hub.post(HubPath.payments, order)
            #expect(try await hub.post(HubPath.confirm("p-1"), SubmissionBody(hub.submission(order))).status == 202)
            world.advance(by: .seconds(3))
            #expect(try await hub.get(HubPath.payment("p-1")).read(PaymentAnswer.self).state == .settled)
        }
    }

    @Test(arguments: [
        (HTTPRequest.Method.get, "/v1/payments/none", "", 404, HubErrorCode.notFound),
        (.get, "/v1/nothing", "", 404, .notFound), (.delete, "/v1/payments/p-1", "", 404, .notFound),
        (.get, "/v1/billers?since=x", "", 400, .requestInvalid),
        (.get, "/v1/reconciliations/yesterday", "", 400, .requestInvalid),
        (.get, "/v1/credit-notes/ABC", "", 400, .requestInvalid), (.post, "/v1/inquiries", "{", 400, .requestInvalid),
        (.post, "/v1/inquiries", #"{"biller":"zj-power"}"#, 400, .requestInvalid),
        (.post, "/v1/inquiries", #"{"biller":"zj-power","account":"1"}"#, 404, .accountUnknown),
        (.post, "/v1/inquiries", #"{"biller":"zj-power","account":"3300456789"}"#, 422, .accountBlocked),
        (.post, "/v1/payments/p-1/confirm", "null", 400, .requestInvalid),
        (.get, "/v1/inquiries/q-999", "", 404, .notFound), (.post, "/v1/payments/none/cancel", "", 404, .notFound),
        (.get, "/v1/payments/..%2F..", "", 400, .requestInvalid),
    ])
    func everyErrorHasTheErrorsShape(
        _ method: HTTPRequest.Method, _ path: String, _ body: String, _ status: Int, _ code: HubErrorCode
    ) async throws {
        let answer = try await HubOverHTTP().run { try await $0.send(method, path, Array(body.utf8)) }
        #expect(answer.status == status)
        #expect(answer.error?.code == code)
        #expect(answer.error?.class == code.errorClass)
        #expect(answer.headers[.contentType] == "application/json; charset=utf-8")
        #expect(answer.headers[HTTPField.Name("X-Request-Id")!] != nil)
    }

    @Test func aFaultInABodyIsNamed() async throws {
        let answer = try await HubOverHTTP().run {
            try await $0.send(.post, HubPath.inquiries, Array(#"{"biller":"zj-power","account":7}"#.utf8))
        }
        #expect(answer.error?.message.hasPrefix("account: ") == true)
    }

    @Test func aBodyPastTheBoundIsRefused() async throws {
        let body = [UInt8](repeating: UInt8(ascii: " "), count: HubJSON.largestBody + 1)
        let answer = try await HubOverHTTP().run { try await $0.send(.post, HubPath.inquiries, body) }
        #expect(answer.status == 413)
        #expect(answer.error?.code == .bodyTooLarge)
    }

    @Test func anIdInThePathMustBeTheOneInTheBody() async throws {
        try await HubOverHTTP().run { hub in
            let order = try hub.order("p-1", try await hub.inquire())
            let answer = try await hub.post(HubPath.advice("p-2"), SubmissionBody(hub.submission(order)))
            #expect(answer.error?.code == .requestInvalid)
            #expect(answer.error?.message.hasPrefix("payment: ") == true)
        }
    }

    @Test func theVoucherShowsThePaymentAndHidesTheAccount() async throws {
        try await HubOverHTTP().run { hub in
            let order = try hub.order("p-1", try await hub.inquire())
            #expect(try await hub.get(HubPath.voucher("p-1")).status == 404)
            let submission = hub.submission(order, kind: .advice)
            _ = try await hub.post(HubPath.advice("p-1"), SubmissionBody(submission))
            let page = try await hub.get(HubPath.voucher("p-1"))
            #expect(page.status == 200)
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            for text in ["¥86.40", "¥13.60", "33*****456", "H261121-000001", "2026-10", "95598", "已缴清"] {
                #expect(page.text.contains(text), "\(text) is missing")
            }
            #expect(!page.text.contains("3300123456"))
            #expect(!page.text.contains(submission.claimCode.text))
            #expect(!page.text.contains(submission.claimCode.description))
        }
    }

    /// A receipt number comes from a kiosk; it must not become markup on somebody's telephone.
    @Test func theVoucherEscapesWhatItShows() async throws {
        try await HubOverHTTP().run { hub in
            let suspense = Submission(
                payment: "s-1", kind: .advice, kiosk: "k-1", receiptNumber: "<script>'\"&", biller: nil, account: nil,
                allocations: [], tenders: [.notes(denomination: Money(10_00, .cny), count: 1)],
                claimCode: ClaimCode(random: [UInt8](repeating: 9, count: 11)), taken: HubOverHTTP.morning)
            _ = try await hub.post(HubPath.advice("s-1"), SubmissionBody(suspense))
            let page = try await hub.get(HubPath.voucher("s-1"))
            #expect(page.text.contains("&lt;script&gt;&#39;&quot;&amp;"))
            #expect(!page.text.contains("<script>"))
        }
    }

    @Test func manyAtOnceAreAllAnswered() async throws {
        try await HubOverHTTP().run { hub in
            let order = try hub.order("p-1", try await hub.inquire())
            let body = SubmissionBody(hub.submission(order, kind: .advice))
            let answers = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                for _ in 0..<20 { group.addTask { try await hub.post(HubPath.advice("p-1"), body).body } }
                return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
            }
            #expect(answers.count == 1)
        }
    }

    @Test func theServerListensOnAFreePortAndStops() async throws {
        let world = try HubOverHTTP()
        let (ports, found) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        let application = world.service.application(host: "127.0.0.1", port: 0) { found.yield($0) }
        let port = await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { found.finish() }
                try await application.run()
            }
            var iterator = ports.makeAsyncIterator()
            let port = await iterator.next()
            group.cancelAll()
            return port
        }
        #expect(try #require(port) > 0)
    }
}
