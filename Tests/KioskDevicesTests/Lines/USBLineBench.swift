import KioskDevices
import KioskUSB
import KioskUSBFake
import Testing

/// A bus without hardware, one bus object on it, and devices to plug in.
struct USBLineBench {
    static let model = USBSelector.Model(vendorID: 0x1234, productID: 0x5678)

    let fake: FakeUSB
    let bus: USBBus
    let selector = USBSelector(models: [model])

    /// Runs a test, and looks afterwards that libusb's rules were kept and everything was given back.
    static func run(
        hasHotplug: Bool = true, _ test: @Sendable (USBLineBench) async throws -> Void
    ) async throws {
        let fake = FakeUSB(hasHotplug: hasHotplug)
        let bench = USBLineBench(fake: fake, bus: USBBus(calls: fake.calls, clock: fake.clock))
        do {
            try await test(bench)
        } catch {
            await bench.bus.shutdown()
            throw error
        }
        await bench.bus.shutdown()
        #expect(fake.misuses.isEmpty, "\(fake.misuses)")
        #expect(fake.openHandles == 0 && fake.unreleased == 0)
    }

    /// Plugs in a device of the bench's model with these interfaces.
    func plugIn(
        _ interfaces: [USBInterface], serial: String? = "S1", port: String = "1-2", address: UInt8 = 5,
        kernelDrivers: Set<UInt8> = []
    ) -> FakeUSBDevice {
        let device = FakeUSBDevice(
            USBDevice(
                location: USBLocation(bus: 1, address: address, portPath: port),
                vendorID: USBLineBench.model.vendorID, productID: USBLineBench.model.productID, serial: serial,
                interfaces: interfaces), kernelDrivers: kernelDrivers)
        fake.plugIn(device)
        return device
    }

    /// Runs what must fail with a `LineError`, and says with which.
    func failure(
        of work: () async throws -> some Any, sourceLocation: SourceLocation = #_sourceLocation
    ) async -> LineError.Code? {
        do {
            _ = try await work()
            Issue.record("nothing was thrown", sourceLocation: sourceLocation)
        } catch let error as LineError {
            return error.code
        } catch {
            Issue.record("\(error)", sourceLocation: sourceLocation)
        }
        return nil
    }
}

extension USBInterface {
    static func printer(
        _ number: UInt8 = 0, alternate: UInt8 = 0, proto: UInt8 = 2, hasInput: Bool = true, packet: Int = 64,
        ofClass interfaceClass: UInt8 = 7
    ) -> USBInterface {
        let output = USBEndpoint(address: 0x01, kind: .bulk, maxPacketSize: packet)
        let input = USBEndpoint(address: 0x82, kind: .bulk, maxPacketSize: packet)
        return USBInterface(
            number: number, alternate: alternate, interfaceClass: interfaceClass, interfaceSubclass: 1,
            interfaceProtocol: proto, endpoints: hasInput ? [output, input] : [output])
    }
}
