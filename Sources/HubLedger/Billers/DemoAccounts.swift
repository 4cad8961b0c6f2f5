import KioskCore

/// One account of the demonstration: how much it uses, and which of its bills are open.
struct DemoAccount: Sendable {
    /// How the bills of the account come about.
    enum Plan: Sendable {
        /// Peak and valley kWh of each month, January first.
        case electricity([(peak: Int64, valley: Int64)])
        /// m³ of each month, January first.
        case metered(TieredTariff, [Int64])
        /// A monthly fee in fen with so many GB, and the data used beyond them, in tenths of a GB, January first.
        case telecom(fee: Int64, includedGigabytes: Int64, extraTenths: [Int64])
        /// A monthly fee in fen, taken from a balance in fen.
        case prepaid(fee: Int64, balance: Int64)
    }

    let biller: BillerID
    let account: AccountNumber
    let holder: String
    let plan: Plan
    /// How many of the latest bills are open.
    var openBills = 1
    var isBlocked = false
}

extension DemoAccount {
    /// Peak and valley use of a household of three; the year up to September is 2,640 kWh, and October 193 kWh.
    static let household: [(peak: Int64, valley: Int64)] = [
        (200, 120), (190, 110), (140, 90), (110, 70), (110, 70), (150, 100), (260, 170), (270, 180), (180, 120),
        (97, 96), (120, 80), (170, 110),
    ]

    static func scaled(_ months: [(peak: Int64, valley: Int64)], percent: Int64) -> [(peak: Int64, valley: Int64)] {
        months.map { (peak: $0.peak * percent / 100, valley: $0.valley * percent / 100) }
    }

    static let all: [DemoAccount] = [
        DemoAccount(
            biller: DemoBillers.electricity, account: DemoBillers.demoElectricityAccount, holder: "张**",
            plan: .electricity(household)),
        DemoAccount(
            biller: DemoBillers.electricity, account: DemoBillers.overdueElectricityAccount, holder: "李*",
            plan: .electricity(scaled(household, percent: 70)), openBills: 2),
        DemoAccount(
            biller: DemoBillers.electricity, account: DemoBillers.paidElectricityAccount, holder: "王**",
            plan: .electricity(scaled(household, percent: 200)), openBills: 0),
        DemoAccount(
            biller: DemoBillers.electricity, account: DemoBillers.blockedElectricityAccount, holder: "赵*",
            plan: .electricity(scaled(household, percent: 50)), isBlocked: true),
        DemoAccount(
            biller: DemoBillers.water, account: DemoBillers.demoWaterAccount, holder: "张**",
            plan: .metered(.shanghaiWater, [18, 17, 19, 20, 22, 25, 30, 31, 26, 22, 20, 19])),
        DemoAccount(
            biller: DemoBillers.water, account: "310087654321", holder: "陈**",
            plan: .metered(.shanghaiWater, [9, 8, 9, 10, 10, 12, 14, 14, 12, 10, 9, 9]), openBills: 2),
        DemoAccount(
            biller: DemoBillers.gas, account: DemoBillers.demoGasAccount, holder: "张**",
            plan: .metered(.shanghaiGas, [48, 46, 38, 30, 26, 22, 18, 17, 20, 25, 33, 44])),
        DemoAccount(
            biller: DemoBillers.gas, account: "310098765432", holder: "孙**",
            plan: .metered(.shanghaiGas, [24, 23, 19, 15, 13, 11, 9, 9, 10, 13, 17, 22]), openBills: 2),
        DemoAccount(
            biller: DemoBillers.telecom, account: DemoBillers.demoTelecomAccount, holder: "张**",
            plan: .telecom(fee: 59_00, includedGigabytes: 20, extraTenths: [0, 25, 0, 12, 0, 0, 48, 60, 8, 35, 0, 15])),
        DemoAccount(
            biller: DemoBillers.telecom, account: DemoBillers.slowTelecomAccount, holder: "周*",
            plan: .telecom(fee: 29_00, includedGigabytes: 5, extraTenths: [Int64](repeating: 0, count: 12))),
        DemoAccount(
            biller: DemoBillers.telecom, account: DemoBillers.refusingTelecomAccount, holder: "吴**",
            plan: .telecom(fee: 39_00, includedGigabytes: 10, extraTenths: [Int64](repeating: 10, count: 12))),
        DemoAccount(
            biller: DemoBillers.television, account: DemoBillers.demoTelevisionAccount, holder: "张**",
            plan: .prepaid(fee: 18_00, balance: 12_50), openBills: 0),
        DemoAccount(
            biller: DemoBillers.television, account: "8571009876543210", holder: "郑**",
            plan: .prepaid(fee: 23_00, balance: 146_00), openBills: 0),
    ]
}

extension DemoAccount {
    /// The account's bill of one month, as it was issued.
    func bill(of period: BillingPeriod) -> StoredBill {
        let month = period.month - 1
        let lines: [ChargeLine]
        let usage: Quantity?
        switch plan {
        case .electricity(let months):
            let before = months[..<month].reduce(0) { $0 + $1.peak + $1.valley }
            let (peak, valley) = months[month]
            lines = TieredTariff.zhejiangElectricity.lines(peak: peak, valley: valley, before: before)
            usage = Quantity(thousandths: (peak + valley) * 1_000, unit: TieredTariff.zhejiangElectricity.unit)
        case .metered(let tariff, let months):
            lines = tariff.lines(used: months[month], before: months[..<month].reduce(0, +))
            usage = Quantity(thousandths: months[month] * 1_000, unit: tariff.unit)
        case .telecom(let fee, let included, let extraTenths):
            lines = DemoAccount.telecomLines(fee: fee, included: included, extraTenths: extraTenths[month])
            usage = Quantity(thousandths: included * 1_000 + extraTenths[month] * 100, unit: "GB")
        case .prepaid(let fee, _):
            let label = LocalizedText(zh: "收视维护费", en: "Viewing fee")
            lines = [ChargeLine(kind: .subscription, label: label, amount: Money(fee, .cny))]
            usage = nil
        }
        return StoredBill(biller: biller, account: account, period: period, lines: lines, usage: usage)
    }

    private static func telecomLines(fee: Int64, included: Int64, extraTenths: Int64) -> [ChargeLine] {
        let subscription = ChargeLine(
            kind: .subscription,
            label: LocalizedText(zh: "套餐月费（含 \(included) GB）", en: "Plan with \(included) GB"),
            amount: Money(fee, .cny))
        guard extraTenths > 0 else { return [subscription] }
        let quantity = Quantity(thousandths: extraTenths * 100, unit: "GB")
        let price = UnitPrice(millionths: 3_000_000, currency: .cny)
        let data = ChargeLine(
            kind: .usage, label: LocalizedText(zh: "套餐外流量", en: "Data beyond the plan"), quantity: quantity,
            price: price, amount: price.amount(of: quantity))
        return [subscription, data]
    }
}
