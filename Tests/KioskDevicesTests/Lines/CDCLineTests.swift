import KioskDevices
import KioskUSB
import KioskUSBFake
import Synchronization
import Testing

struct CDCLineTests {
    private static func control(_ number: UInt8 = 0, extra: [UInt8] = []) -> USBInterface {
        USBInterface(
            number: number, interfaceClass: 2, interfaceSubclass: 2, interfaceProtocol: 1,
            endpoints: [USBEndpoint(address: 0x83, kind: .interrupt, maxPacketSize: 10)], extra: extra)
    }

    private static func data(
        _ number: UInt8, ofClass interfaceClass: UInt8 = 0x0A, endpoint: UInt8 = 1
    ) -> USBInterface {
        USBInterface(
            number: number, interfaceClass: interfaceClass,
            endpoints: [
                USBEndpoint(address: 0x80 | endpoint, kind: .bulk, maxPacketSize: 64),
                USBEndpoint(address: endpoint, kind: .bulk, maxPacketSize: 64),
            ])
    }

    /// Header, call management and union descriptors, as Linux's gadget writes them (drivers/usb/gadget/function/f_acm.c).
    private static func functional(union: UInt8?, management: UInt8? = nil) -> [UInt8] {
        [5, 0x24, 0x00, 0x10, 0x01] + (management.map { [5, 0x24, 0x01, 0, $0] } ?? [])
            + [4, 0x24, 0x02, 2] + (union.map { [5, 0x24, 0x06, 0, $0] } ?? [])
    }

    @Test func theLineGetsItsSettingsAndBytesGoBothWays() async throws {
        try await USBLineBench.run { bench in
            let device = bench.plugIn(
                [CDCLineTests.control(extra: CDCLineTests.functional(union: 1)), CDCLineTests.data(1)],
                kernelDrivers: [0, 1])
            let requests = Mutex<[(USBSetup, [UInt8])]>([])
            device.onControl { setup, bytes in
                requests.withLock { $0.append((setup, bytes)) }
                return .bytes(bytes)
            }
            let line = USBTransport.cdc(
                bench.bus, bench.selector, settings: SerialSettings(baud: 115_200, parity: .even, stopBits: 2))
            _ = try await line.open()
            let heard = requests.withLock { $0 }
            // 115,200 is 0001C200; two stop bits are 2, even parity is 2, eight data bits.
            #expect(heard.first?.1 == [0x00, 0xC2, 0x01, 0x00, 2, 2, 8])
            #expect(heard.map(\.0.request) == [0x20, 0x22] && heard.map(\.0.requestType) == [0x21, 0x21])
            #expect(heard.last?.0.value == 3)
            try await line.send([1, 2])
            #expect(device.written(1) == [1, 2])
            device.answer(0x81, .bytes([3]), .bytes([]), .bytes([4]))
            #expect(try await line.receive() == [3])
            #expect(try await line.receive() == [4])
            await line.close()
            #expect(device.kernelDrivers == [0, 1])
        }
    }

    /// Which interface has the data, whatever the descriptors say or leave out.
    @Test(
        arguments: [
            ([control(extra: functional(union: 3)), data(1, endpoint: 2), data(3)], [0, 3]),
            ([control(extra: functional(union: nil, management: 3)), data(1, endpoint: 2), data(3)], [0, 3]),
            ([control(), data(1), data(3, endpoint: 2)], [0, 1]),
            ([control(), data(5)], [0, 5]),
            ([data(2)], [2]),
            ([data(0, ofClass: 2)], [0]),
            // A union that names an interface that is not there, and descriptors cut short.
            ([control(extra: functional(union: 9)), data(1)], [0, 1]),
            ([control(extra: [5, 0x24, 0x06]), data(1)], [0, 1]),
            ([control(extra: [0, 0, 0, 0]), data(1)], [0, 1]),
            // A union that names a data interface of the vendor's own class.
            ([control(extra: functional(union: 1)), data(1, ofClass: 0xFF)], [0, 1]),
        ] as [([USBInterface], Set<UInt8>)])
    func theDataInterfaceIsFound(_ interfaces: [USBInterface], _ expected: Set<UInt8>) async throws {
        try await USBLineBench.run { bench in
            let device = bench.plugIn(interfaces)
            let line = USBTransport.cdc(bench.bus, bench.selector)
            // All requests are refused, as by a device without a serial line behind.
            _ = try await line.open()
            #expect(device.claimed == expected)
            device.answer(0x81, .bytes([7]))
            #expect(try await line.receive() == [7])
            await line.close()
        }
    }

    @Test(arguments: [
        [], [control()], [control(), USBInterface(number: 1, interfaceClass: 0x0A)],
        [USBInterface.printer()],
    ])
    func aDeviceWithoutDataIsNoLine(_ interfaces: [USBInterface]) async throws {
        try await USBLineBench.run { bench in
            _ = bench.plugIn(interfaces)
            let line = USBTransport.cdc(bench.bus, bench.selector)
            #expect(await bench.failure { try await line.open() } == .wrongDevice)
        }
    }

    @Test func ofADeviceWithTwoLinesTheOneThatIsNamedIsUsed() async throws {
        try await USBLineBench.run { bench in
            let device = bench.plugIn([
                CDCLineTests.control(0, extra: CDCLineTests.functional(union: 1)), CDCLineTests.data(1, endpoint: 2),
                CDCLineTests.control(2, extra: CDCLineTests.functional(union: 3)), CDCLineTests.data(3),
            ])
            let line = USBTransport.cdc(bench.bus, bench.selector, interface: 2)
            _ = try await line.open()
            #expect(device.claimed == [2, 3])
            await line.close()
            let wrong = USBTransport.cdc(bench.bus, bench.selector, interface: 1)
            #expect(await bench.failure { try await wrong.open() } == .wrongDevice)
        }
    }
}
