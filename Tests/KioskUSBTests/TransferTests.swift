import KioskUSBFake
import Testing

@testable import KioskUSB

@Suite struct TransferTests {
    @Test func aShortReadIsNormal() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { _, claim in
            device.answer(Bench.bulkIn, .bytes([1, 2, 3]), .bytes([]), .bytes([4]))
            let answer = try await claim.read(Bench.bulkIn, upTo: 512)
            #expect(answer == [1, 2, 3])
            let answer1 = try await claim.read(Bench.bulkIn, upTo: 512)
            #expect(answer1 == [])
            let answer2 = try await claim.read(Bench.bulkIn, upTo: 512)
            #expect(answer2 == [4])
        }
    }

    @Test func aReadHasRoomForWholePackets() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { _, claim in
            device.answer(Bench.bulkIn, .bytes(Array(repeating: 7, count: 100)))
            let answer = try await claim.read(Bench.bulkIn, upTo: 1).count
            #expect(answer == 64)
            let answer1 = try await claim.read(Bench.bulkIn, upTo: 1).count
            #expect(answer1 == 36)
        }
    }

    @Test func aReadWithoutADeadlineWaitsForTheReport() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { bench, claim in
            async let report = claim.read(Bench.interruptIn, upTo: 8)
            await bench.waitForTransfers(1)
            bench.fake.advance(by: .seconds(100_000))
            device.answer(Bench.interruptIn, .bytes([0, 0, 0x1E, 0, 0, 0, 0, 0]))
            let answer = try await report
            #expect(answer == [0, 0, 0x1E, 0, 0, 0, 0, 0])
        }
    }

    @Test func aReadEndsAtItsDeadlineAndHandsOverWhatCame() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { bench, claim in
            device.answer(Bench.bulkIn, .part([9, 8]), .silence)
            async let first = claim.read(Bench.bulkIn, upTo: 64, deadline: .milliseconds(100))
            await bench.waitForTransfers(1)
            bench.fake.advance(by: .milliseconds(100))
            let answer = try await first
            #expect(answer == [9, 8])
            async let second = failure { try await claim.read(Bench.bulkIn, upTo: 64, deadline: .milliseconds(100)) }
            await bench.waitForTransfers(1)
            bench.fake.advance(by: .milliseconds(100))
            #expect(await second?.code == .timedOut)
        }
    }

    @Test func aLateAnswerWithinTheDeadlineCounts() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { bench, claim in
            device.answer(Bench.bulkIn, .late([5], after: .milliseconds(90)))
            async let late = claim.read(Bench.bulkIn, upTo: 64, deadline: .milliseconds(100))
            await bench.waitForTransfers(1)
            bench.fake.advance(by: .milliseconds(90))
            let answer = try await late
            #expect(answer == [5])
        }
    }

    @Test(arguments: [Duration.zero, .seconds(-1)])
    func aDeadlineThatIsOverSendsNothing(_ deadline: Duration) async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { bench, claim in
            #expect(await failure { try await claim.write(Bench.bulkOut, [1], deadline: deadline) }?.code == .timedOut)
            #expect(
                await failure { try await claim.read(Bench.bulkIn, upTo: 8, deadline: deadline) }?.code == .timedOut)
            #expect(bench.fake.log(of: [.submit]).isEmpty)
        }
    }

    @Test func aLongWriteIsCutAndArrivesWhole() async throws {
        let device = FakeUSBDevice.printer()
        let bytes = (0..<(3 * USBLimits.largestTransfer + 1_017)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try await Bench.withClaim(device) { bench, claim in
            // One transfer ends early; the rest follows.
            device.answer(Bench.bulkOut, .bytes([]), .take(1_000))
            try await claim.write(Bench.bulkOut, bytes, deadline: .seconds(5))
            #expect(device.written(Bench.bulkOut) == bytes)
            #expect(bench.fake.log(of: [.submit]).count == 5)
        }
    }

    @Test func anEmptyWriteIsOneEmptyPacket() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { bench, claim in
            try await claim.write(Bench.bulkOut, [], deadline: .seconds(1))
            #expect(bench.fake.log(of: [.submit]) == ["submit 1-2 2"])
        }
    }

    @Test func aWriteThatFailsSaysHowMuchWent() async throws {
        let device = FakeUSBDevice.printer()
        let bytes = [UInt8](repeating: 1, count: USBLimits.largestTransfer + 100)
        try await Bench.withClaim(device) { bench, claim in
            device.answer(Bench.bulkOut, .bytes([]), .part([1, 1, 1]))
            async let error = failure { try await claim.write(Bench.bulkOut, bytes, deadline: .seconds(1)) }
            await bench.fake.wait { $0.log(of: [.submit]).count == 2 }
            bench.fake.advance(by: .seconds(1))
            #expect(await error?.code == .timedOut)
            #expect(await error?.transferred == USBLimits.largestTransfer + 3)
        }
    }

    @Test func theDeadlineIsForTheWholeWrite() async throws {
        let device = FakeUSBDevice.printer()
        let bytes = [UInt8](repeating: 1, count: 2 * USBLimits.largestTransfer)
        try await Bench.withClaim(device) { bench, claim in
            device.onWrite(Bench.bulkOut) { [weak fake = bench.fake] _ in fake?.advance(by: .seconds(2)) }
            let error = await failure { try await claim.write(Bench.bulkOut, bytes, deadline: .seconds(1)) }
            #expect(error?.code == .timedOut)
            #expect(error?.transferred == USBLimits.largestTransfer)
            #expect(bench.fake.log(of: [.submit]).count == 1)
        }
    }

    @Test func aDeviceThatTakesNothingIsNotAskedForEver() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { _, claim in
            device.answer(Bench.bulkOut, .take(0))
            #expect(
                await failure { try await claim.write(Bench.bulkOut, [1], deadline: .seconds(1)) }?.code == .ioFailed)
        }
    }

    @Test func twoWritesToOneEndpointNeverMix() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { bench, claim in
            device.answer(Bench.bulkOut, .late([], after: .seconds(1)))
            async let first: Void = claim.write(Bench.bulkOut, [1, 2], deadline: .seconds(5))
            await bench.waitForTransfers(1)
            #expect(await failure { try await claim.write(Bench.bulkOut, [3], deadline: .seconds(5)) }?.code == .busy)
            bench.fake.advance(by: .seconds(1))
            try await first
            try await claim.write(Bench.bulkOut, [4], deadline: .seconds(5))
            #expect(device.written(Bench.bulkOut) == [1, 2, 4])
        }
    }

    @Test func controlRequestsGoBothWays() async throws {
        let device = FakeUSBDevice.printer()
        device.onControl { setup, bytes in
            switch (setup.requestType, setup.request) {
            case (0xA1, 1): .bytes([0x18])
            case (0x21, 9): bytes == [2, 0xFF] && setup.value == 0x0202 ? .bytes([]) : .stall
            default: .stall
            }
        }
        try await Bench.withClaim(device) { _, claim in
            let status = try await claim.controlIn(
                USBSetup(requestType: 0x21, request: 1), upTo: 1, deadline: .seconds(1))
            #expect(status == [0x18])
            try await claim.controlOut(
                USBSetup(requestType: 0xA1, request: 9, value: 0x0202), [2, 0xFF], deadline: .seconds(1))
            let unknown = USBSetup(requestType: 0x21, request: 77)
            #expect(
                await failure { try await claim.controlIn(unknown, upTo: 8, deadline: .seconds(1)) }?.code == .stalled)
            // The control endpoint needs no clearing.
            let answer = try await claim.controlIn(
                USBSetup(requestType: 0xA1, request: 1), upTo: 1, deadline: .seconds(1))
            #expect(answer == [0x18])
        }
    }

    @Test func requestsOutOfBoundsAreRefused() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { bench, claim in
            let setup = USBSetup(requestType: 0x21, request: 1)
            let codes = [
                await failure { try await claim.controlIn(setup, upTo: 4_097, deadline: .seconds(1)) }?.code,
                await failure { try await claim.controlIn(setup, upTo: -1, deadline: .seconds(1)) }?.code,
                await failure {
                    try await claim.controlOut(setup, Array(repeating: 0, count: 4_097), deadline: .seconds(1))
                }?.code,
                await failure { try await claim.read(Bench.bulkIn, upTo: 0) }?.code,
                await failure { try await claim.read(Bench.bulkIn, upTo: Int.max) }?.code,
                await failure { try await claim.read(Bench.bulkOut, upTo: 8) }?.code,
                await failure { try await claim.write(Bench.bulkIn, [1], deadline: .seconds(1)) }?.code,
                await failure { try await claim.read(0x8F, upTo: 8) }?.code,
                await failure {
                    try await claim.write(
                        Bench.bulkOut, Array(repeating: 0, count: USBLimits.largestWrite + 1), deadline: .seconds(1))
                }?.code,
            ]
            #expect(codes.allSatisfy { $0 == .invalidRequest })
            #expect(bench.fake.log(of: [.submit]).isEmpty)
        }
    }

    @Test func anEndpointWithEmptyPacketsIsNoEndpoint() async throws {
        let description = USBDevice(
            location: USBLocation(bus: 1, address: 5, portPath: "1-2"), vendorID: 1, productID: 1,
            interfaces: [
                USBInterface(
                    number: 0, interfaceClass: 3,
                    endpoints: [
                        USBEndpoint(address: 0x81, kind: .interrupt, maxPacketSize: 0),
                        USBEndpoint(address: 0x82, kind: .isochronous, maxPacketSize: 8),
                    ])
            ])
        try await Bench.run(plugged: [FakeUSBDevice(description)]) { bench in
            let claim = try await bench.context.open(description, interfaces: [0])
            #expect(await failure { try await claim.read(0x81, upTo: 8) }?.code == .invalidRequest)
            #expect(await failure { try await claim.read(0x82, upTo: 8) }?.code == .notSupported)
        }
    }

    @Test func moreTransfersThanTheBoundAreRefused() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { bench, claim in
            let readers = (0..<USBLimits.mostTransfers).map { _ in
                Task { await failure { try await claim.read(Bench.interruptIn, upTo: 8) } }
            }
            await bench.waitForTransfers(USBLimits.mostTransfers)
            #expect(await failure { try await claim.read(Bench.bulkIn, upTo: 8) }?.code == .busy)
            device.answer(Bench.interruptIn, .bytes([1]))
            await bench.waitForTransfers(USBLimits.mostTransfers - 1)
            device.answer(Bench.bulkIn, .bytes([2]))
            await bench.fake.wait { _ in claim.table.count < USBLimits.mostTransfers }
            let answer = try await claim.read(Bench.bulkIn, upTo: 8)
            #expect(answer == [2])
            for reader in readers { reader.cancel() }
            for reader in readers { _ = await reader.value }
        }
    }

    @Test func moreBytesThanTheBoundAreRefusedUntilSomeCameBack() async throws {
        let table = TransferTable()
        let pieces = USBLimits.mostBytesInFlight / (1 << 18)
        let transfers = try (0..<pieces).map { _ in try table.admit(endpoint: 1, bytes: 1 << 18) }
        #expect(throws: TransferTable.Refusal.tooMany) { try table.admit(endpoint: 1, bytes: 1) }
        for transfer in transfers {
            let answer = await transfer.run { _ in .failure(.noDevice) }
            guard case .refused(.noDevice) = answer else {
                Issue.record("it was refused")
                return
            }
        }
        #expect(table.count == 0)
        _ = await (try table.admit(endpoint: 1, bytes: 1)).run { _ in .failure(.noDevice) }
    }

    @Test func timeoutsAreRoundedUpAndNeverForEver() {
        #expect(Duration.nanoseconds(1).transferTimeout == 1)
        #expect(Duration.zero.transferTimeout == 1)
        #expect(Duration.seconds(-5).transferTimeout == 1)
        #expect(Duration.microseconds(1_500).transferTimeout == 2)
        #expect(Duration.milliseconds(250).transferTimeout == 250)
        #expect(Duration.seconds(Int64.max).transferTimeout == 86_400_000)
    }
}
