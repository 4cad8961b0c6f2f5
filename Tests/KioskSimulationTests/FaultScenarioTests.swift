import KioskSimulation
import Testing

@Suite struct FaultScenarioTests {
    static let played = FaultScenario.all.filter { if case .played = $0.proof { true } else { false } }.map(\.number)

    @Test func everyFaultHasItsNumber() {
        #expect(FaultScenario.all.map(\.number) == Array(1...66))
    }

    @Test(arguments: played)
    func faultIsSurvived(_ number: Int) throws {
        let scenario = try #require(FaultScenario.number(number))
        let findings = try scenario.play(at: try Town.site())
        #expect(findings.isEmpty, "\(number), \(scenario.title): \(findings.joined(separator: "; "))")
    }
}
