import KioskCore
import KioskRuntime
import Testing

struct KioskEngineTests {
    @Test func theRestartIsHeardBeforeAnythingElse() async throws {
        let bench = EngineBench { _, _ in [] }
        await bench.engine.send(.scannerReported(.ready))
        try await bench.run {
            #expect(await eventually { bench.heard.entries.count == 2 })
        }
        #expect(bench.heard.entries == [.restarted(version: "1.0"), .scannerReported(.ready)])
    }

    @Test func actionsArePerformedInOrderAndWritesAreAwaited() async throws {
        let bench = EngineBench(
            whileRecording: { for _ in 0..<50 { await Task.yield() } },
            script: { event, _ in
                guard event == .noteAcceptorReported(.enabled) else { return [] }
                return [
                    .noteAcceptor(.disable), .record([.incident(.cashBoxFull), .incident(.cashBoxRemoved)]),
                    .noteAcceptor(.stackNote), .record([.incident(.cashBoxFull)]), .terminal(.enquireLast),
                ]
            })
        try await bench.run {
            await bench.engine.send(.noteAcceptorReported(.enabled))
            #expect(await eventually { bench.deeds.entries.last == .terminal(.enquireLast) })
        }
        #expect(
            bench.deeds.entries == [
                .acceptor(.disable), .recording(2), .recorded(2), .acceptor(.stackNote), .recording(1), .recorded(1),
                .terminal(.enquireLast),
            ])
    }

    @Test func nothingIsDoneAfterAFailedWriteAndTheProcessEnds() async throws {
        let bench = EngineBench(failingRecord: 1) { event, _ in
            switch event {
            case .noteAcceptorReported:
                [
                    .record([.noteIntended("p-1", number: 1, denomination: Money(2_000, .cny))]),
                    .noteAcceptor(.stackNote), .hub(.cancel("p-1")),
                ]
            case .recordFailed:
                [.noteAcceptor(.returnNote), .record([.incident(.cashBoxFull)]), .stop(.journalFailed)]
            default: []
            }
        }
        await bench.engine.send(.noteAcceptorReported(.escrowed(Money(2_000, .cny))))
        await bench.engine.send(.scannerReported(.ready))
        let error = await #expect(throws: RuntimeError.self) { try await bench.engine.run() }
        #expect(error?.code == .journalFailed)
        #expect(bench.deeds.entries == [.recording(1), .acceptor(.returnNote)])
        #expect(bench.heard.entries.last == .recordFailed)
        #expect(await bench.engine.send(.hubReachable(true)) == false, "nobody listens any more")
    }

    @Test func itEndsAfterAFailedWriteEvenWhenTheMachineDoesNotSaySo() async throws {
        let bench = EngineBench(failingRecord: 1) { event, _ in
            event == .restarted(version: "1.0") ? [.record([.started(version: "1.0")])] : []
        }
        await #expect(throws: RuntimeError.self) { try await bench.engine.run() }
    }

    @Test func theScreenShowsNothingBeforeItIsDurable() async throws {
        let seen = Diary<Screen>()
        let gate = Diary<Void>()
        let bench = EngineBench(
            whileRecording: { _ = await eventually { !gate.entries.isEmpty } },
            script: { event, machine in
                guard event == .scannerReported(.ready) else { return [] }
                machine.screen = .thanks
                return [.record([.incident(.cashBoxFull)])]
            })
        try await bench.run {
            await bench.engine.send(.scannerReported(.ready))
            #expect(await eventually { bench.deeds.entries == [.recording(1)] })
            seen.note(bench.engine.currentView.screen)
            gate.note(())
            #expect(await eventually { bench.engine.currentView.screen == .thanks })
        }
        #expect(seen.entries == [.attract(billers: [], problem: nil)])
    }

    @Test func aDeadlineIsHeardWhenItsTimeHasCome() async throws {
        let bench = EngineBench { event, machine in
            if event == .restarted(version: "1.0") {
                machine.nextDeadline = KioskInstant(sinceBoot: .seconds(130), wall: WallTime(milliseconds: 0))
            }
            return []
        }
        try await bench.run {
            #expect(await eventually { bench.time.nextWaking?.sinceBoot == .seconds(130) })
            bench.time.advance(by: .milliseconds(29_999))
            await bench.engine.send(.hubReachable(true))
            #expect(await eventually { bench.heard.entries.count == 2 })
            #expect(!bench.heard.entries.contains(.deadlineReached))
            bench.time.advance(by: .milliseconds(1))
            #expect(await eventually { bench.heard.entries.contains(.deadlineReached) })
        }
        #expect(bench.heard.entries.filter { $0 == .deadlineReached }.count == 1)
    }

    @Test func aDeadlineThatStaysInThePastDoesNotSpin() async throws {
        let bench = EngineBench { event, machine in
            machine.nextDeadline = KioskInstant(sinceBoot: .seconds(1), wall: WallTime(milliseconds: 0))
            return []
        }
        try await bench.run {
            #expect(await eventually { bench.time.nextWaking != nil })
            await bench.engine.send(.hubReachable(true))
            #expect(await eventually { bench.heard.entries.last == .hubReachable(true) })
        }
        #expect(bench.heard.entries.filter { $0 == .deadlineReached }.count == 1)
    }

    @Test func theCountdownIsShownEachSecond() async throws {
        let bench = EngineBench { event, machine in
            machine.endOfVisit = KioskInstant(sinceBoot: .seconds(110), wall: WallTime(milliseconds: 0))
            return []
        }
        try await bench.run {
            #expect(bench.engine.currentView.secondsUntilEnd == 10)
            for second in [9, 8, 7] {
                #expect(await eventually { bench.time.nextWaking != nil })
                bench.time.advance(by: .seconds(1))
                #expect(await eventually { bench.engine.currentView.secondsUntilEnd == second })
            }
        }
    }

    @Test func theHubsAnswerComesBackAsAnEvent() async throws {
        let answer = HubAnswer.submitted("p-1", .pending)
        let bench = EngineBench(
            hub: { _ in answer },
            script: { event, _ in
                event == .hubReachable(true) ? [.hub(.enquire("p-1", tendered: Money(1, .cny)))] : []
            })
        try await bench.run {
            await bench.engine.send(.hubReachable(true))
            #expect(await eventually { bench.heard.entries.last == .hubAnswered(answer) })
        }
    }

    @Test func aSlowHubHoldsUpNobodyAndAFullLaneAnswersLater() async throws {
        let inquiry = Inquiry(biller: "zj-power", account: "3300123456")
        let gate = Diary<Void>()
        let bench = EngineBench(
            hub: { request in
                if case .inquire = request { return .inquired(inquiry, .unavailable(.unreachable)) }
                _ = await eventually { !gate.entries.isEmpty || Task.isCancelled }
                return nil
            },
            script: { event, _ in
                switch event {
                case .hubReachable(true): (1...30).map { .hub(.cancel(PaymentID("p-\($0)"))) }
                case .hubReachable(false):
                    // The carriers may have made room for two meanwhile.
                    [.hub(.inquire(inquiry))] + (31...32).map { .hub(.cancel(PaymentID("p-\($0)"))) }
                        + [.hub(.enquire("p-99", tendered: Money(1, .cny)))]
                default: []
                }
            })
        try await bench.run {
            await bench.engine.send(.hubReachable(true))
            await bench.engine.send(.hubReachable(false))
            let late = KioskEvent.hubAnswered(.submitted("p-99", .unavailable(.retryLater(afterSeconds: 5))))
            #expect(await eventually { bench.heard.entries.contains(late) })
            let asked = KioskEvent.hubAnswered(.inquired(inquiry, .unavailable(.unreachable)))
            #expect(await eventually { bench.heard.entries.contains(asked) })
            gate.note(())
        }
    }

    @Test func identitiesAreSuppliedBeforeTheNextEvent() async throws {
        let bench = EngineBench { event, _ in
            event == .restarted(version: "1.0") ? [.supplyIdentities(count: 3)] : []
        }
        await bench.engine.send(.hubReachable(true))
        try await bench.run { #expect(await eventually { bench.heard.entries.count == 3 }) }
        guard case .identitiesSupplied(let identities) = bench.heard.entries[1] else {
            Issue.record("no identities came")
            return
        }
        #expect(identities.count == 3)
    }

    @Test func aSlipIsComposedFromTheLedger() async throws {
        let bench = EngineBench { event, _ in
            guard event == .hubReachable(true) else { return [] }
            return [.record([.noteInSuspense(suspense)]), .printSlip("p-1", PrintJobID(7), isCopy: true)]
        }
        try await bench.run {
            await bench.engine.send(.hubReachable(true))
            let job = ReceiptPrinterCommand.print(PrintJobID(7), Array("K0417-000001 COPY".utf8))
            #expect(await eventually { bench.deeds.entries == [.recording(1), .recorded(1), .printer(job)] })
        }
    }

    @Test(arguments: [true, false]) func aSlipThatCannotBePrintedIsSaidToHaveFailed(isKnown: Bool) async throws {
        let bench = EngineBench(printerTakes: false) { event, _ in
            guard event == .hubReachable(true) else { return [] }
            let known: [KioskAction] = isKnown ? [.record([.noteInSuspense(suspense)])] : []
            return known + [.printSlip("p-1", PrintJobID(7), isCopy: false)]
        }
        try await bench.run {
            await bench.engine.send(.hubReachable(true))
            let status = isKnown ? PrinterStatus.noAnswer : .ready
            #expect(await eventually { bench.heard.entries.last == .printerReported(.failed(PrintJobID(7), status)) })
        }
    }

    @Test func everyViewerGetsTheNewestView() async throws {
        let bench = EngineBench { event, machine in
            if case .residentChose(.rate(let stars)) = event { machine.screen = stars == 4 ? .thanks : machine.screen }
            return []
        }
        try await bench.run {
            var first = bench.engine.views().makeAsyncIterator()
            var second = bench.engine.views().makeAsyncIterator()
            #expect(await first.next()?.screen == .attract(billers: [], problem: nil))
            await bench.engine.choose(.rate(4))
            #expect(await first.next()?.screen == .thanks)
            // The second viewer looked away all the time: it sees the newest view and not the one before.
            #expect(await second.next()?.screen == .thanks)
        }
    }

    @Test func aFloodOfTouchesLeavesRoomForTheDevices() async throws {
        let bench = EngineBench { _, _ in [] }
        for _ in 0..<1_000 { await bench.engine.choose(.stay) }
        #expect(await bench.engine.send(.noteAcceptorReported(.stacked(Money(2_000, .cny)))))
        try await bench.run {
            #expect(
                await eventually {
                    bench.heard.entries.last == .noteAcceptorReported(.stacked(Money(2_000, .cny)))
                })
        }
        #expect(bench.heard.entries.filter { $0 == .residentChose(.stay) }.count == 128)
    }

    @Test func itEndsQuietlyWhenTheMachineStops() async throws {
        let bench = EngineBench { event, _ in event == .stopRequested ? [.stop(.requested)] : [] }
        await bench.engine.send(.stopRequested)
        try await bench.engine.run()
        #expect(bench.heard.entries == [.restarted(version: "1.0"), .stopRequested])
    }
}
