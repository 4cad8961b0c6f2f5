import KioskDevices
import KioskUSB
import KioskUSBFake
import Testing

/// What befalls every line over USB, shown with a printer's.
struct USBTransportFaultTests {
    private let input: UInt8 = 0x82
    private let output: UInt8 = 0x01

    /// Opens a printer's line on a new bench.
    private func withLine(
        _ test: @Sendable @escaping (USBLineBench, FakeUSBDevice, USBTransport) async throws -> Void
    ) async throws {
        try await USBLineBench.run { bench in
            let device = bench.plugIn([.printer()], kernelDrivers: [0])
            let line = USBTransport.printer(bench.bus, bench.selector)
            _ = try await line.open()
            try await test(bench, device, line)
            await line.close()
        }
    }

    @Test func aStallIsClearedOnceAndTheLineGoesOn() async throws {
        try await withLine { bench, device, line in
            device.answer(input, .stall, .bytes([1]), .stall, .bytes([2]))
            let first = try await line.receive()
            #expect(first == [1])
            #expect(try await line.receive() == [2])
            #expect(bench.fake.log(of: [.clearHalt]) == ["clearHalt 1-2 82", "clearHalt 1-2 82"])
            #expect(await line.troubles.stalls == 2)
        }
    }

    @Test func aStallThatComesBackAtOnceEndsTheLine() async throws {
        try await withLine { bench, device, line in
            device.answer(input, .stall, .stall)
            #expect(await bench.failure { try await line.receive() } == .refused)
            #expect(bench.fake.log(of: [.clearHalt]).count == 1)
            #expect(device.claimed == [0])
            await line.close()
            #expect(device.claimed.isEmpty && device.kernelDrivers == [0])
        }
    }

    @Test func aHaltThatCannotBeClearedEndsTheLine() async throws {
        try await withLine { bench, device, line in
            bench.fake.fail(.clearHalt, with: -1)
            device.answer(input, .stall)
            #expect(await bench.failure { try await line.receive() } == .lost)
        }
    }

    @Test func babbleIsDroppedAndCountedUpToABound() async throws {
        try await withLine { bench, device, line in
            // Status 6 is LIBUSB_TRANSFER_OVERFLOW.
            device.answer(input, .status(6, [9, 9]), .bytes([1]))
            let good = try await line.receive()
            #expect(good == [1])
            #expect(await line.troubles.garbled == 1)
            for _ in 0..<8 { device.answer(input, .status(6, [])) }
            #expect(await bench.failure { try await line.receive() } == .lost)
            #expect(await line.troubles.garbled == 9)
        }
    }

    @Test func unplugWhileWaitingEndsTheLineAndItOpensAgainUnderAnotherAddress() async throws {
        try await withLine { bench, device, line in
            device.answer(input, .bytes([1]), .disconnect)
            #expect(try await line.receive() == [1])
            #expect(await bench.failure { try await line.receive() } == .deviceAbsent)
            #expect(await bench.failure { try await line.send([1]) } == .deviceAbsent)
            await line.close()
            let back = bench.plugIn([.printer()], address: 9)
            _ = try await line.open()
            back.answer(input, .bytes([7]))
            #expect(try await line.receive() == [7])
        }
    }

    @Test func unplugWhileSendingEndsTheLine() async throws {
        try await withLine { bench, device, line in
            device.answer(output, .disconnect)
            #expect(await bench.failure { try await line.send([UInt8](repeating: 1, count: 1_000)) } == .deviceAbsent)
            #expect(await bench.failure { try await line.receive() } == .deviceAbsent)
        }
    }

    @Test func whatIsSentArrivesWholeThoughTheDeviceTakesItInShortBites() async throws {
        try await withLine { _, device, line in
            let message = (0..<5_000).map { UInt8(truncatingIfNeeded: $0) }
            device.answer(output, .take(64), .take(1), .take(1_000))
            try await line.send(message)
            #expect(device.written(output) == message)
        }
    }

    @Test func aStallBeforeTheFirstByteIsClearedAndTheMessageSentOnce() async throws {
        try await withLine { bench, device, line in
            device.answer(output, .stall)
            try await line.send([1, 2, 3])
            #expect(device.written(output) == [1, 2, 3])
            device.answer(output, .stall, .stall)
            #expect(await bench.failure { try await line.send([4]) } == .refused)
        }
    }

    @Test func aStallInTheMiddleOfAMessageSendsNothingTwice() async throws {
        try await withLine { bench, device, line in
            device.answer(output, .take(2), .stall)
            #expect(await bench.failure { try await line.send([1, 2, 3, 4]) } == .refused)
            #expect(device.written(output) == [1, 2])
        }
    }

    @Test func aPrinterThatTakesNothingFailsAtTheDeadline() async throws {
        try await withLine { bench, device, line in
            device.answer(output, .silence)
            async let code = bench.failure { try await line.send([1]) }
            await bench.fake.wait { $0.transfersInFlight == 2 }
            bench.fake.advance(by: .seconds(10))
            let told = await code
            #expect(told == .lost)
        }
    }

    @Test func aTransferIsAlwaysPendingUntilTheReceiverIsFarBehind() async throws {
        try await withLine { bench, device, line in
            for byte in UInt8(0)..<40 { device.answer(input, .bytes([byte])) }
            // Sixteen pieces wait, and a seventeenth for its place.
            await bench.fake.wait { $0.log.count { $0.kind == .submit && $0.number == 0x82 } >= 17 }
            for byte in UInt8(0)..<40 {
                let piece = try await line.receive()
                #expect(piece == [byte])
            }
            await bench.fake.wait { $0.transfersInFlight == 1 }
        }
    }

    @Test func aPrinterThatAnswersWithEmptyPacketsWithoutEndIsAskedMoreAndMoreSlowly() async throws {
        try await withLine { bench, device, line in
            for _ in 0..<7 { device.answer(input, .bytes([])) }
            device.answer(input, .bytes([1]))
            // After four of them: 1, 2 and 4 milliseconds.
            for milliseconds in [1, 2, 4] {
                await bench.fake.wait { $0.sleepers == 1 }
                bench.fake.advance(by: .milliseconds(milliseconds))
            }
            let piece = try await line.receive()
            #expect(piece == [1])
        }
    }

    @Test func closingEndsAReceiverThatWaitsAndGivesTheKernelItsDriverBack() async throws {
        try await withLine { bench, device, line in
            async let received = line.receive()
            await bench.fake.wait { $0.transfersInFlight == 1 }
            #expect(device.kernelDrivers.isEmpty)
            await line.close()
            let last = try await received
            #expect(last == nil)
            #expect(device.kernelDrivers == [0])
            #expect(await bench.failure { try await line.send([1]) } == .notOpen)
            #expect(try await line.receive() == nil)
        }
    }

    @Test func openingThatIsCalledOffLeavesNothingOpen() async throws {
        try await USBLineBench.run { bench in
            let device = bench.plugIn([.printer()])
            device.onControl { _, _ in .silence }
            let line = USBTransport.printer(bench.bus, bench.selector)
            let opening = Task { try await line.open() }
            await bench.fake.wait { $0.transfersInFlight == 1 }
            opening.cancel()
            await #expect(throws: (any Error).self) { try await opening.value }
            #expect(device.claimed.isEmpty && bench.fake.openHandles == 0)
        }
    }
}
