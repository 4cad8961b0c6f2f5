import KioskUSBFake
import Testing

@testable import KioskUSB

@Suite struct FaultTests {
    @Test func aStallStaysUntilItIsCleared() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { bench, claim in
            device.answer(Bench.bulkIn, .stall, .bytes([1]))
            #expect(await failure { try await claim.read(Bench.bulkIn, upTo: 64) }?.code == .stalled)
            #expect(await failure { try await claim.read(Bench.bulkIn, upTo: 64) }?.code == .stalled)
            try await claim.clearHalt(Bench.bulkIn)
            let answer = try await claim.read(Bench.bulkIn, upTo: 64)
            #expect(answer == [1])
            #expect(bench.fake.log(of: [.clearHalt]) == ["clearHalt 1-2 81"])
        }
    }

    @Test func clearingAHaltCancelsWhatWaitsThere() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { bench, claim in
            let waiting = Task { await failure { try await claim.read(Bench.bulkIn, upTo: 64) } }
            let elsewhere = Task { await failure { try await claim.read(Bench.interruptIn, upTo: 8) } }
            await bench.waitForTransfers(2)
            try await claim.clearHalt(Bench.bulkIn)
            #expect(await waiting.value?.code == .cancelled)
            #expect(
                bench.fake.log(of: [.cancel, .callback, .clearHalt]) == [
                    "cancel 1-2 81", "callback 1-2 81", "clearHalt 1-2 81",
                ])
            #expect(bench.fake.transfersInFlight == 1)
            elsewhere.cancel()
            #expect(await elsewhere.value?.code == .cancelled)
        }
    }

    @Test(
        arguments: [
            (1, .ioFailed), (2, .timedOut), (3, .cancelled), (4, .stalled), (5, .noDevice), (6, .overflow),
            (7, .unknown), (-1, .unknown), (Int32.max, .unknown),
        ] as [(Int32, USBError.Code)])
    func everyStatusOfATransferIsAState(_ status: Int32, _ code: USBError.Code) async throws {
        let device = FakeUSBDevice.printer()
        device.onControl { _, _ in .status(status, []) }
        try await Bench.withClaim(device) { _, claim in
            device.answer(Bench.bulkIn, .status(status, []))
            device.answer(Bench.bulkOut, .status(status, []))
            let setup = USBSetup(requestType: 0x21, request: 1)
            #expect(await failure { try await claim.read(Bench.bulkIn, upTo: 64) }?.code == code)
            #expect(await failure { try await claim.write(Bench.bulkOut, [1], deadline: .seconds(1)) }?.code == code)
            #expect(await failure { try await claim.controlIn(setup, upTo: 1, deadline: .seconds(1)) }?.code == code)
            #expect(await failure { try await claim.controlOut(setup, deadline: .seconds(1)) }?.code == code)
        }
    }

    @Test(arguments: [Int32](-14...(-1)) + [-99, -4_711])
    func everyCodeFromEveryCallIsAState(_ raw: Int32) async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { bench, claim in
            for kind in [FakeUSB.Kind.submit, .clearHalt, .reset, .alternate] { bench.fake.fail(kind, with: raw) }
            let code = USBError.code(of: LibUSB.Code(raw))
            #expect(await failure { try await claim.read(Bench.bulkIn, upTo: 64) }?.code == code)
            #expect(await failure { try await claim.clearHalt(Bench.bulkIn) }?.code == code)
            #expect(await failure { try await claim.selectAlternate(1, of: 1) }?.code == code)
            let reset = await failure { try await claim.reset() }?.code
            #expect(reset == (code == .notFound ? .noDevice : code))
            // Giving back fails as well, and the device is closed all the same.
            for kind in [FakeUSB.Kind.release, .attach] { bench.fake.fail(kind, with: raw, times: 2) }
        }
    }

    @Test func aBabblingDeviceIsAnOverflowAndItsBytesAreNotHandedOver() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { _, claim in
            device.answer(Bench.bulkIn, .status(6, Array(repeating: 0xFF, count: 64)), .bytes([1]))
            let error = await failure { try await claim.read(Bench.bulkIn, upTo: 64) }
            #expect(error?.code == .overflow)
            let next = try await claim.read(Bench.bulkIn, upTo: 64)
            #expect(next == [1])
        }
    }

    @Test func unpluggingEndsEverythingAndTheClaimStillCloses() async throws {
        let device = FakeUSBDevice.printer(drivers: [0, 1])
        try await Bench.withClaim(device) { bench, claim in
            device.answer(Bench.bulkOut, .silence)
            async let reading = failure { try await claim.read(Bench.bulkIn, upTo: 64) }
            async let writing = failure { try await claim.write(Bench.bulkOut, [1, 2], deadline: .seconds(9)) }
            await bench.waitForTransfers(2)
            bench.fake.unplug("1-2")
            #expect(await reading?.code == .noDevice)
            #expect(await writing?.code == .noDevice)
            #expect(await failure { try await claim.read(Bench.bulkIn, upTo: 64) }?.code == .noDevice)
            #expect(await failure { try await claim.clearHalt(Bench.bulkIn) }?.code == .noDevice)
            #expect(await failure { try await claim.reset() }?.code == .noDevice)
            await claim.close()
            #expect(bench.fake.openHandles == 0)
            #expect(
                await failure { try await bench.context.open(device.description, interfaces: [0]) }?.code == .noDevice)
        }
    }

    @Test func aDeviceThatGoesAtTheMomentOfAnswering() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { _, claim in
            device.answer(Bench.bulkIn, .disconnect)
            #expect(await failure { try await claim.read(Bench.bulkIn, upTo: 64) }?.code == .noDevice)
        }
    }

    @Test func aCallbackThatComesTwiceIsHeardOnce() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { _, claim in
            device.answer(Bench.bulkIn, .twice([1]), .bytes([2]))
            device.answer(Bench.bulkOut, .twice([]))
            let answer = try await claim.read(Bench.bulkIn, upTo: 64)
            #expect(answer == [1])
            let answer1 = try await claim.read(Bench.bulkIn, upTo: 64)
            #expect(answer1 == [2])
            try await claim.write(Bench.bulkOut, [7], deadline: .seconds(1))
        }
    }

    @Test func aCallbackMayComeBeforeSubmittingReturns() async throws {
        let device = FakeUSBDevice.printer()
        device.onControl { _, _ in .immediately([3]) }
        try await Bench.withClaim(device) { _, claim in
            device.answer(Bench.bulkIn, .immediately([1]))
            device.answer(Bench.bulkOut, .immediately([]))
            let answer = try await claim.read(Bench.bulkIn, upTo: 64)
            #expect(answer == [1])
            try await claim.write(Bench.bulkOut, [2], deadline: .seconds(1))
            #expect(device.written(Bench.bulkOut) == [2])
            let setup = USBSetup(requestType: 0x21, request: 1)
            let answer1 = try await claim.controlIn(setup, upTo: 1, deadline: .seconds(1))
            #expect(answer1 == [3])
        }
    }

    @Test func resetsAreCappedOverAllClaimsOfAPort() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.run(plugged: [device]) { bench in
            var granted = 0
            for _ in 0..<USBResetPolicy.mostInWindow {
                try await bench.context.reset(device.description)
                granted += 1
                bench.fake.advance(by: .seconds(60))
            }
            let claim = try await bench.context.open(device.description, interfaces: [0])
            let error = await failure { try await claim.reset() }
            #expect(error?.code == .resetRefused)
            #expect(error?.retryAfter == .seconds(300))
            #expect(bench.fake.log(of: [.reset]).count == granted)
            bench.fake.advance(by: .seconds(300))
            try await claim.reset()
        }
    }

    @Test func aResetTooSoonSaysWhenToTryAgain() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { bench, claim in
            try await claim.reset()
            let error = await failure { try await claim.reset() }
            #expect(error?.code == .resetRefused)
            #expect(error?.retryAfter == .seconds(1))
            bench.fake.advance(by: .seconds(1))
            try await claim.reset()
        }
    }

    @Test func aResetCallsOffWhatIsUnderWayFirst() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { bench, claim in
            let reading = Task { await failure { try await claim.read(Bench.bulkIn, upTo: 64) } }
            await bench.waitForTransfers(1)
            try await claim.reset()
            #expect(await reading.value?.code == .cancelled)
            #expect(
                bench.fake.log(of: [.cancel, .callback, .reset]) == ["cancel 1-2 81", "callback 1-2 81", "reset 1-2"])
        }
    }
}
