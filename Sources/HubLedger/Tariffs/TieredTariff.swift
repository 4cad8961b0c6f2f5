import KioskCore

/// A price that rises with what was used since the first of January: the tiered prices (阶梯价) of Chinese
/// electricity, water and gas.
///
/// A month that crosses from one tier into the next is split, and each part is a line of its own.
struct TieredTariff: Hashable, Sendable {
    struct Tier: Hashable, Sendable {
        /// Yearly use up to which this tier reaches, in whole units; nil for the last.
        let upTo: Int64?
        /// Prices in millionths of a yuan for one unit.
        let flat: Int64
        let peak: Int64
        let valley: Int64

        init(upTo: Int64?, price: Int64) {
            self.init(upTo: upTo, flat: price, peak: price, valley: price)
        }

        init(upTo: Int64?, flat: Int64, peak: Int64, valley: Int64) {
            self.upTo = upTo
            self.flat = flat
            self.peak = peak
            self.valley = valley
        }
    }

    /// Names the tariff and its date, for example `sh-gas-2023`: a bill keeps the lines it was issued with, so a
    /// new tariff changes no old bill.
    let id: String
    let unit: String
    let label: LocalizedText
    let tiers: [Tier]

    /// The lines for `used` whole units in a month, after `before` units in the same year.
    func lines(used: Int64, before: Int64) -> [ChargeLine] {
        split(used: used, before: before).map { part in
            line(tier: part.tier, units: part.units, price: tiers[part.tier].flat, timeOfUse: nil)
        }
    }

    /// The lines for a month metered by peak and valley. Where it crosses tiers, each tier gets its share of the
    /// peak in proportion, in whole units, rounded half up; the valley is the rest.
    func lines(peak: Int64, valley: Int64, before: Int64) -> [ChargeLine] {
        let used = peak + valley
        var peakLeft = peak
        let parts = split(used: used, before: before)
        return parts.enumerated().flatMap { index, part -> [ChargeLine] in
            let isLast = index == parts.count - 1
            let share = isLast ? peakLeft : min(peakLeft, (2 * part.units * peak + used) / (2 * used))
            peakLeft -= share
            let tier = tiers[part.tier]
            return [
                line(tier: part.tier, units: share, price: tier.peak, timeOfUse: .peak),
                line(tier: part.tier, units: part.units - share, price: tier.valley, timeOfUse: .valley),
            ]
            .filter { $0.quantity?.thousandths != 0 }
        }
    }

    private func split(used: Int64, before: Int64) -> [(tier: Int, units: Int64)] {
        var position = before
        var left = used
        return tiers.indices.compactMap { index in
            let room = tiers[index].upTo.map { max(0, $0 - position) } ?? left
            let units = min(left, room)
            guard units > 0 else { return nil }
            position += units
            left -= units
            return (index, units)
        }
    }

    private func line(tier: Int, units: Int64, price: Int64, timeOfUse: TimeOfUse?) -> ChargeLine {
        let quantity = Quantity(thousandths: units * 1_000, unit: unit)
        let unitPrice = UnitPrice(millionths: price, currency: .cny)
        return ChargeLine(
            kind: .usage, label: label, quantity: quantity, price: unitPrice, amount: unitPrice.amount(of: quantity),
            tier: tier + 1, timeOfUse: timeOfUse)
    }
}

extension TieredTariff {
    /// Zhejiang, households with one meter: three tiers a year, peak and valley.
    static let zhejiangElectricity = TieredTariff(
        id: "zj-electricity-2012", unit: "kWh", label: LocalizedText(zh: "电费", en: "Electricity"),
        tiers: [
            Tier(upTo: 2_760, flat: 538_000, peak: 568_000, valley: 288_000),
            Tier(upTo: 4_800, flat: 588_000, peak: 618_000, valley: 338_000),
            Tier(upTo: nil, flat: 838_000, peak: 868_000, valley: 588_000),
        ])

    /// Shanghai, households: water and sewage in one price.
    static let shanghaiWater = TieredTariff(
        id: "sh-water-2013", unit: "m³", label: LocalizedText(zh: "水费", en: "Water"),
        tiers: [
            Tier(upTo: 220, price: 3_450_000), Tier(upTo: 300, price: 4_830_000), Tier(upTo: nil, price: 5_830_000),
        ])

    /// Shanghai, households.
    static let shanghaiGas = TieredTariff(
        id: "sh-gas-2014", unit: "m³", label: LocalizedText(zh: "燃气费", en: "Gas"),
        tiers: [
            Tier(upTo: 310, price: 3_000_000), Tier(upTo: 520, price: 3_300_000), Tier(upTo: nil, price: 4_200_000),
        ])
}
