import KioskCore
import KioskSimulator
import SimulatedDisk
import Testing

/// The cuts that a seed chooses, without a machine to cut.
@Suite struct PowerCutPlanTests {
    private static func plans(seed: UInt64, lane: Int = 1, count: Int = 200) -> [PowerCutPlan] {
        (1...count).map { PowerCutPlan(seed: seed, lane: lane, number: $0) }
    }

    @Test func aSeedBringsBackTheSameCutsAndAnotherOneOthers() {
        #expect(Self.plans(seed: 7) == Self.plans(seed: 7))
        #expect(Self.plans(seed: 7) != Self.plans(seed: 8))
        #expect(Self.plans(seed: 7, lane: 1) != Self.plans(seed: 7, lane: 2))
    }

    @Test func aCutLiesOnTheResidentsWay() {
        for plan in Self.plans(seed: 1) {
            let steps = PowerCutPlan.steps(of: plan.tender)
            #expect(steps.contains(plan.step))
            #expect(plan.delay >= .zero && plan.delay < .seconds(4))
            if case .pulledAfter(let step) = plan.line, let pulled = steps.firstIndex(of: step),
                let cut = steps.firstIndex(of: plan.step)
            {
                #expect(pulled <= cut, "\(plan.summary)")
            }
        }
    }

    /// 25 cycles are what one run has: whatever may happen is to happen in most runs.
    @Test func withinAFewRunsEverythingThatMayHappenHappens() {
        let plans = Self.plans(seed: 3)
        #expect(plans.contains { $0.tender == .card })
        #expect(plans.contains { $0.tender == .notes([20, 20, 10], stops: false) })
        #expect(plans.contains { $0.line == .pulledFromTheStart })
        #expect(plans.contains { if case .pulledAfter = $0.line { true } else { false } })
        #expect(plans.contains { $0.secondDeath != nil })
        #expect(Set(plans.map(\.fate)) == [.lost, .kept, .torn])
        let withMoney = plans.filter { if case .moneyGiven = $0.step { true } else { false } }
        #expect(withMoney.count > plans.count / 3)
    }

    /// SplitMix64 with seed 1234567: the five numbers that its reference implementation prints, as Rosetta Code
    /// ("Pseudo-random numbers/Splitmix64") gives them.
    @Test func theDiceAreSplitMix64() {
        var dice = SplitMix64(seed: 1_234_567)
        let numbers = (0..<5).map { _ in dice.next() }
        #expect(
            numbers == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }
}
