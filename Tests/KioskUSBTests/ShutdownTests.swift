import KioskUSBFake
import Testing

@testable import KioskUSB

@Suite struct ShutdownTests {
    @Test func everythingEndsInLibusbsOrder() async throws {
        let device = FakeUSBDevice.printer(drivers: [0])
        let fake = FakeUSB()
        let reading = Guarded<Task<USBError?, Never>?>(nil)
        try await Bench.run(fake, plugged: [device]) { bench in
            let claim = try await bench.context.open(device.description, interfaces: [0])
            reading.withLock { $0 = Task { await failure { try await claim.read(Bench.bulkIn, upTo: 64) } } }
            await bench.waitForTransfers(1)
        }
        #expect(
            fake.log(of: OpeningTests.handling) == [
                "open 1-2", "detach 1-2 0", "claim 1-2 0", "submit 1-2 81", "cancel 1-2 81", "callback 1-2 81",
                "release 1-2 0", "attach 1-2 0", "close 1-2", "unwatch", "interrupt", "exit",
            ])
        #expect(await reading.withLock { $0 }?.value?.code == .closed)
    }

    @Test func shuttingDownAndClosingTwiceIsOnce() async throws {
        let device = FakeUSBDevice.printer()
        let fake = FakeUSB()
        try await Bench.run(fake, plugged: [device]) { bench in
            let claim = try await bench.context.open(device.description, interfaces: [0])
            await withDiscardingTaskGroup { group in
                for _ in 0..<8 { group.addTask { await claim.close() } }
                for _ in 0..<8 { group.addTask { await bench.context.shutdown() } }
            }
            await claim.close()
        }
        #expect(fake.log(of: [.close, .exit]) == ["close 1-2", "exit"])
    }

    @Test func nothingWorksAfterwardsAndNothingCrashes() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.run(plugged: [device]) { bench in
            let context = bench.context
            let claim = try await context.open(device.description, interfaces: [0, 1])
            await claim.close()
            let setup = USBSetup(requestType: 0x21, request: 1)
            let codes = [
                await failure { try await claim.read(Bench.bulkIn, upTo: 8) }?.code,
                await failure { try await claim.write(Bench.bulkOut, [1], deadline: .seconds(1)) }?.code,
                await failure { try await claim.controlIn(setup, upTo: 1, deadline: .seconds(1)) }?.code,
                await failure { try await claim.controlOut(setup, deadline: .seconds(1)) }?.code,
                await failure { try await claim.clearHalt(Bench.bulkIn) }?.code,
                await failure { try await claim.selectAlternate(1, of: 1) }?.code,
                await failure { try await claim.reset() }?.code,
            ]
            #expect(codes.allSatisfy { $0 == .closed })
            await context.shutdown()
            #expect(await failure { try await context.devices() }?.code == .closed)
            #expect(await failure { try await context.open(device.description, interfaces: [0]) }?.code == .closed)
            #expect(await failure { try await context.reset(device.description) }?.code == .closed)
            var events = context.events().makeAsyncIterator()
            #expect(await events.next() == nil)
        }
    }

    @Test func listenersEndAtTheShutdown() async throws {
        let bench = try Bench()
        let listening = Task { [context = bench.context] in
            for await _ in context.events() {}
        }
        await bench.context.shutdown()
        await listening.value
        #expect(bench.fake.misuses.isEmpty)
    }

    @Test func closingInACancelledTaskClosesAllTheSame() async throws {
        let device = FakeUSBDevice.printer(drivers: [0])
        try await Bench.run(plugged: [device]) { bench in
            let claim = try await bench.context.open(device.description, interfaces: [0])
            let reading = Task { await failure { try await claim.read(Bench.bulkIn, upTo: 64) } }
            await bench.waitForTransfers(1)
            let closing = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                await claim.close()
            }
            await closing.value
            #expect(await reading.value?.code == .closed)
            #expect(device.kernelDrivers == [0])
            #expect(bench.fake.openHandles == 0)
        }
    }

    @Test func shuttingDownWhileOthersOpenLeavesNothingOpen() async throws {
        for round in 0..<40 {
            let devices = (1...4).map { FakeUSBDevice.printer(at: "1-\($0)", address: UInt8($0)) }
            try await Bench.run(plugged: devices) { bench in
                let opening = devices.map { device in
                    Task {
                        guard let claim = try? await bench.context.open(device.description, interfaces: [0]) else {
                            return
                        }
                        _ = try? await claim.read(Bench.bulkIn, upTo: 64)
                    }
                }
                for _ in 0..<(round % 9) { await Task.yield() }
                await bench.context.shutdown()
                for task in opening { await task.value }
            }
        }
    }

    @Test func transfersThatNeverComeBackDoNotHoldUpTheShutdown() async throws {
        let device = FakeUSBDevice.printer()
        let bench = try Bench(plugged: [device])
        let claim = try await bench.context.open(device.description, interfaces: [0])
        device.answer(Bench.bulkIn, .lost)
        // Its task waits for ever, as the kernel does.
        let stuck = Task { await failure { try await claim.read(Bench.bulkIn, upTo: 64) } }
        await bench.waitForTransfers(1)
        let closing = Task { await claim.close() }
        await bench.fake.wait { $0.sleepers == 1 }
        bench.fake.advance(by: USBLimits.longestDrain)
        await closing.value
        await bench.context.shutdown()
        // Nothing was freed under libusb's hands.
        #expect(bench.fake.openHandles == 1)
        #expect(bench.fake.log(of: [.close, .exit]).isEmpty)
        #expect(bench.fake.misuses.isEmpty)
        // Only now it comes back.
        bench.fake.unplug("1-2")
        #expect(await stuck.value?.code == .noDevice)
    }

    @Test func aContextThatCannotStartSaysWhy() {
        let fake = FakeUSB()
        fake.fail(.initialise, with: -3)
        do throws(USBError) {
            _ = try USBContext(calls: fake.calls, clock: fake.clock)
            Issue.record("it must not start")
        } catch {
            #expect(error.code == .accessDenied)
        }
        #expect(fake.log.isEmpty)
    }

    @Test func aFailingWaitForEventsPausesLongerAndGoesOn() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { bench, claim in
            bench.fake.failEvents(with: -1, -1, -10, -1, -99)
            device.answer(Bench.bulkIn, .bytes([1]))
            let answer = try await claim.read(Bench.bulkIn, upTo: 64)
            #expect(answer == [1])
            let first = USBLimits.firstEventPause
            #expect(bench.fake.pauses == [first, first * 2, first, first * 2])
        }
    }

    @Test func moreBlockingCallsThanTheBoundAreRefused() async {
        let thread = BlockingThread(name: "test")
        let gate = Gate()
        #expect(thread.post { gate.wait() })
        await gate.waitUntilReached()
        for _ in 0..<USBLimits.longestCallQueue { #expect(thread.post {}) }
        #expect(!thread.post {})
        #expect(await thread.run { 1 } == nil)
        #expect(thread.post(mayExceed: true) {})
        gate.open()
        // What waits is still done, and nothing after that.
        thread.stop()
        #expect(!thread.post {})
    }
}
