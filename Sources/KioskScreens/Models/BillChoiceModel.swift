import KioskCore

/// Whose bill it is, on the screens that show bills: the company, and the account masked.
struct AccountModel {
    let icon: String
    let billerName: String
    let accountLabel: String
    let account: String
    let holderLabel: String
    let holder: String?

    init(_ biller: Biller, _ account: AccountNumber, holder: String?, language: Language, texts: any Texts) {
        icon = biller.service.icon
        billerName = biller.name[language]
        accountLabel = biller.accountLabel[language]
        self.account = account.masked
        holderLabel = texts.holder
        self.holder = holder.flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// All bills due, ticked; a touch leaves one out.
struct BillChoiceModel {
    let heading: String
    let lead: String
    let owner: AccountModel
    let choices: [Choice]
    let nothingTicked: String?

    struct Choice {
        let button: ButtonModel
        let isTicked: Bool
        let tickWord: String
        let dueLine: String
        let overdue: String?
        let sum: String
    }

    static func content(
        _ statement: AccountStatement, _ ticked: [BillID], _ total: Money, language: Language, texts: any Texts
    ) -> ScreenContent {
        let message = texts.billChoice
        let choices = statement.openBills.map { bill in
            let isTicked = ticked.contains(bill.id)
            return Choice(
                button: ButtonModel(.tick(bill.id, !isTicked), texts.period(bill.period)), isTicked: isTicked,
                tickWord: isTicked ? texts.ticked : texts.notTicked, dueLine: texts.dueBy(bill.due),
                overdue: bill.status == .overdue ? texts.overdue : nil, sum: bill.amountDue.description)
        }
        let isEmpty = ticked.isEmpty
        return ScreenContent(
            title: message.heading,
            announcement: isEmpty ? texts.nothingTicked : texts.spoken(message),
            primary: isEmpty ? nil : ButtonModel(.confirmBills, texts.confirmBills(total)),
            model: BillChoiceModel(
                heading: message.heading, lead: message.text,
                owner: AccountModel(
                    statement.biller, statement.account, holder: statement.maskedHolder, language: language,
                    texts: texts),
                choices: choices, nothingTicked: isEmpty ? texts.nothingTicked : nil))
    }
}
