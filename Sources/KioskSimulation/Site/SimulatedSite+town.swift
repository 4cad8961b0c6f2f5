import HubLedger
package import KioskCodes
package import KioskCore

/// The town in which `kiosksim run` plays: many households with small bills, so that each pays with a few notes and
/// few come in vain.
extension SimulatedSite {
    static let today = HubLedger.demoDay
    /// 10:00 in Shanghai on that day; the machine has been up for a while.
    static let townStart = KioskInstant(
        sinceBoot: .seconds(1_000), wall: WallTime(milliseconds: Int64(today.daysSince1970) * 86_400_000 + 7_200_000))
    /// Households with a bill of electricity, whose printed code is enough to pay without the hub.
    static let electricHouseholds = 48
    /// Households of the company that works with files; their codes hold no amount.
    static let waterHouseholds = 16

    /// The town, with the billers and profiles of a catalogue.
    package static func town(billers: [Biller], profiles: [BillerProfile]) throws -> SimulatedSite {
        let settings = KioskSettings(
            kiosk: "HZ-0001", hotline: "400-800-0123", billers: billers,
            denominations: [5, 10, 20, 50, 100].map { Money($0 * 100, .cny) })
        let electric = (0..<electricHouseholds).map { electricHousehold($0) }
        let water = (0..<waterHouseholds).map { waterHousehold($0) }
        let slow = [DemoBillers.slowTelecomAccount, DemoBillers.refusingTelecomAccount, DemoBillers.demoTelecomAccount]
            .map { Household(biller: DemoBillers.telecom, account: $0, period: nil, amount: Money(59_00, .cny)) }
        let prepaid = Household(
            biller: DemoBillers.television, account: DemoBillers.demoTelevisionAccount, period: nil,
            amount: Money(50_00, .cny))
        let blocked = Household(
            biller: DemoBillers.telecom, account: "57100000000", period: nil, amount: Money(10_00, .cny))
        return try SimulatedSite(
            settings: settings, profiles: profiles, start: townStart,
            households: electric + water + slow + [prepaid, blocked], adapters: { townAdapters },
            filling: { hub in
                try hub.seedDemo(today: today)
                try hub.importBills(billFile(electric), biller: DemoBillers.electricity)
                try hub.importBills(billFile(water), biller: DemoBillers.billFile)
            })
    }

    /// The demonstration's billers; electricity takes bills from a file, so that there can be many of them.
    private static var townAdapters: [any BillerAdapter] {
        DemoBillers.adapters.map { adapter in
            adapter.biller.id == DemoBillers.electricity
                ? BillFileBiller(biller: adapter.biller, latePenalty: nil) : adapter
        }
    }

    private static func electricHousehold(_ number: Int) -> Household {
        Household(
            biller: DemoBillers.electricity, account: AccountNumber("33000" + (number + 10).padded(to: 5)),
            period: BillingPeriod("2026-10"), amount: Money(Int64(12_00 + (number * 7_31) % 90_00), .cny))
    }

    private static func waterHousehold(_ number: Int) -> Household {
        Household(
            biller: DemoBillers.billFile, account: AccountNumber("6100" + (number + 1).padded(to: 4)),
            period: BillingPeriod("2026-10"), amount: Money(Int64(8_50 + (number * 3_17) % 40_00), .cny))
    }

    private static func billFile(_ households: [Household]) -> String {
        let header = "account,holder,period,issued,due,usage,unit,usage_fee,surcharge,amount,paid_on"
        let rows = households.map { household in
            let amount = household.amount.decimalDescription
            return "\(household.account),张**,2026-10,2026-11-01,2026-12-25,100,kWh,\(amount),0.00,\(amount),"
        }
        return ([header] + rows).joined(separator: "\n") + "\n"
    }
}

extension SimulatedSite {
    /// What lies on the scanner when this household pays.
    func code(of household: Household) -> ScannedCode? {
        guard let profile = profiles.first(where: { $0.biller == household.biller }) else { return nil }
        return try? profile.code(
            account: household.account, period: household.period, amount: household.amount,
            due: CalendarDate("2026-12-25"))
    }
}
