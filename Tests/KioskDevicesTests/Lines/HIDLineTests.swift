import KioskDevices
import KioskUSB
import KioskUSBFake
import Synchronization
import Testing

struct HIDLineTests {
    /// A scanner's usage page (8C), one report with id 2 of 63 bytes after the id: 64 on the wire.
    private static let scanner: [UInt8] = [
        0x05, 0x8C, 0x09, 0x02, 0xA1, 0x01, 0x85, 0x02, 0x09, 0xFE, 0x15, 0x00, 0x26, 0xFF, 0x00, 0x75, 0x08, 0x95,
        0x3F, 0x81, 0x02, 0xC0,
    ]
    /// A keyboard's keys (page 07), eight bytes without an id.
    private static let keyboard: [UInt8] = [
        0x05, 0x01, 0x09, 0x06, 0xA1, 0x01, 0x05, 0x07, 0x19, 0x00, 0x29, 0x65, 0x15, 0x00, 0x25, 0x65, 0x75, 0x08,
        0x95, 0x08, 0x81, 0x00, 0xC0,
    ]

    private func interface(
        _ number: UInt8, isKeyboard: Bool, endpoint: UInt8 = 0x81, packet: Int = 64, descriptorLength: Int
    ) -> USBInterface {
        // The HID descriptor (HID 1.11, 6.2.1): the report descriptor's type and length are its last three bytes.
        let extra: [UInt8] = [
            9, 0x21, 0x11, 0x01, 0, 1, 0x22, UInt8(truncatingIfNeeded: descriptorLength), UInt8(descriptorLength >> 8),
        ]
        return USBInterface(
            number: number, interfaceClass: 3, interfaceSubclass: isKeyboard ? 1 : 0,
            interfaceProtocol: isKeyboard ? 1 : 0,
            endpoints: [USBEndpoint(address: endpoint, kind: .interrupt, maxPacketSize: packet)], extra: extra)
    }

    /// Answers GET_DESCRIPTOR by interface, takes everything else, and keeps the requests in words.
    private final class Firmware: Sendable {
        let requests = Mutex<[String]>([])

        init(_ device: FakeUSBDevice, _ descriptors: [UInt16: [UInt8]], takesRequests: Bool = true) {
            device.onControl { setup, _ in
                let numbers = [UInt16(setup.requestType), UInt16(setup.request), setup.value, setup.index]
                let words = numbers.map { String($0, radix: 16) }.joined(separator: " ")
                self.requests.withLock { $0.append(words) }
                if setup.request == 0x06 { return descriptors[setup.index].map { .bytes($0) } ?? .stall }
                return takesRequests ? .bytes([]) : .stall
            }
        }

        var heard: [String] { requests.withLock { $0 } }
    }

    @Test func aScannerTellsItsReportDescriptorAndEachReportIsAPiece() async throws {
        try await USBLineBench.run { bench in
            let device = bench.plugIn(
                [interface(0, isKeyboard: false, descriptorLength: HIDLineTests.scanner.count)], kernelDrivers: [0])
            let firmware = Firmware(device, [0: HIDLineTests.scanner])
            let line = USBTransport.hidPOS(bench.bus, bench.selector)
            let description = try await line.open()
            #expect(description.descriptor == HIDLineTests.scanner)
            #expect(
                description.identity
                    == LineIdentity(vendorID: 0x1234, productID: 0x5678, serial: "S1", portPath: "1-2"))
            // GET_DESCRIPTOR 22, SET_IDLE; no SET_PROTOCOL for what is no boot device.
            #expect(firmware.heard == ["81 6 2200 0", "21 a 0 0"])
            let reports = (0..<3).map { [2] + [UInt8](repeating: UInt8($0), count: 63) }
            for report in reports { device.answer(0x81, .bytes(report)) }
            for report in reports { #expect(try await line.receive() == report) }
            #expect(await bench.failure { try await line.send([1]) } == .refused)
            await line.close()
            #expect(device.kernelDrivers.isEmpty, "nobody reads it now, and it must not type")
        }
    }

    @Test func aKeyboardIsTakenFromTheKernelWithAllItsInterfaces() async throws {
        try await USBLineBench.run { bench in
            let device = bench.plugIn(
                [
                    interface(0, isKeyboard: false, endpoint: 0x82, descriptorLength: 9),
                    interface(1, isKeyboard: true, packet: 8, descriptorLength: HIDLineTests.keyboard.count),
                ], kernelDrivers: [0, 1])
            let firmware = Firmware(device, [1: HIDLineTests.keyboard], takesRequests: false)
            let line = USBTransport.hidKeyboard(bench.bus, bench.selector)
            let described = try await line.open().descriptor
            #expect(described == HIDLineTests.keyboard)
            #expect(device.claimed == [0, 1] && device.kernelDrivers.isEmpty)
            #expect(firmware.heard.last == "21 b 1 1", "a keyboard that tells its descriptor stays in its protocol")
            device.answer(0x81, .bytes([0, 0, 0x1E, 0, 0, 0, 0, 0]), .bytes([UInt8](repeating: 0, count: 8)))
            #expect(try await line.receive() == [0, 0, 0x1E, 0, 0, 0, 0, 0])
            #expect(try await line.receive()?.count == 8)
            await line.close()
            #expect(device.kernelDrivers.isEmpty, "a locked or faulty scanner must not type into the browser")
            #expect(
                bench.fake.log(of: [.open, .detach, .claim, .release, .attach, .close]) == [
                    "open 1-2", "detach 1-2 0", "claim 1-2 0", "detach 1-2 1", "claim 1-2 1", "release 1-2 1",
                    "release 1-2 0", "close 1-2",
                ])
            // It is opened again as it is.
            #expect(try await line.open().descriptor == HIDLineTests.keyboard)
            await line.close()
            #expect(bench.fake.log(of: [.attach]).isEmpty)
        }
    }

    @Test(arguments: [[], [0x05], [0x81, 0x81, 0x81]] as [[UInt8]])
    func aKeyboardThatCannotBeReadIsPutIntoTheBootProtocol(_ descriptor: [UInt8]) async throws {
        try await USBLineBench.run { bench in
            let device = bench.plugIn([interface(0, isKeyboard: true, packet: 8, descriptorLength: 65)])
            let firmware = Firmware(device, descriptor.isEmpty ? [:] : [0: descriptor])
            let line = USBTransport.hidKeyboard(bench.bus, bench.selector)
            let described = try await line.open().descriptor
            #expect(described.isEmpty)
            #expect(firmware.heard.last == "21 b 0 0")
            await line.close()
        }
    }

    @Test func ofSeveralInterfacesTheOneWithAScannersReportsIsRead() async throws {
        try await USBLineBench.run { bench in
            let device = bench.plugIn([
                interface(0, isKeyboard: false, endpoint: 0x82, descriptorLength: HIDLineTests.keyboard.count),
                interface(1, isKeyboard: false, descriptorLength: HIDLineTests.scanner.count),
            ])
            _ = Firmware(device, [0: HIDLineTests.keyboard, 1: HIDLineTests.scanner])
            let line = USBTransport.hidPOS(bench.bus, bench.selector)
            let described = try await line.open().descriptor
            #expect(described == HIDLineTests.scanner)
            device.answer(0x81, .bytes([2, 1]))
            #expect(try await line.receive() == [2, 1])
            await line.close()
        }
    }

    @Test(arguments: [0, 1, 22, 4_096, 65_535])
    func aLengthThatLiesReadsNeverMoreThanTheBound(_ length: Int) async throws {
        try await USBLineBench.run { bench in
            let device = bench.plugIn([interface(0, isKeyboard: false, descriptorLength: length)])
            device.onControl { setup, _ in
                setup.request == 0x06 ? .bytes([UInt8](repeating: 0x05, count: 70_000)) : .stall
            }
            let line = USBTransport.hidPOS(bench.bus, bench.selector)
            if let description = try? await line.open() { #expect(description.descriptor.count <= 4_096) }
            await line.close()
        }
    }

    @Test func aScannerThatDoesNotTellItsReportsIsRefused() async throws {
        try await USBLineBench.run { bench in
            let device = bench.plugIn([interface(0, isKeyboard: false, descriptorLength: 22)], kernelDrivers: [0])
            let line = USBTransport.hidPOS(bench.bus, bench.selector)
            #expect(await bench.failure { try await line.open() } == .refused)
            #expect(device.kernelDrivers.isEmpty, "it might be one that types")
        }
    }

    @Test func aDeviceWithoutReportsIsNoScanner() async throws {
        try await USBLineBench.run { bench in
            _ = bench.plugIn([
                USBInterface(number: 0, interfaceClass: 3), .printer(1),
                USBInterface(
                    number: 2, interfaceClass: 3,
                    endpoints: [USBEndpoint(address: 0x83, kind: .interrupt, maxPacketSize: 0)]),
            ])
            let line = USBTransport.hidKeyboard(bench.bus, bench.selector)
            #expect(await bench.failure { try await line.open() } == .wrongDevice)
        }
    }
}
