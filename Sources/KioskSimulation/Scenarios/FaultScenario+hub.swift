import HubLedger
import KioskAPI
import KioskCore
import KioskJournal
import KioskSimulator
import SimulatedDisk

/// What the hub decides later, and what it forgets.
extension FaultScenario {
    static let hub: [FaultScenario] = [
        FaultScenario(39, "a deferred charge declined") { stage in
            guard let number = stage.household(of: DemoBillers.refusingTelecomAccount) else {
                return stage.note("there is no household whose biller refuses later")
            }
            stage.visit(.payWithNotes(Array(repeating: Money(100_00, .cny), count: 4)), household: number)
            stage.until("the refusal comes", within: .seconds(600)) { ScenarioStage.has("paymentRefused", $0) }
            stage.expect(stage.owedAtHub == stage.cash, "\(stage.cash) was taken, \(stage.owedAtHub) is owed")
        },
        FaultScenario(40, "paid elsewhere meanwhile: credit note") { stage in
            stage.world.hub.standing = .unreachable
            stage.payInNotes()
            try stage.payElsewhere(stage.household(0))
            stage.world.hub.standing = nil
            stage.until("the hub refuses it", within: .seconds(1_200)) { ScenarioStage.has("paymentRefused", $0) }
            stage.expect(stage.owedAtHub == stage.cash, "\(stage.cash) was taken, \(stage.owedAtHub) is owed")
        },
        FaultScenario(41, "prepare expired before confirm: owed") { stage in
            let step = try stage.step(afterWriting: "paymentQueued", stage.enough(0)) - 1
            stage.world.restartsByItself = false
            stage.world.dieBefore(step: step, .process)
            stage.payInNotes()
            stage.world.run(for: .seconds(86_400))
            stage.world.restartsByItself = true
            stage.world.start()
            stage.world.run(for: .seconds(600))
            let ended = stage.count("paymentRefused") + stage.count("paymentSettled")
            stage.expect(ended == 1, "the payment ended \(ended) times")
        },
        FaultScenario(42, "the hub loses its last seconds: daily reconciliation finds it") { stage in
            try stage.renewBeforeMidnight()
            let before = stage.world.hubDisk.image
            stage.payInNotes()
            stage.world.run(for: .seconds(60))
            stage.expect(stage.has("paymentSettled"), "the payment was not settled")
            let after = stage.loseHub(before)
            stage.until("a person is told which payment is missing", within: .seconds(2 * 3_600)) {
                $0.kiosk?.ledger.exceptions.contains {
                    if case .difference(let difference, _) = $0.kind { difference.kind == .missingAtHub } else { false }
                } ?? false
            }
            stage.giveHubBack(after)
        },
        FaultScenario(
            43, "the 7th failed reversal: a person's queue",
            .elsewhere(
                "KioskCoreTests: a terminal that approves for nobody's payment and refuses to undo it")),
    ]
}

extension ScenarioStage {
    /// What the hub owes to residents.
    var owedAtHub: Money { (try? world.hub.ledger.totals(.cny).owed) ?? .zero(.cny) }

    /// The same bill is paid at another kiosk.
    func payElsewhere(_ household: Household) throws {
        let inquiry = Inquiry(biller: household.biller, account: household.account)
        let answer = try world.hub.ledger.inquire(inquiry, now: world.hubNow)
        guard let statement = answer.statement else { return note("the hub says nothing of the account") }
        let allocations = statement.openBills.map {
            Allocation(bill: $0.id, period: $0.period, amount: $0.amountDue)
        }
        let order = PaymentOrder(
            payment: "01930000-0000-7000-8000-ffffffffffff", kiosk: "HZ-0002", inquiry: answer.inquiry,
            biller: household.biller, account: household.account, allocations: allocations, tender: .cash)
        world.laws.falsified.insert(order.payment)
        _ = try world.hub.ledger.prepare(order, now: world.hubNow)
        _ = try world.hub.ledger.confirm(
            submission(
                order.payment, from: order.kiosk, household, allocations, notes: household.amount.minorUnits / 2),
            now: world.hubNow)
    }

    /// The hub has the kiosk's payment already, with other notes.
    func bookAtHubWithOtherAmount() throws {
        guard let id = world.journal.lazy.compactMap(\.fact.payment).first else { return note("nothing was paid") }
        world.laws.falsified.insert(id)
        _ = try world.hub.ledger.advise(
            submission(id, from: world.settings.kiosk, household(0), [], notes: 10_00), now: world.hubNow)
    }

    private func submission(
        _ id: PaymentID, from kiosk: KioskID, _ household: Household, _ allocations: [Allocation], notes: Int64
    ) -> Submission {
        Submission(
            payment: id, kind: allocations.isEmpty ? .advice : .confirm, kiosk: kiosk,
            receiptNumber: "\(kiosk)-000999", biller: household.biller, account: household.account,
            allocations: allocations, tenders: [.notes(denomination: Money(notes, .cny), count: 2)],
            claimCode: ClaimCode(random: Array(1...11)), taken: world.hubNow)
    }
}
