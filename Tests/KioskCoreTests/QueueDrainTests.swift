import KioskCore
import Testing

/// Many payments that were taken while the hub was away, and how they are told.
@Suite struct QueueDrainTests {
    private static func id(_ number: Int) -> PaymentID { PaymentID("0192f0c1-0000-7000-9000-" + number.padded(to: 12)) }

    /// The journal of `count` payments taken offline, payment n by account `accounts(n)` of biller `billers(n)`.
    private func entries(
        _ count: Int, account: (Int) -> Int = { $0 }, biller: (Int) -> String = { _ in "zj-power" }
    ) -> [JournalEntry] {
        var entries: [JournalEntry] = []
        for number in 0..<count {
            let now = KioskInstant(
                sinceBoot: .seconds(number), wall: WallTime(milliseconds: 1_794_900_000_000 + Int64(number) * 1_000))
            let id = QueueDrainTests.id(number)
            let sample = MachineBench.biller
            let plan = PaymentPlan(
                payment: id, claimCode: MachineBench.identity(number).claimCode,
                receiptNumber: ReceiptNumber.text(kiosk: "K0417", ordinal: number + 1),
                biller: Biller(
                    id: BillerID(biller(number)), name: sample.name, service: sample.service, currency: .cny,
                    hotline: "1", exactness: .exact, tenders: [.cash], accountDigits: 10...10,
                    accountLabel: sample.accountLabel),
                account: AccountNumber("33" + account(number).padded(to: 8)),
                allocations: [Allocation(bill: nil, period: nil, amount: Money(5_000, .cny))], tender: .cash,
                language: .english, inquiry: nil)
            let submission = Submission(
                payment: id, kind: .advice, kiosk: "K0417", receiptNumber: plan.receiptNumber, biller: plan.biller.id,
                account: plan.account, allocations: plan.allocations,
                tenders: [.notes(denomination: Money(5_000, .cny), count: 1)], claimCode: plan.claimCode,
                taken: now.wall)
            let facts: [JournalFact] = [
                .paymentPlanned(plan), .paymentTakenOffline(id),
                .noteIntended(id, number: 1, denomination: Money(5_000, .cny)), .noteStacked(id, number: 1),
                .paymentClosing(id, .paidInFull), .paymentQueued(submission),
            ]
            for fact in facts {
                entries.append(JournalEntry(sequence: Int64(entries.count + 1), boot: "b", at: now, fact: fact))
            }
        }
        return entries
    }

    /// The payments that these actions ask the hub about or tell it of.
    private func sent(_ actions: [KioskAction]) -> [PaymentID] {
        actions.compactMap {
            switch $0 {
            case .hub(.enquire(let id, _)): id
            case .hub(.submit(let submission, _)): submission.payment
            default: nil
            }
        }
    }

    private let settled = SubmissionOutcome.settled(
        Settlement(reference: "H", settled: Money(5_000, .cny), creditNote: nil))

    /// Lets a hub answer what waits, one after the other, until nothing is under way. The order in which it was asked.
    private func drain(
        _ bench: inout MachineBench, _ first: [PaymentID], answer: (PaymentID) -> SubmissionOutcome
    ) -> (order: [PaymentID], mostAtOnce: Int) {
        var underWay = first
        var order = first
        var most = first.count
        while !underWay.isEmpty {
            let payment = underWay.removeFirst()
            let more = sent(bench.send(.hubAnswered(.submitted(payment, answer(payment)))))
            underWay += more
            order += more
            most = max(most, underWay.count)
        }
        return (order, most)
    }

    // MARK: Order

    @Test func theOldestGoesFirstWithFourUnderWay() {
        var bench = MachineBench(restarting: entries(500))
        let (order, most) = drain(&bench, sent(bench.actions)) { _ in settled }
        #expect(order == (0..<500).map(QueueDrainTests.id))
        #expect(most == 4)
        #expect(bench.machine.ledger.queuedCount == 0)
    }

    @Test func twoPaymentsOfOneAccountAreNeverUnderWayTogether() {
        var bench = MachineBench(restarting: entries(8, account: { $0 / 4 }))
        #expect(sent(bench.actions) == [0, 4].map(QueueDrainTests.id))
        let (order, _) = drain(&bench, sent(bench.actions)) { _ in settled }
        #expect(order.filter { $0 < QueueDrainTests.id(4) } == (0..<4).map(QueueDrainTests.id))
        #expect(order.count == 8)
    }

    @Test func whatMustWaitHoldsUpItsOwnAccountAlone() {
        var bench = MachineBench(restarting: entries(6, account: { $0 == 5 ? 0 : $0 }))
        let (order, _) = drain(&bench, sent(bench.actions)) {
            $0 == QueueDrainTests.id(0) ? .unavailable(.serverError(status: 500)) : settled
        }
        #expect(order == (0..<5).map(QueueDrainTests.id))
        #expect(bench.machine.ledger.queued.map(\.id) == [0, 5].map(QueueDrainTests.id))
        #expect(sent(bench.wait(.seconds(6))) == [QueueDrainTests.id(0)], "the older one of the account first")
        let last = sent(bench.send(.hubAnswered(.submitted(QueueDrainTests.id(0), settled))))
        #expect(last == [QueueDrainTests.id(5)])
    }

    @Test func aPaymentThatFailsForEverDoesNotHoldUpItsAccountForEver() {
        var bench = MachineBench(restarting: entries(2, account: { _ in 1 }))
        var underWay = sent(bench.actions)
        for _ in 0..<1_200 where !underWay.contains(QueueDrainTests.id(1)) {
            for payment in underWay {
                bench.send(.hubAnswered(.submitted(payment, .unavailable(.serverError(status: 500)))))
            }
            underWay = sent(bench.wait(.seconds(1)))
        }
        #expect(underWay.contains(QueueDrainTests.id(1)))
    }

    @Test func aBillerThatIsOutHoldsUpNobodyElse() {
        var bench = MachineBench(restarting: entries(400, biller: { $0 < 200 ? "out" : "zj-power" }))
        let (order, _) = drain(&bench, sent(bench.actions)) {
            $0 < QueueDrainTests.id(200) ? .unavailable(.retryLater(afterSeconds: 60)) : settled
        }
        let asked = order.filter { $0 < QueueDrainTests.id(200) }
        #expect(asked.count < 10, "a biller that is out is not asked with each of its payments")
        #expect(bench.machine.ledger.queuedCount == 200)
        // It comes back: one looks first, and then all of them go, in order.
        var back: [PaymentID] = []
        for _ in 0..<400 where bench.machine.ledger.queuedCount > 0 {
            let first = sent(bench.wait(.seconds(1)))
            back += drain(&bench, first) { _ in settled }.order
        }
        #expect(bench.machine.ledger.queuedCount == 0)
        #expect(Set(back).count == 200)
    }

    // MARK: The network

    @Test func whileTheHubIsAwayOneRequestAtATimeLooksForIt() {
        var bench = MachineBench(restarting: entries(50))
        var underWay = sent(bench.actions)
        var asked = underWay.count
        var most = 0
        for _ in 0..<3_600 {
            for payment in underWay { bench.send(.hubAnswered(.submitted(payment, .unavailable(.unreachable)))) }
            underWay = sent(bench.wait(.seconds(1)))
            asked += underWay.count
            most = max(most, underWay.count)
        }
        #expect(most == 1)
        #expect((20...40).contains(asked), "an hour at growing waits of at most three minutes; was \(asked)")
    }

    /// After an outage of `minutes`: when each of the payments went, in seconds since the hub was back.
    private func comeBack(after minutes: Int, kiosk: KioskID, count: Int = 40) -> [Int64] {
        var settings = MachineBench.settings
        settings.kiosk = kiosk
        var bench = MachineBench(settings: settings, restarting: entries(count))
        for payment in sent(bench.actions) {
            bench.send(.hubAnswered(.submitted(payment, .unavailable(.unreachable))))
        }
        for _ in 0..<minutes {
            for payment in sent(bench.wait(.seconds(60))) {
                bench.send(.hubAnswered(.submitted(payment, .unavailable(.unreachable))))
            }
        }
        bench.send(.hubReachable(true))
        let back = bench.now
        var times: [Int64] = []
        for _ in 0..<20_000 where times.count < count {
            var underWay = sent(bench.wait(.milliseconds(50)))
            while let payment = underWay.popLast() {
                times.append((bench.now.sinceBoot - back.sinceBoot).wholeMilliseconds / 1_000)
                underWay += sent(bench.send(.hubAnswered(.submitted(payment, settled))))
            }
        }
        return times
    }

    @Test func afterAnHourTheFleetReturnsOverTenMinutes() {
        let firsts = (0..<60).map { comeBack(after: 60, kiosk: KioskID("K\($0)"), count: 2).first ?? -1 }
        #expect(firsts.allSatisfy { (0...601).contains($0) })
        for minute in 0..<5 {
            let share = firsts.filter { ($0 / 120) == Int64(minute) }.count
            #expect((4...22).contains(share), "sixty kiosks spread over five times two minutes; \(share) in one")
        }
    }

    @Test func theReturnBeginsSlowlyAndEndsWithoutPause() throws {
        let times = comeBack(after: 60, kiosk: "K0417")
        let first = try #require(times.first)
        #expect(times.count == 40)
        #expect(times[1] - first >= 1, "almost two seconds between the first two")
        #expect(times[19] - first >= 15)
        #expect(times[39] - times[20] <= 1)
    }

    @Test func aShortOutageCostsSecondsOnly() throws {
        let times = comeBack(after: 1, kiosk: "K0417")
        #expect(try #require(times.last) <= 3)
    }

    @Test func aResidentWhoPaysNowGoesFirst() {
        var bench = MachineBench(restarting: entries(40))
        bench.devicesReady()
        for payment in sent(bench.actions) {
            bench.send(.hubAnswered(.submitted(payment, .unavailable(.unreachable))))
        }
        _ = bench.wait(.seconds(3_600))
        bench.send(.hubReachable(true))
        bench.send(.printerReported(.printed(PrintJobID(1))))
        bench.touch(.end)
        _ = bench.wait(.seconds(5))
        let id = bench.beginPaying(by: .card)
        let done = bench.send(.terminalReported(.approved(MachineBench.capture())))
        #expect(sent(done).contains(id), "past the window, the pause and the ramp")
        let all = bench.actions.filter { if case .hub(.submit(let told, _)) = $0 { told.payment == id } else { false } }
        #expect(all.count == 1, "by one way alone")
    }

    @Test func aHubThatIsSilentAboutOnePaymentIsAskedForTheOthers() {
        var bench = MachineBench(restarting: entries(30))
        let poison = QueueDrainTests.id(0)
        var underWay = sent(bench.actions)
        for _ in 0..<600 where bench.machine.ledger.queuedCount > 1 {
            while let payment = underWay.popLast() {
                let outcome: SubmissionOutcome = payment == poison ? .unavailable(.timedOut) : settled
                underWay += sent(bench.send(.hubAnswered(.submitted(payment, outcome))))
            }
            underWay = sent(bench.wait(.seconds(1)))
        }
        #expect(bench.machine.ledger.queued.map(\.id) == [poison])
    }

    @Test func anIdleMachineAsksForNoDeadlineInThePast() {
        var bench = MachineBench(restarting: entries(30))
        var underWay = sent(bench.actions)
        for step in 0..<2_000 {
            if let payment = underWay.popLast() {
                let outcomes: [SubmissionOutcome] = [
                    settled, .unavailable(.timedOut), .unavailable(.serverError(status: 503)), .pending,
                    .unknownPayment, .unavailable(.unreachable), .prepared,
                ]
                underWay += sent(bench.send(.hubAnswered(.submitted(payment, outcomes[step % outcomes.count]))))
            }
            if let deadline = bench.machine.nextDeadline {
                let wait = deadline.sinceBoot - bench.now.sinceBoot
                underWay += sent(bench.wait(max(wait, .zero)))
                if let next = bench.machine.nextDeadline {
                    #expect(next.sinceBoot > bench.now.sinceBoot, "a deadline that was met is not asked for again")
                }
            }
        }
    }
}
