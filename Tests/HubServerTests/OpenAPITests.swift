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
        for (name, value) in try APISamples.all() {
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
        #expect(listed("WalletAnswer", "state") == WalletAnswer.State.allCases.map(\.rawValue))
        #expect(listed("WalletAnswer", "reason") == WalletDecline.allCases.map(\.rawValue))
        #expect(listed("JournalHeadAnswer", "standing") == JournalStanding.allCases.map(\.rawValue))
        #expect(listed("PaymentDifference", "kind") == PaymentDifference.Kind.allCases.map(\.rawValue))
        #expect(listed("HubAlarm", "kind") == HubAlarm.Kind.allCases.map(\.rawValue))
        #expect(listed("HealthAnswer", "status") == HealthAnswer.Status.allCases.map(\.rawValue))
        #expect(
            listed("ReconciliationEntry", "state")
                == PaymentAnswer.State.allCases.filter(\.isBooked).map(\.rawValue))
    }
}
