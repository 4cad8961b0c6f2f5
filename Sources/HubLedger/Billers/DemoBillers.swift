package import KioskCore

/// The billers of the demonstration. Names, hotlines and accounts are made up; the tariffs are real.
///
/// Bills are a function of the account, the month and the tariff alone, so that seeding twice, or on a later day,
/// adds the new months and changes nothing.
package enum DemoBillers {
    /// One bill is due, nothing is late. Its October bill crosses from the first tier into the second: ¥86.40.
    package static let demoElectricityAccount: AccountNumber = "3300123456"
    /// Two bills are open; the older is overdue and carries a penalty.
    package static let overdueElectricityAccount: AccountNumber = "3300234567"
    package static let paidElectricityAccount: AccountNumber = "3300345678"
    package static let blockedElectricityAccount: AccountNumber = "3300456789"
    package static let demoWaterAccount: AccountNumber = "310012345678"
    package static let demoGasAccount: AccountNumber = "310023456789"
    package static let demoTelecomAccount: AccountNumber = "57100123456"
    /// Its bills take two seconds to come, and its settlements three.
    package static let slowTelecomAccount: AccountNumber = "57100999999"
    /// Its settlements are refused by the biller after three seconds.
    package static let refusingTelecomAccount: AccountNumber = "57100888888"
    package static let demoTelevisionAccount: AccountNumber = "8571001234567890"
    package static let demoBillFileAccount: AccountNumber = "60001234"

    package static let electricity: BillerID = "zj-power"
    package static let water: BillerID = "sh-water"
    package static let gas: BillerID = "sh-gas"
    package static let telecom: BillerID = "cn-telecom"
    package static let television: BillerID = "hz-cable"
    package static let billFile: BillerID = "xiqiao-water"

    package static var adapters: [any BillerAdapter] {
        [
            OnlineDemoBiller(
                electricity, zh: "浙江电力（演示）", en: "Zhejiang Power (demo)", service: .electricity,
                hotline: "95598", digits: 10, accountLabel: LocalizedText(zh: "户号", en: "Account number"),
                latePenalty: .electricity),
            OnlineDemoBiller(
                water, zh: "上海自来水（演示）", en: "Shanghai Water (demo)", service: .water, hotline: "962740",
                digits: 12, accountLabel: LocalizedText(zh: "销根号", en: "Account number"), latePenalty: .water),
            OnlineDemoBiller(
                gas, zh: "上海燃气（演示）", en: "Shanghai Gas (demo)", service: .gas, hotline: "962777", digits: 12,
                accountLabel: LocalizedText(zh: "用户号", en: "Account number"), latePenalty: .gas),
            OnlineDemoBiller(
                telecom, zh: "中国通信（演示）", en: "China Telecom Services (demo)", service: .telecom,
                hotline: "10000", digits: 11, accountLabel: LocalizedText(zh: "业务号码", en: "Service number"),
                latePenalty: nil),
            OnlineDemoBiller(
                television, zh: "杭州有线（演示）", en: "Hangzhou Cable (demo)", service: .cableTelevision,
                hotline: "96171", digits: 16, accountLabel: LocalizedText(zh: "智能卡号", en: "Smart card number"),
                exactness: .adhoc, latePenalty: nil,
                topUps: TopUps(
                    suggested: [Money(50_00, .cny), Money(100_00, .cny), Money(200_00, .cny)],
                    smallest: Money(1_00, .cny), largest: Money(2_000_00, .cny))),
            BillFileBiller(
                biller: Biller(
                    id: billFile, name: LocalizedText(zh: "溪桥水务（演示）", en: "Xiqiao Water (demo)"),
                    service: .water, currency: .cny, hotline: "0571-00000000", exactness: .exact,
                    tenders: [.cash, .card], accountDigits: 8...8,
                    accountLabel: LocalizedText(zh: "户号", en: "Account number")),
                latePenalty: nil),
        ]
    }
}

/// A demo biller that answers over a line of its own.
struct OnlineDemoBiller: BillerAdapter {
    let biller: Biller
    let latePenalty: LatePenalty?
    let topUps: TopUps?

    init(
        _ id: BillerID, zh: String, en: String, service: Service, hotline: String, digits: Int,
        accountLabel: LocalizedText, exactness: Exactness = .exact, latePenalty: LatePenalty?, topUps: TopUps? = nil
    ) {
        biller = Biller(
            id: id, name: LocalizedText(zh: zh, en: en), service: service, currency: .cny, hotline: hotline,
            exactness: exactness, tenders: [.cash, .card, .wallet], accountDigits: digits...digits,
            accountLabel: accountLabel)
        self.latePenalty = latePenalty
        self.topUps = topUps
    }

    func inquiryDelay(of account: AccountNumber) -> Duration {
        account == DemoBillers.slowTelecomAccount ? .seconds(2) : .zero
    }

    func settlementRoute(of account: AccountNumber) -> SettlementRoute {
        switch account {
        case DemoBillers.slowTelecomAccount: .online(after: .seconds(3), refusal: nil)
        case DemoBillers.refusingTelecomAccount:
            .online(
                after: .seconds(3),
                refusal: HubRefusal(reason: .accountBlocked, message: "The biller has closed this account."))
        default: .online(after: .zero, refusal: nil)
        }
    }
}
