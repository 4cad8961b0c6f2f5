import KioskDevices
import KioskUSB
import KioskUSBFake
import Testing

struct USBBusTests {
    @Test func aDeviceThatComesWithinTheBoundIsFound() async throws {
        try await USBLineBench.run { bench in
            async let found = bench.bus.wait(for: bench.selector)
            await bench.fake.wait { $0.sleepers == 1 }
            bench.fake.plugIn(
                FakeUSBDevice(
                    USBDevice(
                        location: USBLocation(bus: 1, address: 3, portPath: "1-1"), vendorID: 0x046D, productID: 0xC077)
                ))
            _ = bench.plugIn([.printer()])
            let serial = try await found.serial
            #expect(serial == "S1")
        }
    }

    @Test func aDeviceThatStaysAwayIsAbsentAfterTheBound() async throws {
        try await USBLineBench.run { bench in
            async let code = bench.failure { try await bench.bus.wait(for: bench.selector) }
            await bench.fake.wait { $0.sleepers == 1 }
            bench.fake.advance(by: USBBus.arrival)
            let told = await code
            #expect(told == .deviceAbsent)
        }
    }

    @Test func withoutHotplugTheBusIsLookedAtOnceMore() async throws {
        try await USBLineBench.run(hasHotplug: false) { bench in
            async let found = bench.bus.wait(for: bench.selector)
            await bench.fake.wait { $0.sleepers == 1 }
            _ = bench.plugIn([.printer()])
            bench.fake.advance(by: USBBus.arrival)
            let port = try await found.portPath
            #expect(port == "1-2")
        }
    }

    @Test func twoOfOneModelAreRefusedUntilTheSerialSaysWhich() async throws {
        try await USBLineBench.run { bench in
            _ = bench.plugIn([.printer()], serial: "A", port: "1-1", address: 3)
            _ = bench.plugIn([.printer()], serial: "B", port: "1-2", address: 4)
            #expect(await bench.failure { try await bench.bus.wait(for: bench.selector) } == .ambiguous)
            var selector = bench.selector
            selector.serial = "B"
            let found = try await bench.bus.wait(for: selector)
            #expect(found.portPath == "1-2")
        }
    }

    @Test func aLookTellsAwayThereAndPluggedInAnew() async throws {
        try await USBLineBench.run { bench in
            let line = USBTransport.printer(bench.bus, bench.selector)
            #expect(await line.look() == .absent)
            _ = bench.plugIn([.printer()], serial: "A", port: "1-1", address: 3)
            let first = await line.look()
            #expect(first == .present(stamp: "1-3"))
            #expect(await line.look() == first)
            _ = bench.plugIn([.printer()], serial: "B", port: "1-2", address: 4)
            #expect(await line.look() == .unknown)
            let model = USBLineBench.model
            await line.prefer(
                LineIdentity(vendorID: model.vendorID, productID: model.productID, serial: "B", portPath: "1-2"))
            #expect(await line.look() == .present(stamp: "1-4"))
        }
    }

    @Test func aMachineWhereLibusbCannotStartSaysSoAndMayTryAgain() async throws {
        try await USBLineBench.run { bench in
            bench.fake.fail(.initialise, with: -99)
            let device = bench.plugIn([.printer()])
            let line = USBTransport.printer(bench.bus, bench.selector)
            #expect(await bench.failure { try await line.open() } == .usbUnavailable)
            _ = try await line.open()
            #expect(device.claimed == [0])
            await line.close()
        }
    }

    @Test func afterTheShutdownNothingIsOpened() async throws {
        try await USBLineBench.run { bench in
            _ = bench.plugIn([.printer()])
            await bench.bus.shutdown()
            #expect(await bench.failure { try await bench.bus.devices() } == .usbUnavailable)
        }
    }

    @Test func aDeviceThatDoesNotOpenCanHaveItsPortReset() async throws {
        try await USBLineBench.run { bench in
            _ = bench.plugIn([.printer()])
            let line = USBTransport.printer(bench.bus, bench.selector)
            bench.fake.fail(.claim, with: -1)
            #expect(await bench.failure { try await line.open() } == .lost)
            bench.fake.fail(.claim, with: -6)
            #expect(await bench.failure { try await line.open() } == .inUse)
            bench.fake.fail(.open, with: -3)
            #expect(await bench.failure { try await line.open() } == .forbidden)
            try await line.reset()
            #expect(bench.fake.log(of: [.reset]) == ["reset 1-2"])
            // The next is refused: it would be too soon.
            #expect(await bench.failure { try await line.reset() } == .refused)
            _ = try await line.open()
            await line.close()
            bench.fake.unplug("1-2")
            #expect(await bench.failure { try await line.reset() } == .deviceAbsent)
        }
    }
}
