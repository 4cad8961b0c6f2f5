package import KioskCore

/// What a code is, by its own form alone: no biller was asked.
package enum ParsedCode: Hashable, Sendable {
    case gs1(GS1Elements)
    case febraban(FEBRABANCode)
    case pagoPA(PagoPANotice)
    case swissQRBill(SwissQRBill)
    case epcTransfer(EPCTransfer)
    case emvMerchant(EMVMerchantCode)
    case japaneseSlip(JapaneseSlip)
    case wallet(WalletCode)
    case creditNote(ClaimCode)
    case badge(BadgeCode)

    package var format: BillFormat {
        switch self {
        case .gs1: .gs1
        case .febraban: .febraban
        case .pagoPA: .pagoPA
        case .swissQRBill: .swissQRBill
        case .epcTransfer: .epcTransfer
        case .emvMerchant: .emvMerchant
        case .japaneseSlip: .japaneseSlip
        case .wallet: .wallet
        case .creditNote: .creditNote
        case .badge: .badge
        }
    }

    /// What the code asks to be paid; nil for what is no bill.
    package var demand: CodeDemand? {
        switch self {
        case .gs1(let elements): GS1PaymentSlip(elements).map(CodeDemand.init)
        case .febraban(let code): CodeDemand(code)
        case .pagoPA(let notice): CodeDemand(notice)
        case .swissQRBill(let bill): CodeDemand(bill)
        case .epcTransfer(let transfer): CodeDemand(transfer)
        case .emvMerchant(let code): CodeDemand(code)
        case .japaneseSlip(let slip): CodeDemand(slip)
        case .wallet, .creditNote, .badge: nil
        }
    }
}

/// What every bill says in its own way: whom to pay, what for, how much, and until when.
package struct CodeDemand: Hashable, Sendable {
    /// Which profiles of billers are meant. An EMV code may name its merchant in several ways.
    let forms: [BillCode.Form]
    /// What the payee is called in the code.
    package let payee: String
    /// What a biller's pattern is held against.
    let subject: String
    /// The payer's reference on the slip.
    package let reference: String?
    package let amount: CodeAmount?
    /// The currency of the amount, or of the one that the payer chooses; nil where the code does not say.
    package let currency: ISOCurrency?
    package let due: CalendarDate?

    init(_ slip: GS1PaymentSlip) {
        forms = [.gs1PaymentSlip(payee: slip.payee)]
        payee = slip.payee
        subject = slip.reference
        reference = slip.reference
        amount = slip.amount
        currency = amount?.currency
        due = slip.due
    }

    init(_ code: FEBRABANCode) {
        forms = [.febraban(segment: code.segment, company: code.company)]
        payee = "\(code.segment)/\(code.company)"
        subject = code.freeField
        reference = code.freeField
        amount = code.amount.map { CodeAmount(digits: $0, decimals: 2, currency: .named("BRL")) }
        currency = amount?.currency
        due = nil
    }

    init(_ notice: PagoPANotice) {
        forms = [.pagoPA(payee: notice.payee)]
        payee = notice.payee
        subject = notice.notice
        reference = notice.notice
        amount = CodeAmount(digits: notice.amount, decimals: 2, currency: .named("EUR"))
        currency = .named("EUR")
        due = nil
    }

    init(_ bill: SwissQRBill) {
        forms = [.swissQRBill(iban: bill.iban)]
        payee = bill.iban
        subject = bill.reference ?? bill.message ?? ""
        reference = bill.reference
        amount = bill.amount
        currency = bill.currency
        due = bill.due
    }

    init(_ transfer: EPCTransfer) {
        forms = [.epcTransfer(iban: transfer.iban)]
        payee = transfer.iban
        subject = transfer.reference ?? transfer.text ?? ""
        reference = transfer.reference ?? transfer.text
        amount = transfer.amount
        currency = .named("EUR")
        due = nil
    }

    init(_ code: EMVMerchantCode) {
        forms = code.accounts.map { .emvMerchant(merchant: $0.name) }
        payee = code.accounts.first?.name ?? ""
        subject = code.reference ?? ""
        reference = code.reference
        amount = code.amount
        currency = code.currency
        due = nil
    }

    init(_ slip: JapaneseSlip) {
        forms = [.japaneseSlip(issuer: slip.issuer)]
        payee = slip.issuer
        subject = slip.freeField
        reference = slip.freeField
        amount = slip.amount.map { CodeAmount(digits: $0, decimals: 0, currency: .named("JPY")) }
        currency = .named("JPY")
        due = slip.due
    }
}
