import HubLedger
import KioskAPI
import KioskCore
import KioskSimulation
import KioskSimulator
import Testing

@Suite struct HubScenarios {
    /// The network fails in each way from the confirmation on, a few times, and then works again.
    @Test(arguments: HubLineFault.allCases, [1, 2, 5])
    func whateverTheHubDoesWithAConfirmationItIsSettledOnce(_ fault: HubLineFault, times: Int) throws {
        let world = try Scene.world()
        // Inquiry and preparation go well.
        world.hub.script = [nil, nil] + [HubLineFault?](repeating: fault, count: times)
        try world.visit(.payWithNotes(Scene.notes([50, 50])))
        #expect(world.summary != nil, "the last screen is \(String(describing: world.screen))")
        world.runUntilOver(upTo: .seconds(1_200))
        try expectLawsHold(in: world, "\(fault) × \(times):")
        #expect(world.facts.contains { if case .paymentSettled = $0 { true } else { false } })
    }

    @Test(arguments: HubLineFault.allCases)
    func whateverTheHubDoesWithAPreparationNoMoneyIsLost(_ fault: HubLineFault) throws {
        let world = try Scene.world()
        world.hub.script = [nil, fault]
        try world.visit(.payWithNotes(Scene.notes([50, 50])))
        world.runUntilOver(upTo: .seconds(1_200))
        try expectLawsHold(in: world, "\(fault):")
    }

    @Test(arguments: HubLineFault.allCases)
    func whateverTheHubDoesWithAnInquiryAScreenSaysWhatNow(_ fault: HubLineFault) throws {
        let world = try Scene.world()
        world.hub.script = [fault]
        world.lay(try Scene.electricityCode())
        world.run(for: .seconds(20))
        switch world.screen {
        case .billExplained, .failed: break
        case let screen: Issue.record("the screen is \(String(describing: screen))")
        }
        try expectLawsHold(in: world)
    }

    @Test func takenWhileTheHubIsDownAndSettledWhenItIsBack() throws {
        let world = try Scene.world()
        world.hub.standing = .unreachable
        try world.visit(.payWithNotes(Scene.notes([50, 50])))
        #expect(world.summary?.standing == .pending)
        world.run(for: .seconds(30))
        #expect(world.printer.device.receiptTexts.last?.contains(world.facts.claimCodes[0].description) == true)
        try expectLawsHold(in: world, isOver: false)
        world.run(for: .seconds(600))
        world.hub.standing = nil
        world.runUntilOver()
        try expectLawsHold(in: world)
        let payments = try world.hub.ledger.allPayments().filter(\.state.isBooked)
        #expect(payments.count == 1 && payments[0].settled == Money(86_40, .cny))
    }

    @Test func billPaidElsewhereMeanwhileIsOwedBack() throws {
        let world = try Scene.world()
        world.hub.standing = .unreachable
        try world.visit(.payWithNotes(Scene.notes([50, 50])))
        // At another kiosk, with the network up, the same bill is paid.
        world.hub.standing = nil
        let statement = try world.statement()
        let order = PaymentOrder(
            payment: "01930000-0000-7000-8000-ffffffffffff", kiosk: "HZ-0002", inquiry: statement.inquiry,
            biller: statement.biller.id, account: statement.account,
            allocations: statement.openBills.map {
                Allocation(bill: $0.id, period: $0.period, amount: $0.amountDue)
            }, tender: .cash)
        _ = try world.hub.ledger.prepare(order, now: world.now.wall)
        let other = Submission(
            payment: order.payment, kind: .confirm, kiosk: order.kiosk, receiptNumber: "HZ-0002-000001",
            biller: order.biller, account: order.account, allocations: order.allocations,
            tenders: [.notes(denomination: Money(100_00, .cny), count: 1)],
            claimCode: ClaimCode(random: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]), taken: world.now.wall)
        _ = try world.hub.ledger.confirm(other, now: world.now.wall)
        world.run(for: .seconds(400))
        #expect(
            world.facts.contains {
                if case .paymentRefused(_, let refusal, let note) = $0 {
                    refusal.reason == .alreadyPaid && note.amount == Money(100_00, .cny)
                } else {
                    false
                }
            })
        #expect(MoneyLaws.unfinished(in: world.journal).isEmpty)
    }
}

@Suite struct CodeScenarios {
    @Test(arguments: [
        ("6901234567892", Symbology.ean13), ("hello", .qr), ("\u{1}\u{2}\u{3}", .code128),
        (String(repeating: "9", count: 3_000), .qr),
    ])
    func codeThatIsNoBillIsExplained(text: String, symbology: Symbology) throws {
        let world = try Scene.world()
        world.lay(ScannedCode(text, symbology: symbology))
        world.run(for: .seconds(2))
        #expect(world.screen == .attract(billers: world.settings.billers, problem: .notABill))
        #expect(world.hub.requests.isEmpty)
        try expectLawsHold(in: world)
    }

    /// A Brazilian electricity bill: a bill by its form, of nobody in this catalogue (facts: FEBRABAN vectors).
    @Test func billOfAnUnknownBillerIsExplained() throws {
        let world = try Scene.world()
        world.lay(ScannedCode("83640000001331201380008128846271108013618155", symbology: .itf))
        world.run(for: .seconds(2))
        guard case .attract(_, .unknownBiller) = world.screen else {
            Issue.record("the screen is \(String(describing: world.screen))")
            return
        }
        try expectLawsHold(in: world)
    }

    @Test(arguments: [
        ("3399999999", Failure.Kind.accountUnknown), (DemoBillers.paidElectricityAccount.text, .alreadyPaid),
        (DemoBillers.blockedElectricityAccount.text, .accountBlocked),
    ])
    func accountThatCannotBePaidIsExplained(account: String, kind: Failure.Kind) throws {
        let world = try Scene.world()
        world.lay(try Scene.electricityCode(account: AccountNumber(account)))
        world.run(for: .seconds(5))
        #expect(world.failure?.kind == kind, "the screen is \(String(describing: world.screen))")
        #expect(world.failure?.money == .notTaken)
        try expectLawsHold(in: world)
    }

    @Test func billScannedAgainAfterItWasPaidIsNotTakenTwice() throws {
        let world = try Scene.world()
        try world.visit(.payWithNotes(Scene.notes([50, 50])))
        world.run(for: .seconds(120))
        world.lay(try Scene.electricityCode())
        world.run(for: .seconds(5))
        #expect(world.failure?.kind == .alreadyPaid)
        try expectLawsHold(in: world)
    }
}

@Suite struct PaperScenarios {
    @Test func withoutPaperBeforePayingTheScreenSaysSoAndShowsTheCode() throws {
        let world = try Scene.world()
        world.printer.hand(.takePaperOut)
        world.run(for: .seconds(5))
        #expect(world.notices.contains(.printerWithoutPaper))
        try world.visit(.stopAfterNotes(Scene.notes([50])))
        let failure = try #require(world.failure)
        #expect(failure.paper == .none)
        guard case .owed(Money(50_00, .cny), _) = failure.money else {
            Issue.record("the money is \(failure.money)")
            return
        }
        world.run(for: .seconds(20))
        try expectLawsHold(in: world)
    }

    @Test func paperThatComesBackWhileTheResidentStandsThereIsPrintedOn() throws {
        let world = try Scene.world()
        world.printer.hand(.takePaperOut)
        world.run(for: .seconds(5))
        try world.visit(.payWithNotes(Scene.notes([50, 50])))
        #expect(world.summary?.paper == PaymentSummary.Paper.none)
        world.printer.hand(.loadPaper)
        world.run(for: .seconds(15))
        #expect(world.printer.device.pageCount == 1)
        #expect(world.summary?.paper == .printed)
        try expectLawsHold(in: world)
    }

    @Test func paperThatEndsInTheMiddleOfASlipLeavesTheCodeOnTheScreen() throws {
        let world = try Scene.world()
        world.resident = SimulatedResident(
            laying: try Scene.electricityCode(), .payWithNotes(Scene.notes([50, 50])), at: world.now)
        world.run { $0.summary?.paper == .printing }
        world.printer.hand(.takePaperOut)
        world.run(for: .seconds(25))
        #expect(world.facts.contains { if case .printFailed = $0 { true } else { false } })
        #expect(world.summary?.paper == PaymentSummary.Paper.none)
        try expectLawsHold(in: world)
    }
}

extension World {
    func lay(_ code: ScannedCode) { scanner.hand(.lay(code)) }

    func statement() throws -> AccountStatement {
        let inquiry = Inquiry(biller: DemoBillers.electricity, account: DemoBillers.demoElectricityAccount)
        return try #require(try hub.ledger.inquire(inquiry, now: now.wall).statement)
    }
}

extension [JournalFact] {
    var claimCodes: [ClaimCode] {
        compactMap { if case .paymentPlanned(let plan) = $0 { plan.claimCode } else { nil } }
    }
}
