import KioskCore
import Testing

@Suite struct BadgeCodeTests {
    /// The Global Release Identifier, which has the same check character (ISO 7064 MOD 37,36): the example of the GRid
    /// standard, A1-2425G-ABC1234002-M.
    @Test func theCheckCharacterIsThatOfTheStandard() throws {
        let badge = try #require(BadgeCode(reading: "A1-2425G-ABC1234002-M"))
        #expect(badge.number == "A12425GABC1234002")
        #expect(badge.description == "A12425GABC1234002-M")
    }

    @Test func everyWrongCharacterIsFound() {
        let printed = Array("A12425GABC1234002M")
        for place in printed.indices {
            for other in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" where other != printed[place] {
                var wrong = printed
                wrong[place] = other
                #expect(BadgeCode(reading: String(wrong)) == nil, "\(String(wrong))")
            }
        }
    }

    @Test(arguments: ["", "M", "AB", "a12425gabc1234002m", "A1 2425G", "Ａ12425GABC1234002M", "ABCDEFGHIJKLMNOPQRSTU"])
    func whatIsNoBadgesNumberIsNone(number: String) {
        #expect(BadgeCode(number: number) == nil)
    }
}
