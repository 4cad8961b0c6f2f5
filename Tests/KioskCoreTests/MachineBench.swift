import KioskCore

/// A kiosk machine on a bench: events go in by hand, what it records and asks for is kept.
struct MachineBench {
    var machine: KioskMachine
    var now = KioskInstant(sinceBoot: .seconds(100), wall: WallTime(milliseconds: 1_795_000_000_000))
    private(set) var entries: [JournalEntry] = []
    private(set) var actions: [KioskAction] = []

    static let biller = Biller(
        id: "zj-power", name: LocalizedText(zh: "浙江电力", en: "Zhejiang Power"), service: .electricity, currency: .cny,
        hotline: "95598", exactness: .exact, tenders: [.cash, .card, .wallet], accountDigits: 10...10,
        accountLabel: LocalizedText(zh: "户号", en: "Account number"))
    static let account: AccountNumber = "3300123456"

    static var settings: KioskSettings {
        KioskSettings(
            kiosk: "K0417", hotline: "400-100-2000", billers: [biller],
            denominations: [5, 10, 20, 50, 100].map { Money($0 * 100, .cny) })
    }

    init(
        settings: KioskSettings = MachineBench.settings, restarting entries: [JournalEntry] = [],
        at now: KioskInstant? = nil
    ) {
        if let now { self.now = now }
        machine = KioskMachine(settings: settings, ledger: Ledger(folding: entries))
        self.entries = entries
        send(.restarted(version: "test"))
    }

    /// The kiosk with every device ready.
    static func ready(settings: KioskSettings = MachineBench.settings) -> MachineBench {
        var bench = MachineBench(settings: settings)
        bench.devicesReady()
        return bench
    }

    mutating func devicesReady(lastTransaction: CardCapture? = nil, terminalAnswers: Bool = true) {
        send(.scannerReported(.ready))
        send(.noteAcceptorReported(.presence(.ready)))
        send(.terminalReported(.presence(.ready)))
        if terminalAnswers {
            send(.terminalReported(.baseline(lastReceiptNumber: lastTransaction?.terminalReceiptNumber)))
        }
        send(.printerReported(.presence(.ready)))
        send(.printerReported(.status(.ready)))
    }

    /// Sends one event and returns what it made the machine do, supplying identities when asked.
    @discardableResult
    mutating func send(_ event: KioskEvent) -> [KioskAction] {
        let done = machine.received(event, at: now)
        actions += done
        for action in done {
            switch action {
            case .record(let facts):
                for fact in facts {
                    entries.append(
                        JournalEntry(sequence: Int64(entries.count + 1), boot: "boot", at: now, fact: fact))
                }
            case .supplyIdentities(let count):
                let fresh = (0..<count).map { MachineBench.identity(entries.count * 100 + $0) }
                actions += machine.received(.identitiesSupplied(fresh), at: now)
            case .noteAcceptor, .terminal, .printSlip, .hub, .stop: break
            }
        }
        return done
    }

    @discardableResult
    mutating func touch(_ choice: ResidentChoice) -> [KioskAction] { send(.residentChose(choice)) }

    mutating func wait(_ delay: Duration) -> [KioskAction] {
        now = now.advanced(by: delay)
        return send(.deadlineReached)
    }

    var screen: Screen { machine.view(at: now).screen }

    static func identity(_ number: Int) -> FreshIdentity {
        FreshIdentity(
            payment: PaymentID("0192f0c1-0000-7000-8000-" + number.padded(to: 12)),
            claimCode: ClaimCode(random: (0..<11).map { UInt8((number >> ($0 * 3)) & 31) }))
    }
}

// MARK: - The usual road

extension MachineBench {
    static func bill(_ minorUnits: Int64 = 8_640, period: String = "2026-10") -> Bill {
        Bill(
            id: BillID("zj-power-\(period)"), biller: biller.id, account: account,
            period: BillingPeriod(period) ?? BillingPeriod(year: 2026, month: 10)!,
            issued: CalendarDate(year: 2026, month: 11, day: 1)!, due: CalendarDate(year: 2026, month: 11, day: 25)!,
            amountDue: Money(minorUnits, .cny), status: .due,
            lines: [
                ChargeLine(
                    kind: .usage, label: LocalizedText(zh: "电费", en: "Energy"), amount: Money(minorUnits, .cny))
            ], usage: nil)
    }

    static func statement(_ bills: [Bill] = [bill()]) -> AccountStatement {
        AccountStatement(
            inquiry: "INQ1", biller: biller, account: account, maskedHolder: "张**", openBills: bills, history: [],
            lastPaid: nil, balance: nil, suggestedAmounts: [], expires: WallTime(milliseconds: 1_795_000_600_000))
    }

    static let reference = BillReference(
        biller: biller.id, account: account, period: BillingPeriod("2026-10"), amount: Money(8_640, .cny), raw: "33")

    mutating func scanBill(_ bills: [Bill] = [bill()]) {
        send(.codeRead(.bill(MachineBench.reference)))
        send(
            .hubAnswered(
                .inquired(
                    Inquiry(biller: MachineBench.biller.id, account: MachineBench.account),
                    .statement(MachineBench.statement(bills)))))
    }

    /// Scans, pays, chooses the method and lets the hub prepare. Returns the payment's id.
    @discardableResult
    mutating func beginPaying(by tender: TenderKind) -> PaymentID {
        scanBill()
        touch(.pay)
        touch(.method(tender))
        if tender == .cash { touch(.consentToCash) }
        let id = machine.ledger.inOrder.last!.id
        send(
            .hubAnswered(
                .prepared(
                    id,
                    .prepared(
                        Preparation(
                            payment: id, amount: Money(8_640, .cny),
                            expires: WallTime(milliseconds: 1_795_000_900_000))))))
        return id
    }

    @discardableResult
    mutating func insertNote(_ yuan: Int64) -> [KioskAction] {
        let note = Money(yuan * 100, .cny)
        return send(.noteAcceptorReported(.escrowed(note))) + send(.noteAcceptorReported(.stacked(note)))
    }

    static func capture(_ minorUnits: Int64 = 8_640, receipt: Int = 7) -> CardCapture {
        CardCapture(
            amount: Money(minorUnits, .cny), terminalReceiptNumber: receipt, traceNumber: receipt,
            authorisationCode: "A1", lastFour: "1234", cardName: "UnionPay", terminalID: "T1")
    }
}
