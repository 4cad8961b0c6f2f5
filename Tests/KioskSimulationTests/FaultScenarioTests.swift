import KioskSimulation
import Testing

@Suite struct FaultScenarioTests {
    @Test func everyFaultHasItsNumber() {
        #expect(FaultScenario.all.map(\.number) == Array(1...66))
    }

    /// A few of each kind; `make sim` plays them all.
    @Test(arguments: [4, 5, 13, 14, 16, 17, 18, 22, 26, 40, 42, 45, 46, 50, 52, 53, 61, 65])
    func faultIsSurvived(_ number: Int) throws {
        let scenario = try #require(FaultScenario.number(number))
        let findings = try scenario.play(at: try Town.site())
        #expect(findings.isEmpty, "\(number), \(scenario.title): \(findings.joined(separator: "; "))")
    }
}
