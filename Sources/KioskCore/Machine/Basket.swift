/// What the resident is about to pay: bills of one account, or an amount ahead.
struct Basket: Hashable, Sendable {
    let biller: Biller
    let account: AccountNumber
    let maskedHolder: String?
    var bills: [Bill]
    var allocations: [Allocation]
    let statement: AccountStatement?

    var amount: Money { allocations.map(\.amount).total(biller.currency) }
    var isFromPrintedCode: Bool { statement == nil }

    /// Open bills of a statement; `ticked` says which.
    init(_ statement: AccountStatement, ticked: [BillID]) {
        biller = statement.biller
        account = statement.account
        maskedHolder = statement.maskedHolder
        bills = statement.openBills.filter { ticked.contains($0.id) }
        allocations = bills.map { Allocation(bill: $0.id, period: $0.period, amount: $0.amountDue) }
        self.statement = statement
    }

    /// An amount ahead into a prepaid account.
    init(_ statement: AccountStatement, amountAhead: Money) {
        self.init(statement, ticked: [])
        allocations = [Allocation(bill: nil, period: nil, amount: amountAhead)]
    }

    /// What a printed code says, when the hub cannot be asked. Nil when the code carries no amount.
    init?(_ reference: BillReference, of biller: Biller) {
        guard let amount = reference.amount, amount.isPositive, amount.currency == biller.currency else { return nil }
        self.biller = biller
        account = reference.account
        maskedHolder = nil
        bills = []
        allocations = [Allocation(bill: nil, period: reference.period, amount: amount)]
        statement = nil
    }

    var explanation: BillExplanation {
        BillExplanation(
            biller: biller, account: account, maskedHolder: maskedHolder, bills: bills,
            history: statement?.history ?? [], amount: amount, amounts: statement?.suggestedAmounts ?? [],
            balance: statement?.balance, isFromPrintedCode: isFromPrintedCode)
    }
}
