import KioskSimulation
import Testing

/// Dies everywhere once; `kiosksim deaths` does so for all payments and all ways to die, twice too.
@Suite struct DeathLoopTests {
    @Test(arguments: [DeathLoop.Payment.cash, .card])
    func aPaymentSurvivesADeathBeforeEachStep(_ payment: DeathLoop.Payment) throws {
        let report = try DeathLoop(site: try Town.site()).run(payment, .step, .power)
        #expect(report.deaths > 20, "only \(report.deaths) places to die were found")
        #expect(report.failures.isEmpty, "\(report.failures.map(\.breach))")
    }
}
