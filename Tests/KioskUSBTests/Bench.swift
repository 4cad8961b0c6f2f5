import KioskUSB
import KioskUSBFake
import Testing

/// A context on a fake bus, and devices to plug into it.
struct Bench {
    static let bulkIn: UInt8 = 0x81
    static let bulkOut: UInt8 = 0x02
    static let interruptIn: UInt8 = 0x83

    let fake: FakeUSB
    let context: USBContext

    init(_ fake: FakeUSB = FakeUSB(), plugged: [FakeUSBDevice] = []) throws {
        self.fake = fake
        for device in plugged { fake.plugIn(device) }
        context = try USBContext(calls: fake.calls, clock: fake.clock)
    }

    /// Runs a body with a context, shuts it down and makes sure that libusb's rules were kept.
    static func run(
        _ fake: FakeUSB = FakeUSB(), plugged: [FakeUSBDevice] = [], _ body: (Bench) async throws -> Void
    ) async throws {
        let bench = try Bench(fake, plugged: plugged)
        do {
            try await body(bench)
        } catch {
            await bench.context.shutdown()
            throw error
        }
        await bench.context.shutdown()
        #expect(fake.misuses.isEmpty)
        #expect(fake.unreleased == 0)
        #expect(fake.openHandles == 0)
        #expect(fake.transfersInFlight == 0)
        #expect(fake.log.last == FakeUSB.Call(.exit))
    }

    /// Runs a body with interfaces 0 and 1 of a printer-like device claimed.
    static func withClaim(
        _ device: FakeUSBDevice = .printer(), _ body: (Bench, USBClaim) async throws -> Void
    ) async throws {
        try await run(plugged: [device]) { bench in
            let claim = try await bench.context.open(device.description, interfaces: [0, 1])
            try await body(bench, claim)
        }
    }

    /// Waits until so many transfers are under way.
    func waitForTransfers(_ count: Int) async {
        await fake.wait { $0.transfersInFlight == count }
    }
}

extension FakeUSBDevice {
    /// Interface 0 has a bulk endpoint each way of 64 bytes, interface 1 an interrupt endpoint and another setting.
    static func printer(
        at path: String = "1-2", address: UInt8 = 5, serial: String? = "P1", drivers: Set<UInt8> = []
    ) -> FakeUSBDevice {
        let bulk = USBInterface(
            number: 0, interfaceClass: 7, interfaceSubclass: 1, interfaceProtocol: 2,
            endpoints: [
                USBEndpoint(address: Bench.bulkIn, kind: .bulk, maxPacketSize: 64),
                USBEndpoint(address: Bench.bulkOut, kind: .bulk, maxPacketSize: 64),
            ])
        let interrupt = USBInterface(
            number: 1, interfaceClass: 3,
            endpoints: [USBEndpoint(address: Bench.interruptIn, kind: .interrupt, maxPacketSize: 8, interval: 10)])
        let other = USBInterface(
            number: 1, alternate: 1, interfaceClass: 3,
            endpoints: [USBEndpoint(address: 0x84, kind: .interrupt, maxPacketSize: 16)])
        return FakeUSBDevice(
            USBDevice(
                location: USBLocation(bus: 1, address: address, portPath: path), vendorID: 0x04B8, productID: 0x0E15,
                serial: serial, interfaces: [bulk, interrupt, other]),
            kernelDrivers: drivers)
    }
}

/// The error a call ends with, if any.
func failure<Answer>(_ call: () async throws -> Answer) async -> USBError? {
    do {
        _ = try await call()
        return nil
    } catch {
        let failure = error as? USBError
        if failure == nil { Issue.record("\(error) is no error of this module") }
        return failure
    }
}
