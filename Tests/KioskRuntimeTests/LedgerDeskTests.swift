import KioskControl
import KioskCore
import Logging
import Testing

@testable import KioskRuntime

/// A technician's word about money reaches the journal of a running kiosk before it is answered.
@Suite struct LedgerDeskTests {
    private static let payment: PaymentID = "019ac9d2-7d3e-7cc0-8000-00000000a001"
    private static let note = Money(10_000, .cny)
    private static let biller = Biller(
        id: "zj-power", name: LocalizedText(zh: "电", en: "Power"), service: .electricity, currency: .cny,
        hotline: "95598", exactness: .exact, tenders: [.cash], accountDigits: 10...10,
        accountLabel: LocalizedText(zh: "户号", en: "Account"))
    private static let plan = PaymentPlan(
        payment: payment, claimCode: ClaimCode(random: [7, 20, 2, 19, 9, 23, 29, 26, 0, 4, 17]),
        receiptNumber: "K0417-000001", biller: biller, account: "3300123456",
        allocations: [Allocation(bill: "b", period: nil, amount: note)], tender: .cash, language: .english, inquiry: nil
    )

    private static let lostNote: [JournalFact] = [
        .paymentPlanned(plan), .paymentTakenOffline(payment), .noteIntended(payment, number: 1, denomination: note),
        .noteUnplaced(payment, number: 1), .paymentClosing(payment, .deviceFailed),
    ]
    private static let stackedNote: [JournalFact] = [
        .paymentPlanned(plan), .paymentTakenOffline(payment), .noteIntended(payment, number: 1, denomination: note),
        .noteStacked(payment, number: 1),
    ]

    /// A running kiosk whose journal held these facts; what it writes afterwards goes to `written`.
    private func kiosk(
        _ facts: [JournalFact], written: Diary<JournalFact>,
        hub: @escaping @Sendable (HubRequest) async -> HubAnswer? = { _ in nil },
        _ body: (LedgerDesk) async throws -> Void
    ) async throws {
        let clock = KioskClock.system
        var ledger = Ledger()
        for fact in facts { ledger.apply(fact, at: clock.now()) }
        let denominations = [Money(5_000, .cny), Self.note]
        let settings = KioskSettings(
            kiosk: "K0417", hotline: "400", billers: [Self.biller], denominations: denominations)
        let engine = KioskEngine(
            machine: KioskMachine(settings: settings, ledger: ledger), events: EventQueue(),
            ports: EnginePorts(
                record: { facts, _ in for fact in facts { written.note(fact) } }, noteAcceptor: { _ in true },
                terminal: { _ in true }, printer: { _ in true }, hub: hub, slip: { _, _, _ in [1] },
                identities: { count, now in IdentitySource.identities(count: count, at: now) }),
            clock: clock, version: "1", log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        let running = Task { try await engine.run() }
        await engine.untilStarted()
        let desk = LedgerDesk(engine: engine, currency: .cny, denominations: denominations, now: { clock.now().wall })
        do {
            try await body(desk)
        } catch {
            running.cancel()
            throw error
        }
        running.cancel()
        try? await running.value
    }

    private func decision(_ choice: PersonsDecision.Choice, number: Int? = nil, why: String = "It lay there.")
        -> PersonsDecision
    {
        PersonsDecision(choice: choice, receiptNumber: number, by: "Li", why: why)
    }

    @Test func aFoundNoteCountsAndGoesToTheHub() async throws {
        let written = Diary<JournalFact>()
        try await kiosk(Self.lostNote, written: written) { desk in
            guard case .done(let words) = await desk.resolve(Self.payment.text, decision(.noteInBox)) else {
                Issue.record("the decision fits")
                return
            }
            #expect(words.contains("in the journal"))
        }
        let resolution = ExceptionResolution(decision: .noteIsInCashBox, by: "Li", why: "It lay there.")
        #expect(written.entries.contains(.exceptionResolved(Self.payment, resolution)))
        let queued = written.entries.contains { if case .paymentQueued = $0 { true } else { false } }
        #expect(queued, "its money is owed, and the hub hears of it")
    }

    @Test func aDecisionThatDoesNotFitIsRefusedInWordsAndWritesNothing() async throws {
        let written = Diary<JournalFact>()
        try await kiosk(Self.lostNote, written: written) { desk in
            for (id, decision) in [
                (Self.payment.text, decision(.cardCharged, number: 4)), (Self.payment.text, decision(.cardCharged)),
                ("p-9", decision(.closed)), (Self.payment.text, decision(.closed, why: " ")),
                (Self.payment.text, decision(.closed, why: String(repeating: "x", count: 301))),
            ] {
                guard case .refused(let why) = await desk.resolve(id, decision) else {
                    Issue.record("\(decision) does not fit \(id)")
                    return
                }
                #expect(!why.isEmpty)
            }
        }
        let decided = written.entries.contains { if case .exceptionResolved = $0 { true } else { false } }
        #expect(!decided)
    }

    @Test func anEmptiedBoxIsHeldAgainstLedgerAndHub() async throws {
        let written = Diary<JournalFact>()
        let missing = PaymentDifference(payment: Self.payment, kind: .missingAtHub, kiosk: Self.note, hub: .zero(.cny))
        let hub: @Sendable (HubRequest) async -> HubAnswer? = { request in
            guard case .reportCollection(let collection) = request else { return nil }
            return .collectionCompared(collection.id, .compared([missing]))
        }
        try await kiosk(Self.stackedNote, written: written, hub: hub) { desk in
            guard case .cashBox(let box) = await desk.cashBox() else {
                Issue.record("the box can be told")
                return
            }
            #expect(box.total == 10_000)
            let counted = [CountedNotes(denomination: 100, count: 1), CountedNotes(denomination: 50, count: 0)]
            guard case .collected(let report) = await desk.collect(by: "Li", counted) else {
                Issue.record("the count is right")
                return
            }
            #expect(report.counted == 10_000)
            #expect(report.surplus == 0)
            #expect(report.box == box)
            #expect(report.hub == .differs)
            #expect(report.differences.map(\.payment) == [Self.payment.text])
            guard case .cashBox(let empty) = await desk.cashBox() else { return }
            #expect(empty.total == 0)
        }
        let recorded = written.entries.contains { if case .cashCollected = $0 { true } else { false } }
        #expect(recorded)
    }

    @Test(arguments: [
        ("Li", [CountedNotes(denomination: 7, count: 1)]), ("Li", [CountedNotes(denomination: 100, count: -1)]),
        ("", [CountedNotes(denomination: 100, count: 1)]), ("Li", [CountedNotes(denomination: .max, count: 1)]),
        ("Li", [CountedNotes(denomination: 100, count: 1), CountedNotes(denomination: 100, count: 2)]),
    ])
    func aCountThatCannotBeIsRefused(_ person: String, _ counted: [CountedNotes]) async throws {
        let written = Diary<JournalFact>()
        try await kiosk(Self.stackedNote, written: written) { desk in
            guard case .refused(let why) = await desk.collect(by: person, counted) else {
                Issue.record("this is no count")
                return
            }
            #expect(!why.isEmpty)
        }
        let recorded = written.entries.contains { if case .cashCollected = $0 { true } else { false } }
        #expect(!recorded)
    }
}
