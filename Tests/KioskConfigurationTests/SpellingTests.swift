import Testing

@testable import KioskConfiguration

@Suite struct SpellingTests {
    @Test(arguments: [
        ("kitten", "sitting", 3), ("", "abc", 3), ("abc", "", 3), ("", "", 0), ("hotlin", "hotline", 1),
        ("prot", "port", 1), ("same", "same", 0),
    ])
    func theDistanceCountsSlips(first: String, second: String, distance: Int) {
        #expect(Spelling.distance(first, second) == distance)
    }

    @Test func onlyWhatIsNearIsGuessed() {
        #expect(Spelling.nearest(to: "hotlin", among: ["name", "hotline", "id"]) == "hotline")
        #expect(Spelling.nearest(to: "wallpaper", among: ["name", "hotline", "id"]) == nil)
    }
}
