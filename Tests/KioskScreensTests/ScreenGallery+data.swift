import KioskCore

/// The figures in the gallery: the Zhejiang and Shanghai tariffs of `facts/domain.md`.
extension ScreenGallery {
    static func yuan(_ amount: Int64) -> Money { Money(amount * 100, .cny) }

    static let claimCode = ClaimCode(random: [7, 18, 2, 20, 9, 23, 29, 25, 0, 4, 17])
    static let denominations = [100, 50, 20, 10, 5].map { yuan($0) }
    static let due = bill.amountDue

    static func biller(
        _ id: BillerID, _ zh: String, _ en: String, _ service: Service, digits: ClosedRange<Int> = 10...10
    ) -> Biller {
        Biller(
            id: id, name: LocalizedText(zh: zh, en: en), service: service, currency: .cny, hotline: "95598",
            exactness: .exact, tenders: [.cash, .card, .wallet], accountDigits: digits,
            accountLabel: LocalizedText(zh: "户号", en: "Account number"))
    }

    static let electricity = biller("zj-power", "浙江电力杭州供电公司", "Zhejiang Power Hangzhou", .electricity)
    static let water = biller("sh-water", "城投水务", "City Water", .water, digits: 8...12)
    static let gas = biller("sh-gas", "燃气集团", "City Gas", .gas)
    static let telecom = biller("mobile", "移动通信", "Mobile Telephone", .telecom, digits: 11...11)
    static let television = biller("cable", "华数有线电视", "Wasu Cable TV", .cableTelevision, digits: 16...16)
    static let billers = [electricity, water, gas, telecom, television]

    static func line(
        _ zh: String, _ en: String, kWh thousandths: Int64, millionths: Int64, tier: Int, _ time: TimeOfUse
    ) -> ChargeLine {
        let quantity = Quantity(thousandths: thousandths, unit: "kWh")
        let price = UnitPrice(millionths: millionths, currency: .cny)
        return ChargeLine(
            kind: .usage, label: LocalizedText(zh: zh, en: en), quantity: quantity, price: price,
            amount: price.amount(of: quantity), tier: tier, timeOfUse: time)
    }

    static let lines = [
        line("电费", "Energy", kWh: 118_000, millionths: 568_000, tier: 1, .peak),
        line("电费", "Energy", kWh: 65_250, millionths: 288_000, tier: 1, .valley),
        line("电费", "Energy", kWh: 12_000, millionths: 618_000, tier: 2, .peak),
    ]
    static let penalty = ChargeLine(
        kind: .penalty, label: LocalizedText(zh: "违约金", en: "Penalty"), amount: Money(137, .cny))

    static let bill = makeBill("B-2026-10", BillingPeriod(year: 2026, month: 10), lines, .due)
    static let overdueBill = makeBill("B-2026-09", BillingPeriod(year: 2026, month: 9), lines + [penalty], .overdue)
    static let mismatchedBill = makeBill(
        "B-2026-08", BillingPeriod(year: 2026, month: 8), lines, .due, surplus: Money(5, .cny))

    private static func makeBill(
        _ id: BillID, _ period: BillingPeriod?, _ lines: [ChargeLine], _ status: BillStatus,
        surplus: Money = .zero(.cny)
    ) -> Bill {
        guard let period, let issued = CalendarDate(year: period.year, month: period.month, day: 28),
            let due = CalendarDate(year: 2026, month: status == .overdue ? 10 : 11, day: 25)
        else { preconditionFailure("a sample has no such month") }
        return Bill(
            id: id, biller: electricity.id, account: account, period: period, issued: issued, due: due,
            amountDue: lines.map(\.amount).total(.cny) + surplus, status: status, lines: lines,
            usage: Quantity(thousandths: 195_250, unit: "kWh"))
    }

    static let account: AccountNumber = "3301020417"

    static let history: [MonthlyFigure] = [172, 188, 240, 265, 231, 180, 142, 150, 228, 307, 296].enumerated()
        .compactMap { place, kWh in
            BillingPeriod(year: 2026, month: 9).map {
                MonthlyFigure(
                    period: $0.adding(months: place - 10), amount: Money(Int64(kWh) * 54, .cny),
                    usage: Quantity(thousandths: Int64(kWh) * 1_000, unit: "kWh"))
            }
        }

    static let statement = AccountStatement(
        inquiry: "Q-1", biller: electricity, account: account, maskedHolder: "张**", openBills: [overdueBill, bill],
        history: history, lastPaid: nil, balance: nil, suggestedAmounts: [], expires: WallTime(milliseconds: 0))

    static func explanation(_ bills: [Bill], biller: Biller = electricity) -> BillExplanation {
        BillExplanation(
            biller: biller, account: account, maskedHolder: "张**", bills: bills, history: history,
            amount: bills.map(\.amountDue).total(.cny), amounts: [], balance: nil, isFromPrintedCode: false)
    }

    static let printedCode = BillExplanation(
        biller: gas, account: account, maskedHolder: nil, bills: [], history: [], amount: Money(12_650, .cny),
        amounts: [], balance: nil, isFromPrintedCode: true)

    static func prepaid(chosen: Money?) -> BillExplanation {
        BillExplanation(
            biller: telecom, account: "13805711234", maskedHolder: "李*", bills: [],
            history: history.map {
                MonthlyFigure(period: $0.period, amount: $0.amount, usage: nil)
            },
            amount: chosen ?? .zero(.cny), amounts: [30, 50, 100, 200, 300, 500].map { yuan($0) },
            balance: Money(1_240, .cny), isFromPrintedCode: false)
    }

    static func tenders(_ notes: [(Int64, Int)]) -> [Tender] {
        notes.map { .notes(denomination: yuan($0.0), count: $0.1) }
    }

    static func cash(_ notes: [(Int64, Int)], _ activity: CashProgress.Activity) -> CashProgress {
        let tenders = tenders(notes)
        return CashProgress(
            due: Money(8_640, .cny), inserted: tenders.map(\.amount).total(.cny), notes: tenders, activity: activity,
            denominations: denominations)
    }

    static let capture = CardCapture(
        amount: due, terminalReceiptNumber: 17, traceNumber: 4_711, authorisationCode: "A71042", lastFour: "6228",
        cardName: "UnionPay", terminalID: "T-1")

    static func summary(
        _ standing: PaymentSummary.Standing, paper: PaymentSummary.Paper, change: Money?,
        biller: Biller = electricity
    ) -> PaymentSummary {
        PaymentSummary(
            payment: "019ac9d2-7d3e-7cc0-8000-00000000a001", receiptNumber: "HZ0417-000318", biller: biller,
            account: account, paid: due,
            tenders: change == nil
                ? [.card(capture)]
                : tenders([(50, 1)]) + [.creditNote(CreditNote(code: claimCode, amount: Money(40_66, .cny)))],
            standing: standing, creditNote: change.map { CreditNote(code: claimCode, amount: $0) }, paper: paper,
            voucher: "https://paycircle.example/v/HZ0417-000318?a=9751&s=settled")
    }

    /// A failure of each kind with money where such a failure leaves it.
    static func failure(_ kind: Failure.Kind) -> Failure {
        switch kind {
        case .cancelled:
            Failure(
                kind: kind, money: .owed(yuan(20), claimCode), paper: .printed, receiptNumber: "HZ0417-000318",
                next: [.keepSlip, .callHotline])
        case .noteAcceptorTrouble, .interrupted:
            Failure(
                kind: kind, money: .uncertain(yuan(20), certain: yuan(50), claimCode), paper: .none,
                receiptNumber: "HZ0417-000318", next: [.copyCode, .callHotline, .doNotPayAgain])
        case .suspenseNote, .settlementRefused:
            Failure(
                kind: kind, money: .owed(yuan(100), claimCode), paper: .printing, receiptNumber: "HZ0417-000318",
                next: [.keepSlip, .callHotline])
        case .cardOutcomeUnknown, .walletOutcomeUnknown:
            Failure(
                kind: kind, money: .uncertain(due, certain: .zero(.cny), claimCode), paper: .printed,
                receiptNumber: "HZ0417-000318", next: [.keepSlip, .doNotPayAgain, .callHotline])
        case .creditNoteOutcomeUnknown:
            Failure(
                kind: kind, money: .creditNoteUnknown(certain: yuan(50), claimCode), paper: .printed,
                receiptNumber: "HZ0417-000318", next: [.keepSlip, .doNotPayAgain, .callHotline])
        case .billChanged:
            Failure(kind: kind, money: .returned, paper: .none, receiptNumber: nil, next: [.takeNotes, .tryAgain])
        case .cardDeclined, .cardCancelled, .cardNotInserted, .cardNotReadable, .terminalTrouble, .walletCodeNotTaken,
            .walletFundsInsufficient, .walletDeclined, .walletCancelled:
            Failure(
                kind: kind, money: .notTaken, paper: .none, receiptNumber: nil, next: [.otherMethod, .callHotline])
        case .offlineLimitReached:
            Failure(
                kind: kind, money: .notTaken, paper: .none, receiptNumber: nil, next: [.otherMethod, .callHotline],
                limit: OfflineLimit(cap: .total, isOfBiller: true))
        case .accountUnknown, .accountBlocked, .alreadyPaid, .nothingDue, .amountNotAllowed, .paymentInProgress:
            Failure(kind: kind, money: .notTaken, paper: .none, receiptNumber: nil, next: [.callHotline])
        case .hubUnavailable, .hubUnavailableNotOffline:
            Failure(
                kind: kind, money: .notTaken, paper: .none, receiptNumber: nil,
                next: [.tryAgain, .comeBackLater, .callHotline])
        }
    }
}
