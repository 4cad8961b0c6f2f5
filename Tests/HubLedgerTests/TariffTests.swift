import KioskCore
import Testing

@testable import HubLedger

/// Amounts are worked out by hand in the comments, from the tariffs the companies publish.
struct TariffTests {
    private func sum(_ lines: [ChargeLine]) -> Money { lines.map(\.amount).total(.cny) }

    @Test func electricityInTheFirstTierIsPeakAndValley() {
        // 200 × 0.568 = 113.60 and 120 × 0.288 = 34.56, together 148.16.
        let lines = TieredTariff.zhejiangElectricity.lines(peak: 200, valley: 120, before: 0)
        #expect(lines.map(\.amount) == [yuan(113, 60), yuan(34, 56)])
        #expect(lines.map(\.timeOfUse) == [.peak, .valley])
        #expect(lines.map(\.tier) == [1, 1])
    }

    @Test func electricityThatCrossesIntoTheSecondTierIsSplitInProportion() {
        // 2,640 kWh before, so 120 of the 193 are in the first tier; their peak is 120 × 97 / 193 = 60.3, so 60.
        // 60 × 0.568 = 34.08, 60 × 0.288 = 17.28, 37 × 0.618 = 22.866, 36 × 0.338 = 12.168: 86.40.
        let lines = TieredTariff.zhejiangElectricity.lines(peak: 97, valley: 96, before: 2_640)
        #expect(lines.map(\.amount) == [yuan(34, 8), yuan(17, 28), yuan(22, 87), yuan(12, 17)])
        #expect(lines.map(\.tier) == [1, 1, 2, 2])
        #expect(sum(lines) == yuan(86, 40))
    }

    @Test func electricityInTheThirdTierCostsMost() {
        // 194 × 0.868 = 168.392 and 192 × 0.588 = 112.896: 168.39 + 112.90 = 281.29.
        let lines = TieredTariff.zhejiangElectricity.lines(peak: 194, valley: 192, before: 5_280)
        #expect(lines.map(\.tier) == [3, 3])
        #expect(sum(lines) == yuan(281, 29))
    }

    @Test func oneMonthCanCrossAllThreeTiers() {
        // From 2,700: 60 in the first, 2,040 in the second, 900 in the third, all peak.
        // 60 × 0.568 = 34.08, 2,040 × 0.618 = 1,260.72, 900 × 0.868 = 781.20.
        let lines = TieredTariff.zhejiangElectricity.lines(peak: 3_000, valley: 0, before: 2_700)
        #expect(lines.map(\.amount) == [yuan(34, 8), yuan(1_260, 72), yuan(781, 20)])
    }

    @Test func waterCrossesAt220CubicMetres() {
        // 208 before: 12 × 3.45 = 41.40 and 10 × 4.83 = 48.30.
        let lines = TieredTariff.shanghaiWater.lines(used: 22, before: 208)
        #expect(lines.map(\.amount) == [yuan(41, 40), yuan(48, 30)])
        // 300 is the end of the second tier: 5 × 5.83 = 29.15.
        #expect(TieredTariff.shanghaiWater.lines(used: 5, before: 300).map(\.amount) == [yuan(29, 15)])
    }

    @Test func gasCrossesAt310CubicMetres() {
        // 290 before: 20 × 3.00 = 60.00 and 13 × 3.30 = 42.90.
        let lines = TieredTariff.shanghaiGas.lines(used: 33, before: 290)
        #expect(lines.map(\.amount) == [yuan(60), yuan(42, 90)])
        #expect(TieredTariff.shanghaiGas.lines(used: 1, before: 520).map(\.amount) == [yuan(4, 20)])
    }

    @Test(arguments: [
        // 95.76 × 1‰ × 21 days = 2.01096.
        (LatePenalty.electricity, 95_76, 21, 2_01),
        // 41.40 × 5‰ × (21 − 15) days = 1.242.
        (LatePenalty.water, 41_40, 21, 1_24),
        // 30.00 × 3‰ × (21 − 7) days = 1.26.
        (LatePenalty.gas, 30_00, 21, 1_26),
        // 10.00 × 5‰ × (400 − 15) days would be 19.25; it is capped at the principal.
        (LatePenalty.water, 10_00, 400, 10_00),
        (LatePenalty.electricity, 50_00, 1, 5),
    ])
    func penaltyGrowsByTheDay(_ penalty: LatePenalty, _ principal: Int64, _ days: Int, _ expected: Int64) throws {
        let due = date("2026-10-31")
        let line = try #require(penalty.line(on: Money(principal, .cny), due: due, today: due.adding(days: days)))
        #expect(line.amount == Money(expected, .cny))
        #expect(line.kind == .penalty)
    }

    @Test(arguments: [(LatePenalty.electricity, 0), (.water, 15), (.gas, 7)])
    func nothingIsAddedUntilTheGraceIsOver(_ penalty: LatePenalty, _ graceDays: Int) {
        let due = date("2026-10-31")
        #expect(penalty.line(on: yuan(50), due: due, today: due.adding(days: graceDays)) == nil)
        #expect(penalty.line(on: yuan(50), due: due, today: due.adding(days: graceDays + 1)) != nil)
    }
}
