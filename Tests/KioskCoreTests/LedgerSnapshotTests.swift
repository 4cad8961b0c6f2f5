import Foundation
import KioskCore
import Testing

/// A ledger that was stored and taken up again goes on as if it had never been.
@Suite struct LedgerSnapshotTests {
    /// Xorshift64*: the same story for the same seed.
    private struct Dice {
        var state: UInt64

        mutating func roll(_ sides: Int) -> Int {
            state ^= state >> 12
            state ^= state << 25
            state ^= state >> 27
            return Int((state &* 0x2545_f491_4f6c_dd1d) >> 33) % sides
        }
    }

    /// A life of a kiosk in which anything may happen next, devices and hub lie, and persons decide what they like.
    private func life(seed: UInt64, steps: Int) -> MachineBench {
        var dice = Dice(state: seed &* 0x9e37_79b9_7f4a_7c15 | 1)
        var settings = MachineBench.settings
        settings.offline.largestCount = 5
        var bench = MachineBench.ready(settings: settings)
        for step in 0..<steps {
            let known = bench.machine.ledger.inOrder.map(\.id)
            let id = known.isEmpty ? "nobody" : known[known.count - 1 - dice.roll(min(known.count, 4))]
            happen(dice.roll(30), id, step, &dice, &bench)
        }
        return bench
    }

    private func happen(_ what: Int, _ id: PaymentID, _ step: Int, _ dice: inout Dice, _ bench: inout MachineBench) {
        let note = Money([500, 2_000, 10_000][dice.roll(3)], .cny)
        switch what {
        case 0...3: bench.beginPayingIfPossible(by: TenderKind.allCases[dice.roll(3)])
        case 4...6: bench.send(.noteAcceptorReported(.escrowed(note)))
        case 7...9: bench.send(.noteAcceptorReported(.stacked(note)))
        case 10: bench.send(.noteAcceptorReported(.poweredUp(note: [nil, .inStacker, .inAcceptor][dice.roll(3)])))
        case 11: bench.send(.noteAcceptorReported(.disabled))
        case 12: bench.touch([.stopCash, .back, .end][dice.roll(3)])
        case 13: bench.send(.terminalReported(.approved(MachineBench.capture(receipt: step))))
        case 14: bench.send(.terminalReported(.silent))
        case 15: bench.send(.terminalReported(.reversalFailed(terminalReceiptNumber: step - dice.roll(9), "no")))
        case 16:
            bench.send(.codeRead(.walletCode(WalletCode(provider: .alipay, digits: "2812345678901234"))))
        case 17:
            bench.send(
                .hubAnswered(
                    .wallet(
                        id,
                        [
                            .paid(WalletReceipt(amount: Money(8_640, .cny), provider: .alipay, reference: "W")),
                            .notFound, .declined(.cancelled), .conflict("?"),
                        ][dice.roll(4)])))
        case 18...20:
            if bench.machine.ledger[id]?.submission != nil {
                bench.send(.hubAnswered(.submitted(id, .settled(bench.settlementOwedInFull(id)))))
            }
        case 21: bench.send(.hubAnswered(.submitted(id, .conflict("another amount"))))
        case 22: bench.send(.hubReachable(dice.roll(2) == 0))
        case 23:
            let decisions: [ExceptionResolution.Decision] = [
                .noteIsInCashBox, .noteWasReturned, .cardWasCharged(terminalReceiptNumber: 9_000 + step),
                .cardWasNotCharged, .closed,
            ]
            if let exception = bench.machine.ledger.exceptions.first {
                for decision in decisions {
                    bench.send(
                        .exceptionResolved(
                            exception.id, ExceptionResolution(decision: decision, by: "Li", why: "looked")))
                }
            }
        case 24: bench.send(.cashBoxCollected(CollectionID("C\(step)"), by: "Li", counted: []))
        case 25:
            let difference = PaymentDifference(payment: id, kind: .otherAmount, kiosk: note, hub: note)
            bench.send(
                .hubAnswered(.collectionCompared(CollectionID("C\(step - dice.roll(30))"), .compared([difference]))))
        case 26:
            for action in bench.wait(.seconds(Int64(dice.roll(40_000)))) {
                if case .hub(.reportDay(let day)) = action {
                    bench.send(.hubAnswered(.dayCompared(day.date, .compared([]))))
                }
            }
        case 27: bench.send(.journalJudged(dice.roll(4) == 0 ? .forked : .accepted))
        case 28: bench.send(.printerReported(.printed(PrintJobID(bench.machine.ledger.lastPrintJob))))
        default:
            bench.restart()
            bench.devicesReady()
        }
    }

    @Test(arguments: 1...12)
    func storedAnywhereAndTakenUpAgainItIsTheFoldOfAll(_ seed: UInt64) throws {
        let bench = life(seed: seed, steps: 250)
        let entries = bench.entries
        let whole = Ledger(folding: entries)
        #expect(whole == bench.machine.ledger, "the machine believes what the journal says, and no more")
        for cut in [0, entries.count / 3, entries.count / 2, entries.count - 1] {
            let stored = try JSONEncoder().encode(Ledger(folding: entries.prefix(cut)))
            var ledger = try JSONDecoder().decode(Ledger.self, from: stored)
            for entry in entries.dropFirst(cut) { ledger.apply(entry.fact, at: entry.at) }
            #expect(ledger == whole)
            #expect(ledger.queued == whole.queued && ledger.open == whole.open && ledger.inOrder == whole.inOrder)
            #expect(ledger.exceptions == whole.exceptions && ledger.cashBox == whole.cashBox)
            #expect(ledger.queuedCount == whole.queuedCount && ledger.uncertainNotes == whole.uncertainNotes)
        }
    }

    /// Every payment has ended, or something is still to come of it that somebody can see.
    @Test(arguments: 41...60)
    func nothingIsForgottenOnTheWay(_ seed: UInt64) {
        var bench = life(seed: seed, steps: 250)
        bench.send(.journalJudged(.accepted))
        bench.restart()
        bench.devicesReady()
        bench.send(.noteAcceptorReported(.poweredUp(note: nil)))
        for payment in bench.machine.ledger.open {
            let isSeen = bench.machine.ledger.exceptions.contains { $0.payment == payment.id }
            #expect(isSeen, "\(payment.id) is open and nobody can see it")
        }
        let ledger = bench.machine.ledger
        for payment in ledger.inOrder where !payment.state.isTerminal {
            let isSeen = ledger.exceptions.contains { $0.payment == payment.id }
            #expect(isSeen || payment.isQueued, "\(payment.id) is \(payment.state)")
        }
    }

    @Test func theSameLedgerIsAlwaysTheSameText() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let bench = life(seed: 7, steps: 400)
        let stored = try encoder.encode(bench.machine.ledger)
        #expect(try encoder.encode(JSONDecoder().decode(Ledger.self, from: stored)) == stored)
        #expect(try encoder.encode(Ledger(folding: bench.entries)) == stored)
    }
}

extension MachineBench {
    /// The same kiosk after a power cut.
    mutating func restart() {
        let later = now.advanced(by: .seconds(60))
        var again = MachineBench(settings: machine.settings, restarting: entries, at: later)
        swap(&self, &again)
    }

    /// As `beginPaying`, wherever the machine stands; it may not come to anything.
    mutating func beginPayingIfPossible(by tender: TenderKind) {
        scanBill()
        touch(.pay)
        touch(.method(tender))
        if tender == .cash { touch(.consentToCash) }
        guard let id = machine.ledger.lastBegun else { return }
        send(
            .hubAnswered(
                .prepared(
                    id,
                    .prepared(
                        Preparation(
                            payment: id, amount: Money(8_640, .cny),
                            expires: WallTime(milliseconds: 1_795_000_900_000))))))
    }
}
