import KioskCore
import Testing

@testable import KioskCodes

@Suite struct GS1DictionaryTests {
    /// An identifier's first two digits say how long the whole of it is and, for some, the value (GS1 General
    /// Specifications, figure 7.8.5-2: element strings with predefined length).
    @Test func predefinedLengthsAreThoseOfTheGeneralSpecifications() throws {
        let lengths = [
            "00": 20, "01": 16, "02": 16, "03": 16, "11": 8, "12": 8, "13": 8, "15": 8, "16": 8, "17": 8, "20": 4,
            "31": 10, "32": 10, "33": 10, "34": 10, "35": 10, "36": 10, "41": 16,
        ]
        for identifier in GS1Dictionary.identifiers {
            let entry = try #require(GS1Dictionary.entry(for: identifier))
            let expected = lengths[String(identifier.prefix(2))]
            #expect(entry.isPredefined == (expected != nil), "\(identifier)")
            if let expected {
                #expect(entry.longest == expected - identifier.utf8.count)
                #expect(entry.shortest == entry.longest)
            }
        }
    }

    @Test func noIdentifierBeginsAnother() {
        let identifiers = Set(GS1Dictionary.identifiers)
        for identifier in identifiers {
            for length in 2..<max(2, identifier.utf8.count) {
                #expect(!identifiers.contains(String(identifier.prefix(length))), "\(identifier)")
            }
        }
    }

    /// As many as the dictionary of 2025 has: its ranges counted by hand.
    @Test func everyIdentifierIsThere() {
        // 53 families of six measures; amounts and prices four times ten, four and six; 90 and 91 to 99.
        let identifiers = GS1Dictionary.identifiers
        #expect(identifiers.filter { $0.hasPrefix("31") || $0.hasPrefix("32") }.count == 17 * 6)
        #expect(identifiers.filter { $0.hasPrefix("33") || $0.hasPrefix("34") }.count == 18 * 6)
        #expect(identifiers.filter { $0.hasPrefix("35") || $0.hasPrefix("36") }.count == 18 * 6)
        #expect(identifiers.filter { $0.hasPrefix("39") }.count == 40 + 4 + 6)
        #expect(identifiers.filter { $0.hasPrefix("9") }.count == 10)
        for identifier in ["00", "235", "417", "4309", "4333", "7039", "7041", "716", "7259", "8014", "8030", "8200"] {
            #expect(identifiers.contains(identifier))
        }
        for identifier in ["04", "18", "3106", "418", "4334", "717", "7260", "8021"] {
            #expect(!identifiers.contains(identifier))
        }
    }

    /// Requirements and exclusions name identifiers that exist.
    @Test func everyPatternFitsSomething() throws {
        for identifier in GS1Dictionary.identifiers {
            let entry = try #require(GS1Dictionary.entry(for: identifier))
            let required = entry.requirements.flatMap { $0.flatMap { $0 } }
            for pattern in entry.exclusions + required {
                #expect(
                    GS1Dictionary.identifiers.contains { GS1Identifier.fits($0, pattern) },
                    "\(identifier) names \(pattern)")
            }
        }
    }

    static let good = [
        "(00)195012345678900008", "(01)09506000134352(3103)001750(3922)1234", "(8006)095060001343520102(21)S1",
        "(8003)09506000134352ABC", "(253)9506000134352DOC", "(8010)95060001-#/(8011)12",
        "(8018)950600013435200008(7258)1/2(7259)BABY%201",
        "(01)09506000134352(8008)2612251230", "(01)09506000134352(423)156276",
        "(414)9506000134352(254)X", "(00)195012345678900008(4309)18000000003600000000",
        "(01)09506000134352(21)1(8030)abc-_=", "(8020)1(415)9506000134352(90)X", "(01)09506000134352(7003)2612251230",
    ]

    static let bad: [(String, CodeFault.Code)] = [
        ("(00)195012345678900003", .checkDigit), ("(01)09506000134352(37)5", .exclusive),
        ("(01)09506000134352(3103)00175", .length), ("(01)09506000134352(3103)00175A", .character),
        ("(8006)095060001343520201", .value), ("(8003)19506000134352ABC", .value), ("(8011)12", .missing),
        ("(01)09506000134352(8008)261225", .length), ("(01)09506000134352(423)15627", .length),
        ("(01)09506000134352(423)156277", .country), ("(01)09506000134352(8030)abc", .missing),
        ("(8010)9506000a", .character), ("(254)X", .missing), ("(01)09506000134352(17)261301", .date),
        ("(01)09506000134352(3103)001750(3106)001750", .unknownIdentifier),
        ("(01)09506000134352(3103)001750(3102)001750", .exclusive),
    ]

    /// Keys whose check digits are right by the rule of weights 3 and 1 (CheckRuleTests).
    @Test(arguments: good)
    func elementsThatBelongTogetherAreRead(text: String) throws {
        guard case .gs1 = try parsed(text) else {
            Issue.record("\(text)")
            return
        }
    }

    @Test(arguments: bad)
    func elementsWithAFaultAreNot(text: String, code: CodeFault.Code) {
        #expect(fault(of: text)?.code == code)
    }
}
