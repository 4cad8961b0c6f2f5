import KioskSimulation
import Testing

/// Dies everywhere once; `kiosksim deaths` does so for all payments and all ways to die, twice too.
@Suite struct DeathLoopTests {
    @Test func aCardPaymentSurvivesADeathBeforeEachStep() throws {
        let report = try DeathLoop(site: try Town.site()).run(.card, .step, .power)
        #expect(report.deaths > 20, "only \(report.deaths) places to die were found")
        #expect(report.failures.isEmpty, "\(report.failures.map(\.breach))")
    }
}
