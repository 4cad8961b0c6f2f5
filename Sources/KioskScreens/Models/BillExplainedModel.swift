import KioskCore

/// A bill line by line: what was used, what it costs, how that compares with the months before, what is due when.
/// For a prepaid account the balance, and amounts to add.
struct BillExplainedModel {
    let owner: AccountModel
    let printedCode: String?
    let topUp: TopUp?
    let amountLabel: String
    let amountToPay: String?
    let sheets: [BillSheetModel]
    let chart: UsageChartModel?

    struct TopUp {
        let balanceLabel: String
        let balance: String?
        let heading: String
        let amounts: [Amount]

        struct Amount {
            let button: ButtonModel
            let isChosen: Bool
        }
    }

    static func content(_ explanation: BillExplanation, language: Language, texts: any Texts) -> ScreenContent {
        let biller = explanation.biller
        let isTopUp = !explanation.amounts.isEmpty
        let topUp = TopUp(
            balanceLabel: texts.balance, balance: explanation.balance?.description, heading: texts.howMuchToAdd,
            amounts: explanation.amounts.map {
                TopUp.Amount(
                    button: ButtonModel(.amount($0.minorUnits), $0.shortDescription),
                    isChosen: $0 == explanation.amount)
            })
        let owner = AccountModel(
            biller, explanation.account, holder: explanation.maskedHolder, language: language, texts: texts)
        let model = BillExplainedModel(
            owner: owner,
            printedCode: explanation.isFromPrintedCode ? texts.fromPrintedCode(biller: owner.billerName) : nil,
            topUp: isTopUp ? topUp : nil, amountLabel: texts.amountToPay,
            amountToPay: isTopUp ? nil : explanation.amount.description,
            sheets: explanation.bills.map {
                BillSheetModel($0, hotline: biller.hotline, language: language, texts: texts)
            },
            chart: UsageChartModel(explanation, texts: texts))
        let sum = texts.labelled(texts.amountToPay, explanation.amount.description)
        return ScreenContent(
            title: owner.billerName, announcement: isTopUp ? texts.howMuchToAdd : texts.join([owner.billerName, sum]),
            primary: explanation.amount.isPositive ? ButtonModel(.pay, texts.pay(explanation.amount)) : nil,
            model: model)
    }
}

extension Money {
    /// Without the fraction where it is zero: `¥50`, for buttons and notes.
    var shortDescription: String {
        minorUnits % currency.minorUnitsPerMajorUnit == 0 && currency.minorUnitDigits > 0
            ? String(description.dropLast(currency.minorUnitDigits + 1)) : description
    }
}

/// One bill as a table. The company's lines and sum are authoritative; that they do not add up is said.
struct BillSheetModel {
    let periodLabel: String
    let period: String
    let dueLine: String?
    let overdue: String?
    let columns: BillColumns
    let lines: [Line]
    let totalLabel: String
    let total: String
    let mismatch: String?

    struct Line {
        let item: String
        /// Tier, peak or valley.
        let marks: [String]
        let penalty: String?
        let quantity: String?
        let price: String?
        let sum: String
    }

    init(_ bill: Bill, hotline: String, language: Language, texts: any Texts) {
        periodLabel = texts.billingPeriod
        period = texts.period(bill.period)
        dueLine = bill.status == .overdue ? nil : texts.dueBy(bill.due)
        overdue =
            bill.status == .overdue ? texts.join([texts.labelled(texts.overdue, texts.date(bill.due))]) : nil
        columns = texts.columns
        lines = bill.lines.map { line in
            Line(
                item: line.label[language],
                marks: [line.tier.map(texts.tier), line.timeOfUse.map(texts.timeOfUse)].compactMap { $0 },
                penalty: line.kind == .penalty ? texts.latePenalty : nil, quantity: line.quantity?.description,
                price: line.price?.description, sum: line.amount.description)
        }
        totalLabel = texts.total
        total = bill.amountDue.description
        mismatch = bill.linesAddUp ? nil : texts.linesDoNotAddUp(hotline: hotline)
    }
}
