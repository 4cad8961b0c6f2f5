import KioskUSBFake
import Testing

@testable import KioskUSB

@Suite struct OpeningTests {
    static let handling: Set<FakeUSB.Kind> = [
        .open, .close, .detach, .attach, .claim, .release, .submit, .cancel, .callback, .unwatch, .interrupt, .exit,
    ]

    @Test func interfacesAreTakenFromTheKernelsDriversAndGivenBackAllTogether() async throws {
        let device = FakeUSBDevice.printer(drivers: [0, 1])
        let fake = FakeUSB()
        try await Bench.run(fake, plugged: [device]) { bench in
            let claim = try await bench.context.open(device.description, interfaces: [0, 1, 0])
            #expect(device.kernelDrivers.isEmpty)
            #expect(device.claimed == [0, 1])
            await claim.close()
            #expect(device.kernelDrivers == [0, 1])
            #expect(device.claimed.isEmpty)
        }
        #expect(
            fake.log(of: OpeningTests.handling) == [
                "open 1-2", "detach 1-2 0", "claim 1-2 0", "detach 1-2 1", "claim 1-2 1", "release 1-2 1",
                "release 1-2 0", "attach 1-2 0", "attach 1-2 1", "close 1-2", "unwatch", "interrupt", "exit",
            ])
    }

    @Test func ofADeviceThatTypesTheKernelsDriverIsNotGivenBackEvenAtTheShutdown() async throws {
        let device = FakeUSBDevice.printer(drivers: [0])
        let fake = FakeUSB()
        try await Bench.run(fake, plugged: [device]) { bench in
            let closed = try await bench.context.open(
                device.description, interfaces: [0], givesKernelDriverBack: false)
            await closed.close()
            #expect(device.kernelDrivers.isEmpty && device.claimed.isEmpty)
            _ = try await bench.context.open(device.description, interfaces: [0], givesKernelDriverBack: false)
        }
        #expect(device.kernelDrivers.isEmpty)
        #expect(
            fake.log(of: OpeningTests.handling) == [
                "open 1-2", "detach 1-2 0", "claim 1-2 0", "release 1-2 0", "close 1-2", "open 1-2", "claim 1-2 0",
                "release 1-2 0", "close 1-2", "unwatch", "interrupt", "exit",
            ])
    }

    @Test func aDriverThatWasNotThereIsNotGivenBack() async throws {
        let device = FakeUSBDevice.printer(drivers: [1])
        try await Bench.run(plugged: [device]) { bench in
            let claim = try await bench.context.open(device.description, interfaces: [0])
            await claim.close()
            #expect(device.kernelDrivers == [1])
            #expect(bench.fake.log(of: [.attach, .detach]).isEmpty)
        }
    }

    @Test func aClaimThatFailsHalfwayGivesBackWhatItTook() async throws {
        let device = FakeUSBDevice.printer(drivers: [0, 1])
        try await Bench.run(plugged: [device]) { bench in
            // The first claim works, the second does not.
            let other = try await bench.context.open(device.description, interfaces: [1])
            let error = await failure { try await bench.context.open(device.description, interfaces: [0, 1]) }
            #expect(error?.code == .busy)
            #expect(error?.message.contains("interface 1 of 1-2 (04b8:0e15)") == true)
            #expect(device.kernelDrivers == [0])
            #expect(device.claimed == [1])
            await other.close()
        }
    }

    @Test(
        arguments: [
            (.open, -3, .accessDenied), (.open, -4, .noDevice), (.open, -11, .outOfMemory),
            (.claim, -6, .busy), (.claim, -4, .noDevice), (.claim, -99, .unknown), (.claim, -4_711, .unknown),
            (.detach, -4, .noDevice), (.detach, -12, .notSupported), (.list, -11, .outOfMemory), (.list, -1, .ioFailed),
        ] as [(FakeUSB.Kind, Int32, USBError.Code)])
    func everyFailureOfOpeningIsAStateAndLeavesNothingBehind(
        _ kind: FakeUSB.Kind, _ raw: Int32, _ code: USBError.Code
    ) async throws {
        let device = FakeUSBDevice.printer(drivers: [0])
        try await Bench.run(plugged: [device]) { bench in
            bench.fake.fail(kind, with: raw)
            let error = await failure { try await bench.context.open(device.description, interfaces: [0]) }
            #expect(error?.code == code)
            #expect(error?.libusbCode == raw)
            #expect(bench.fake.openHandles == 0)
            // It works the next time.
            await (try bench.context.open(device.description, interfaces: [0])).close()
        }
    }

    @Test func aSystemThatKnowsNoKernelDriversIsNoHindrance() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.run(plugged: [device]) { bench in
            bench.fake.fail(.hasDriver, with: -12)
            await (try bench.context.open(device.description, interfaces: [0])).close()
        }
    }

    @Test func anotherDeviceAtTheSamePlaceIsNotOpened() async throws {
        let device = FakeUSBDevice.printer(serial: "P1")
        try await Bench.run(plugged: [device]) { bench in
            bench.fake.unplug("1-2")
            bench.fake.plugIn(.printer(serial: "P2"))
            let error = await failure { try await bench.context.open(device.description, interfaces: [0]) }
            #expect(error?.code == .noDevice)
            #expect(bench.fake.log(of: [.open]).isEmpty)
        }
    }

    @Test func aDeviceThatCameBackUnderAnotherAddressIsOpenedByItsNewDescription() async throws {
        let device = FakeUSBDevice.printer(address: 5)
        try await Bench.run(plugged: [device]) { bench in
            bench.fake.unplug("1-2")
            bench.fake.plugIn(.printer(address: 6))
            let error = await failure { try await bench.context.open(device.description, interfaces: [0]) }
            #expect(error?.code == .noDevice)
            let found = try #require(try await bench.context.devices().first)
            #expect(found.address == 6)
            await (try bench.context.open(found, interfaces: [0])).close()
        }
    }

    @Test func devicesThatMayNotBeOpenedAreListed() async throws {
        let silent = FakeUSBDevice.printer(at: "1-1", serial: nil)
        try await Bench.run(plugged: [.printer(), silent]) { bench in
            bench.fake.fail(.open, with: -3, times: 10)
            let paths = try await bench.context.devices().map(\.portPath)
            #expect(paths == ["1-1", "1-2"])
        }
    }

    @Test func aDeviceThatLeavesWhileItIsReadIsNotListed() async throws {
        try await Bench.run(FakeUSB(hasHotplug: false), plugged: [.printer(at: "1-1"), .printer()]) { bench in
            bench.fake.fail(.describe, with: -4)
            let answer = try await bench.context.devices().map(\.portPath)
            #expect(answer == ["1-2"])
        }
    }

    @Test func moreInterfacesThanThereCanBeAreRefused() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.run(plugged: [device]) { bench in
            let wish = (0...UInt8(USBLimits.mostInterfaces)).map { $0 }
            let error = await failure { try await bench.context.open(device.description, interfaces: wish) }
            #expect(error?.code == .invalidRequest)
        }
    }

    @Test func openingInACancelledTaskOpensNothing() async throws {
        let device = FakeUSBDevice.printer(drivers: [0])
        try await Bench.run(plugged: [device]) { bench in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await failure { try await bench.context.open(device.description, interfaces: [0]) }
            }
            #expect(await task.value?.code == .cancelled)
            #expect(device.kernelDrivers == [0])
        }
    }

    @Test func anotherSettingBringsOtherEndpoints() async throws {
        let device = FakeUSBDevice.printer()
        try await Bench.withClaim(device) { _, claim in
            #expect(await failure { try await claim.read(0x84, upTo: 16) }?.code == .invalidRequest)
            try await claim.selectAlternate(1, of: 1)
            #expect(device.alternates[1] == 1)
            device.answer(0x84, .bytes([1, 2]))
            let answer = try await claim.read(0x84, upTo: 16)
            #expect(answer == [1, 2])
            #expect(await failure { try await claim.read(Bench.interruptIn, upTo: 8) }?.code == .invalidRequest)
            #expect(await failure { try await claim.selectAlternate(7, of: 1) }?.code == .invalidRequest)
        }
    }
}
