import HubLedger
import Hummingbird
import HummingbirdTesting
import KioskAPI
import KioskCore
import Testing

@testable import HubServer

/// Wallets, cash collections, days and credit notes over HTTP.
struct WalletsOverHTTPTests {
    private func charge(_ digit: Int) -> WalletCharge {
        WalletCharge(
            payment: "p-1", kiosk: "k-1", amount: Money(86_40, .cny),
            code: WalletCode(provider: .alipay, digits: "28345678901234567\(digit)"))
    }

    private func outcome(_ answer: HubCaller.Answer) -> WalletOutcome {
        HubAnswerReader.wallet(of: "p-1", asked: charge(0), status: answer.status, body: answer.body)
    }

    @Test func aWalletIsChargedAskedAboutAndBooked() async throws {
        try await HubOverHTTP().run { hub in
            let order = try hub.order("p-1", try await hub.inquire())
            _ = try await hub.post(HubPath.payments, order)
            let before = try await hub.get(HubPath.walletCharge("p-1"))
            #expect(outcome(before) == .notFound)
            let body = WalletChargeBody(charge(0))
            guard case .paid(let receipt) = outcome(try await hub.post(HubPath.walletCharges, body)) else {
                Issue.record("the wallet pays")
                return
            }
            for later in [
                try await hub.post(HubPath.walletCharges, body), try await hub.get(HubPath.walletCharge("p-1")),
                try await hub.post(HubPath.cancelWallet("p-1"), [String]()),
            ] {
                #expect(outcome(later) == .paid(receipt))
            }
            guard case .conflict = outcome(try await hub.post(HubPath.walletCharges, WalletChargeBody(charge(9))))
            else {
                Issue.record("a payment has one charge")
                return
            }
            let submission = Submission(
                payment: "p-1", kind: .confirm, kiosk: "k-1", receiptNumber: "R-1", biller: order.biller,
                account: order.account, allocations: order.allocations, tenders: [.wallet(receipt)],
                claimCode: ClaimCode(random: [UInt8](repeating: 3, count: 11)), taken: HubOverHTTP.morning)
            let answer = try await hub.post(HubPath.confirm("p-1"), SubmissionBody(submission))
            #expect(try answer.read(PaymentAnswer.self).state == .settled)
        }
    }

    @Test func aCancelledChargeIsNeverMade() async throws {
        let world = try HubOverHTTP()
        try await world.run { hub in
            let cancelled = try await hub.post(HubPath.cancelWallet("p-1"), [String]())
            #expect(outcome(cancelled) == .declined(.neverSent))
            let late = try await hub.post(HubPath.walletCharges, WalletChargeBody(charge(0)))
            #expect(outcome(late) == .declined(.neverSent))
        }
        #expect(world.wallets.charges.isEmpty)
    }

    /// The same charge many times at once, as when a proxy repeats it, with cancellations in between.
    @Test func manyAtOnceMakeOneChargeAtMost() async throws {
        let world = try HubOverHTTP()
        let body = WalletChargeBody(charge(4))
        let answers = try await world.run { hub in
            try await withThrowingTaskGroup(of: HubCaller.Answer.self) { group in
                for index in 0..<20 {
                    group.addTask {
                        index % 5 == 4
                            ? try await hub.post(HubPath.cancelWallet("p-1"), [String]())
                            : try await hub.post(HubPath.walletCharges, body)
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(answers.allSatisfy { $0.status == 200 })
        world.advance(by: .seconds(60))
        let last = try await world.run { try await $0.post(HubPath.cancelWallet("p-1"), [String]()) }
        guard case .declined = outcome(last) else {
            Issue.record("cancelled among the others: \(last.text)")
            return
        }
        #expect(world.wallets.paid("p-1") == nil)
    }

    @Test func aHubWithoutProvidersSaysSo() async throws {
        let world = try HubOverHTTP()
        let answer = try await world.run(wallets: nil) {
            try await $0.post(HubPath.walletCharges, WalletChargeBody(charge(0)))
        }
        #expect(answer.error?.code == .billerUnavailable)
        #expect(try world.ledger.walletsToAsk(now: HubOverHTTP.morning.advanced(by: .seconds(3_600))).isEmpty)
    }

    /// Housekeeping goes on with what no kiosk asks about.
    @Test func anUnfinishedCancellationIsFinishedByTheHub() async throws {
        let world = try HubOverHTTP()
        try await world.run { hub in
            _ = try await hub.post(HubPath.walletCharges, WalletChargeBody(charge(6)))
            let answer = try await hub.post(HubPath.cancelWallet("p-1"), [String]())
            #expect(outcome(answer) == .awaitingPayer)
        }
        #expect(world.wallets.paid("p-1") != nil)
        world.advance(by: .seconds(61))
        try await HubHousekeeping(hub: world.service).tidy(checks: true)
        #expect(world.wallets.paid("p-1") == nil)
    }

    @Test func twoKiosksAtOnceClaimACreditNoteOnce() async throws {
        let world = try HubOverHTTP()
        let answers = try await world.run { hub in
            let order = try hub.order("p-1", try await hub.inquire())
            let submission = hub.submission(order, kind: .advice)
            _ = try await hub.post(HubPath.advice("p-1"), SubmissionBody(submission))
            return try await withThrowingTaskGroup(of: (KioskID, HubCaller.Answer).self) { group in
                for index in 0..<20 {
                    // Each of the two repeats its one claim.
                    let kiosk = KioskID("k-\(index % 2 + 1)")
                    group.addTask {
                        let claim = ClaimBody(claim: "claim of \(kiosk)", kiosk: kiosk)
                        return (kiosk, try await hub.post(HubPath.claim(submission.claimCode), claim))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        let granted = answers.filter { $0.1.status == 200 }
        #expect(Set(granted.map(\.0)).count == 1)
        #expect(Set(granted.map(\.1.body)).count == 1, "a repeated claim gets the stored answer")
        #expect(granted.count == 10)
        #expect(answers.filter { $0.1.status != 200 }.allSatisfy { $0.1.error?.code == .alreadyClaimed })
        #expect(try world.ledger.totals().paidOut == Money(13_60, .cny))
        #expect(try world.ledger.totals().balances)
    }

    @Test func aCollectionAndADayAreComparedOverHTTP() async throws {
        try await HubOverHTTP().run { hub in
            let order = try hub.order("p-1", try await hub.inquire())
            _ = try await hub.post(HubPath.advice("p-1"), SubmissionBody(hub.submission(order, kind: .advice)))
            let collection = CashCollection(
                id: "c-1", kiosk: "k-1", by: "Lin", counted: [NoteCount(denomination: Money(100_00, .cny), count: 1)],
                payments: [PaymentCash(payment: "p-1", cash: Money(100_00, .cny))], uncertain: [],
                taken: HubOverHTTP.morning)
            let collected = try await hub.post(HubPath.cashCollections("k-1"), collection)
            #expect(
                HubAnswerReader.collection("c-1", status: collected.status, body: collected.body) == .compared([]))
            let date = HubLedger.businessDate(HubOverHTTP.morning)
            let day = DayStatement(
                kiosk: "k-1", date: date,
                lines: [DayStatement.Line(payment: "p-2", taken: Money(10_00, .cny), isFinal: true)])
            let compared = try await hub.post(HubPath.day("k-1", date), day)
            let expected = [
                PaymentDifference(payment: "p-2", kind: .missingAtHub, kiosk: Money(10_00, .cny), hub: .zero(.cny)),
                PaymentDifference(payment: "p-1", kind: .missingAtKiosk, kiosk: .zero(.cny), hub: Money(100_00, .cny)),
            ]
            #expect(HubAnswerReader.day(day, status: compared.status, body: compared.body) == .compared(expected))
            let listed = try await hub.get(HubPath.reconciliation(date)).read(ReconciliationAnswer.self)
            #expect(listed.differences.map(\.difference) == expected)
            let alarms = try await hub.get(HubPath.alarms).read(AlarmsAnswer.self)
            #expect(alarms.alarms.map(\.kind) == [.dayDiffers])
        }
    }

    @Test func aPathThatIsNotTheBodysIsRefused() async throws {
        try await HubOverHTTP().run { hub in
            let day = DayStatement(kiosk: "k-1", date: CalendarDate(daysSince1970: 20_000), lines: [])
            for path in [HubPath.day("k-2", day.date), HubPath.day("k-1", day.date.adding(days: 1))] {
                let answer = try await hub.post(path, day)
                #expect(answer.error?.code == .requestInvalid)
            }
            let collection = CashCollection(
                id: "c-1", kiosk: "k-1", by: "Lin", counted: [], payments: [], uncertain: [],
                taken: HubOverHTTP.morning)
            let answer = try await hub.post(HubPath.cashCollections("k-2"), collection)
            #expect(answer.error?.code == .requestInvalid)
        }
    }
}
