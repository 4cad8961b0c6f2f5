import KioskCore
import Testing

@Suite struct OfflinePolicyTests {
    /// A kiosk whose hub does not answer.
    private func offline(_ change: (inout OfflinePolicy) -> Void) -> MachineBench {
        var settings = MachineBench.settings
        change(&settings.offline)
        return MachineBench.ready(settings: settings)
    }

    /// Pays a bill of `account` in cash from its printed code; false when the kiosk does not take it.
    private func pay(_ bench: inout MachineBench, _ account: AccountNumber) -> OfflineLimit? {
        let reference = BillReference(
            biller: MachineBench.biller.id, account: account, period: BillingPeriod("2026-10"),
            amount: Money(8_640, .cny), raw: "33")
        bench.send(.printerReported(.printed(PrintJobID(bench.machine.ledger.lastPrintJob))))
        bench.touch(.end)
        bench.touch(.end)
        _ = bench.wait(.seconds(5))
        bench.send(.codeRead(.bill(reference)))
        bench.send(
            .hubAnswered(
                .inquired(Inquiry(biller: MachineBench.biller.id, account: account), .unavailable(.unreachable))))
        bench.touch(.pay)
        guard case .methodChoice(_, _, let methods, _) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return nil
        }
        if let limit = methods[0].limit { return limit }
        bench.touch(.method(.cash))
        bench.touch(.consentToCash)
        bench.insertNote(100)
        bench.send(.noteAcceptorReported(.disabled))
        let id = bench.machine.ledger.lastBegun!
        bench.send(.hubAnswered(.submitted(id, .unavailable(.unreachable))))
        return nil
    }

    @Test func theCountOfTheKioskIsMet() {
        var bench = offline { $0.largestCount = 2 }
        #expect(pay(&bench, "3300000001") == nil)
        #expect(pay(&bench, "3300000002") == nil)
        #expect(pay(&bench, "3300000003") == OfflineLimit(cap: .count, isOfBiller: false))
    }

    @Test func theTotalOfTheKioskIsMet() {
        // Each took a note of ¥100, so two of them and ¥86.40 are more than ¥280.
        var bench = offline { $0.largestTotalMinorUnits = 28_000 }
        #expect(pay(&bench, "3300000001") == nil)
        #expect(pay(&bench, "3300000002") == nil)
        #expect(pay(&bench, "3300000003") == OfflineLimit(cap: .total, isOfBiller: false))
    }

    @Test func theAgeOfTheOldestIsMetAndOldMoneyThatIsSettledNoLongerCounts() {
        var bench = offline { $0.largestAge = .seconds(3_600) }
        #expect(pay(&bench, "3300000001") == nil)
        let first = bench.machine.ledger.queued[0].id
        _ = bench.wait(.seconds(3_500))
        #expect(pay(&bench, "3300000002") == nil)
        _ = bench.wait(.seconds(200))
        #expect(pay(&bench, "3300000003") == OfflineLimit(cap: .age, isOfBiller: false))
        bench.send(.hubAnswered(.submitted(first, .settled(bench.settlement(of: first, owed: 1_360)))))
        bench.send(.hubReachable(false))
        #expect(pay(&bench, "3300000003") == nil)
    }

    @Test func aBillerMayAllowLessThanTheKiosk() {
        let id = MachineBench.biller.id
        var bench = offline { $0.billers[id] = OfflinePolicy.BillerCaps(largestCount: 1) }
        #expect(pay(&bench, "3300000001") == nil)
        #expect(pay(&bench, "3300000002") == OfflineLimit(cap: .count, isOfBiller: true))
    }

    @Test func anotherBillersCapsDoNotMatter() {
        var bench = offline { $0.billers["water"] = OfflinePolicy.BillerCaps(largestCount: 0) }
        #expect(pay(&bench, "3300000001") == nil)
    }

    @Test func aBillerMayRefuseItAltogether() {
        var settings = MachineBench.settings
        settings.offline.billers[MachineBench.biller.id] = OfflinePolicy.BillerCaps(tenders: [])
        var bench = MachineBench.ready(settings: settings)
        bench.scanBill()
        bench.send(.hubReachable(false))
        bench.touch(.pay)
        guard case .methodChoice(_, _, let methods, _) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(methods.map(\.obstacle) == [.notOffline, .notOffline, .notOffline])
    }

    @Test func theFailureSaysWhichCapWasMet() {
        var settings = MachineBench.settings
        settings.offline.largestPaymentMinorUnits = 8_000
        var bench = MachineBench.ready(settings: settings)
        bench.scanBill()
        bench.touch(.pay)
        bench.touch(.method(.cash))
        bench.touch(.consentToCash)
        let id = bench.machine.ledger.lastBegun!
        bench.send(.hubAnswered(.prepared(id, .unavailable(.timedOut))))
        guard case .failed(let failure) = bench.screen else {
            Issue.record("the screen is \(bench.screen)")
            return
        }
        #expect(failure.kind == .offlineLimitReached)
        #expect(failure.limit == OfflineLimit(cap: .payment, isOfBiller: false))
    }

    @Test func aClockSetBackIsNoReasonToRefuse() {
        var bench = offline { $0.largestAge = .seconds(3_600) }
        #expect(pay(&bench, "3300000001") == nil)
        bench.now = KioskInstant(sinceBoot: bench.now.sinceBoot, wall: WallTime(milliseconds: 0))
        #expect(pay(&bench, "3300000002") == nil)
    }
}
