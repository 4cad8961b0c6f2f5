import Foundation
import HubLedger
import Hummingbird
import KioskAPI
import KioskCore
import Testing
import Yams

@testable import HubServer

/// `openapi.yaml` is what others build against, so it must be what the hub does.
struct OpenAPITests {
    private let document: Node

    init() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Sources/HubServer/openapi.yaml")
        document = try #require(try Yams.compose(yaml: String(contentsOf: file, encoding: .utf8)))
    }

    @Test func everyRouteIsDocumentedAndEveryDocumentedPathIsARoute() throws {
        let paths = try #require(document["paths"]?.mapping)
        var documented: Set<String> = []
        for (path, operations) in paths {
            for (method, operation) in operations.mapping ?? [:] {
                let name = "\(method.string?.uppercased() ?? "") \(path.string ?? "")"
                documented.insert(name)
                #expect(operation["summary"]?.string?.isEmpty == false, "\(name) has no summary")
                #expect(operation["responses"]?["default"] != nil, "\(name) does not say how it fails")
            }
        }
        #expect(documented == Set(HubRoute.allCases.map { "\($0.method.rawValue) \($0.template)" }))
        let routes = try HubOverHTTP().service.router().routes
        #expect(documented == Set(routes.map { "\($0.method) \($0.path)" }))
    }

    @Test func everyOperationHasItsRoutesNameAndParameters() throws {
        for route in HubRoute.allCases {
            let operation = document["paths"]?[route.template]?[route.method.rawValue.lowercased()]
            #expect(operation?["operationId"]?.string == "\(route)")
            let parameters = (operation?["parameters"]?.sequence ?? []).compactMap { parameter -> String? in
                let reference = parameter["$ref"]?.string.map { String($0.split(separator: "/").last ?? "") }
                let resolved = reference.flatMap { document["components"]?["parameters"]?[$0] } ?? parameter
                return resolved["in"]?.string == "path" ? resolved["name"]?.string : nil
            }
            #expect(parameters == route.parameters, "\(route)")
        }
    }

    /// Every value either side can send is allowed by its schema, and no schema has a property that no type writes.
    @Test func theSchemasAreTheTypes() throws {
        var check = try SchemaCheck(document)
        for (name, value) in try samples() {
            check.check(try JSONDecoder().decode(JSONValue.self, from: Data(try HubJSON.encode(value))), name)
        }
        #expect(check.faults == [])
        #expect(check.unseen.filter { !["CalendarDate", "ID"].contains($0) } == [])
    }

    @Test func enumerationsListEveryCase() throws {
        func listed(_ schema: String, _ property: String) -> [String] {
            document["components"]?["schemas"]?[schema]?["properties"]?[property]?["enum"]?.sequence?
                .compactMap(\.string) ?? []
        }
        #expect(listed("HubError", "code") == HubErrorCode.allCases.map(\.rawValue))
        #expect(listed("HubError", "class") == HubErrorClass.allCases.map(\.rawValue))
        #expect(listed("HubRefusal", "reason") == HubRefusal.Reason.allCases.map(\.rawValue))
        #expect(listed("PaymentAnswer", "state") == PaymentAnswer.State.allCases.map(\.rawValue))
        #expect(listed("Biller", "service") == Service.allCases.map(\.rawValue))
        #expect(listed("InquiryAnswer", "state") == InquiryAnswer.State.allCases.map(\.rawValue))
        #expect(listed("CreditNoteAnswer", "state") == CreditNoteAnswer.State.allCases.map(\.rawValue))
        #expect(listed("HeartbeatAnswer", "journal") == HeartbeatAnswer.Journal.allCases.map(\.rawValue))
        #expect(listed("HealthAnswer", "status") == HealthAnswer.Status.allCases.map(\.rawValue))
        #expect(
            listed("ReconciliationEntry", "state")
                == PaymentAnswer.State.allCases.filter(\.isBooked).map(\.rawValue))
    }

    /// What the hub with the demonstration's bills answers, and what a kiosk would ask it.
    private func samples() throws -> [(String, any Encodable)] {
        let ledger = try HubOverHTTP().ledger
        let now = HubOverHTTP.morning
        var samples: [(String, any Encodable)] = [("CatalogueAnswer", try ledger.catalogue(since: nil))]
        for (biller, account) in [
            (DemoBillers.electricity, DemoBillers.overdueElectricityAccount),
            (DemoBillers.television, DemoBillers.demoTelevisionAccount),
            (DemoBillers.telecom, DemoBillers.slowTelecomAccount),
        ] {
            let inquiry = Inquiry(biller: biller, account: account)
            samples += [
                ("Inquiry", inquiry), ("InquiryAnswer", try ledger.inquire(inquiry, now: now)),
                ("HistoryAnswer", try ledger.history(biller, account, now: now)),
            ]
        }
        let code = ClaimCode(random: [UInt8](repeating: 3, count: 11))
        let money = Money(86_40, .cny)
        let card = CardCapture(
            amount: money, terminalReceiptNumber: 1, traceNumber: 2, authorisationCode: "A", lastFour: "4242",
            cardName: "UnionPay", terminalID: "T")
        let allocation = Allocation(bill: "b-1", period: BillingPeriod("2026-10"), amount: money)
        let submission = Submission(
            payment: "p-1", kind: .advice, kiosk: "k-1", receiptNumber: "R", biller: "zj-power",
            account: "3300123456", allocations: [allocation, Allocation(bill: nil, period: nil, amount: money)],
            tenders: [.notes(denomination: Money(100_00, .cny), count: 2), .card(card)], claimCode: code, taken: now)
        let answer = PaymentAnswer(
            payment: "p-1", state: .refused, amount: money, expires: now, reference: "H1", settled: money,
            refusal: HubRefusal(reason: .alreadyPaid, message: "m"), creditNote: CreditNote(code: code, amount: money))
        let entry = ReconciliationAnswer.Entry(
            payment: "p-1", kiosk: "k-1", receiptNumber: "R", state: .settled, reference: "H1", tendered: money,
            settled: money, credited: .zero(.cny))
        let totals = ReconciliationAnswer.Totals(
            payments: 1, tendered: money, settled: money, credited: .zero(.cny))
        return samples + [
            (
                "PaymentOrder",
                PaymentOrder(
                    payment: "p-1", kiosk: "k-1", inquiry: "q-1", biller: "zj-power", account: "3300123456",
                    allocations: [allocation], tender: .card)
            ), ("SubmissionBody", SubmissionBody(submission)), ("PaymentAnswer", answer),
            ("PaymentAnswer", PaymentAnswer(payment: "p-1", state: .prepared)),
            ("ClaimBody", ClaimBody(claim: "c-1", kiosk: "k-1")),
            (
                "CreditNoteAnswer",
                CreditNoteAnswer(
                    code: code, amount: money, state: .claimed, payment: "p-1", issued: now, claim: "c-1", claimed: now)
            ),
            (
                "HeartbeatBody",
                HeartbeatBody(
                    kiosk: "k-1", sent: now, version: "1", journalSequence: 1, journalHead: "ab", queued: 0,
                    devices: ["scanner": "ready"])
            ), ("HeartbeatAnswer", HeartbeatAnswer(now: now, catalogueVersion: 1, journal: .forked)),
            (
                "ReconciliationAnswer",
                ReconciliationAnswer(
                    date: CalendarDate(daysSince1970: 0), entries: [entry], totals: [totals], next: "H1")
            ), ("HealthAnswer", HealthAnswer(now: now, catalogueVersion: 1)),
            ("HubErrorBody", HubErrorBody(HubError(.busy, "m", hintAfterSeconds: 5))),
        ]
    }
}
