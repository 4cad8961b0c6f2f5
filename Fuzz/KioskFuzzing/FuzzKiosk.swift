import KioskCore

/// The kiosk's middle on the bench, with its journal: it takes what a driver tells, says what it wants of the device,
/// and stops the process when money is counted that it had not decided to take.
struct FuzzKiosk {
    private var machine: KioskMachine
    private var entries: [JournalEntry] = []
    private var identities = 0

    /// Notes counted, into payments or into suspense.
    private(set) var notesCounted = 0
    private(set) var captures = 0

    init(at now: KioskInstant) {
        machine = KioskMachine(settings: FuzzKiosk.settings, ledger: Ledger())
        begin(at: now)
    }

    private mutating func begin(at now: KioskInstant) {
        _ = tell(.restarted(version: "fuzz"), at: now)
        _ = tell(.printerReported(.presence(.ready)), at: now)
        _ = tell(.printerReported(.status(.ready)), at: now)
    }

    /// The process dies; another one begins with what the journal holds, and learns what is there.
    mutating func restart(at now: KioskInstant) {
        machine = KioskMachine(settings: FuzzKiosk.settings, ledger: Ledger(folding: entries))
        begin(at: now)
    }

    var nextDeadline: KioskInstant? { machine.nextDeadline }

    /// What it wants of its devices now. Slips and the hub are not played.
    mutating func tell(_ event: KioskEvent, at now: KioskInstant) -> [KioskAction] {
        let actions = machine.received(event, at: now)
        for action in actions {
            switch action {
            case .record(let facts):
                for fact in facts { write(fact, at: now) }
                // The screen sums up what lies in the kiosk, and a device may have brought odd money in.
                _ = machine.view(at: now)
            case .supplyIdentities(let count):
                _ = machine.received(.identitiesSupplied((0..<count).map { _ in nextIdentity() }), at: now)
            case .noteAcceptor, .terminal, .printSlip, .hub, .stop: break
            }
        }
        return actions
    }

    private mutating func nextIdentity() -> FreshIdentity {
        identities += 1
        return FreshIdentity(
            payment: PaymentID("018bcfe5-6800-7000-8000-\(identities.padded(to: 12))"), claimCode: FuzzKiosk.claimCode)
    }

    /// One for all: nobody claims anything here.
    private static let claimCode = ClaimCode(random: [UInt8](repeating: 7, count: 11))

    // MARK: What may be written

    private enum Step: Hashable {
        case note(PaymentID, Int)
        case card(PaymentID)
    }

    /// Intended, and not counted yet.
    private var intended: Set<Step> = []

    private mutating func write(_ fact: JournalFact, at now: KioskInstant) {
        entries.append(JournalEntry(sequence: Int64(entries.count + 1), boot: "fuzz", at: now, fact: fact))
        switch fact {
        case .noteIntended(let payment, let number, _):
            precondition(intended.insert(.note(payment, number)).inserted, "a note is taken twice")
        case .noteStacked(let payment, let number):
            precondition(intended.remove(.note(payment, number)) != nil, "a note is counted that was not decided on")
            notesCounted += 1
        case .noteReturned(let payment, let number), .noteUnplaced(let payment, let number):
            precondition(intended.remove(.note(payment, number)) != nil, "a note ends that was not decided on")
        case .noteInSuspense: notesCounted += 1
        case .cardIntended(let payment, _, _): intended.insert(.card(payment))
        case .cardCaptured(let payment, _):
            precondition(intended.remove(.card(payment)) != nil, "a charge is counted that was not decided on")
            captures += 1
        case .cardDeclined(let payment, _):
            precondition(intended.remove(.card(payment)) != nil, "a charge ends that was not decided on")
        case .started, .paymentPlanned, .paymentPrepared, .paymentTakenOffline, .cardUnknown, .paymentClosing,
            .paymentQueued, .paymentAbandoned, .paymentSettled, .paymentRefused, .paymentConflicted, .printIntended,
            .printed, .printFailed, .visitFailed, .rated, .incident, .walletIntended, .walletPaid, .walletDeclined,
            .walletUnknown, .creditNoteIntended, .creditNoteClaimed, .creditNoteRefused, .creditNoteUnknown,
            .cardReversalIntended, .cardReversed, .cardReversalFailed, .exceptionResolved,
            .cashCollected, .collectionCompared, .dayCompared, .journalJudged:
            break
        }
    }
}

// MARK: - The resident

extension FuzzKiosk {
    private static let biller = makeBiller("power", .electricity, .cny)

    private static func makeBiller(_ id: BillerID, _ service: Service, _ currency: Currency) -> Biller {
        Biller(
            id: id, name: LocalizedText(zh: "公司", en: "Company"), service: service, currency: currency,
            hotline: "95598", exactness: .exact, tenders: [.cash, .card], accountDigits: 8...12,
            accountLabel: LocalizedText(zh: "户号", en: "Account number"))
    }

    private static let settings = KioskSettings(
        kiosk: "K0417", hotline: "400-100-2000",
        billers: [biller, makeBiller("water", .water, .cny), makeBiller("gas", .gas, .eur)],
        denominations: [5, 10, 20, 50, 100].map { Money($0 * 100, .cny) },
        offline: OfflinePolicy(tenders: [.cash, .card], largestCount: 10_000, largestTotalMinorUnits: 100_000_000))

    /// A resident begins to pay a bill by its printed code, with the hub out of reach, so that nothing but the devices
    /// is asked. Each has another account, because nobody may pay twice.
    mutating func beginPayment(by tender: TenderKind, at now: KioskInstant) -> [KioskAction] {
        let account = AccountNumber(identities.padded(to: 10))
        let reference = BillReference(
            biller: FuzzKiosk.biller.id, account: account, period: BillingPeriod("2026-10"), amount: Money(8_640, .cny),
            raw: "33")
        let inquiry = Inquiry(biller: FuzzKiosk.biller.id, account: account)
        return [
            .residentChose(.end), .codeRead(.bill(reference)),
            .hubAnswered(.inquired(inquiry, .unavailable(.unreachable))), .residentChose(.pay),
            .residentChose(.method(tender)), .residentChose(.consentToCash),
        ].flatMap { tell($0, at: now) }
    }

    /// A resident lays a code on the scanner, chooses a biller where there are several, and pays, if that is offered.
    mutating func read(_ reading: CodeReading, at now: KioskInstant) {
        _ = tell(.codeRead(reading), at: now)
        let references: [BillReference] =
            switch reading {
            case .bill(let reference): [reference]
            case .ambiguous(let references): references
            case .unknownBiller, .damagedBill, .walletCode, .creditNote, .badge, .notABill: []
            }
        for reference in references.prefix(1) {
            let inquiry = Inquiry(biller: reference.biller, account: reference.account)
            for event: KioskEvent in [
                .residentChose(.biller(reference.biller)), .hubAnswered(.inquired(inquiry, .unavailable(.unreachable))),
                .residentChose(.pay), .residentChose(.method(.cash)), .residentChose(.consentToCash),
            ] { _ = tell(event, at: now) }
        }
        _ = machine.view(at: now)
    }
}
