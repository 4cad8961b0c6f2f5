import KioskDevices
import KioskUSB
import KioskUSBFake
import Testing

struct CCIDLineTests {
    private static let descriptor: [UInt8] = [54, 0x21, 0x10, 0x01] + [UInt8](repeating: 7, count: 50)

    private static func reader(
        ofClass interfaceClass: UInt8 = 0x0B, extra: [UInt8] = descriptor, hasNotices: Bool = true
    ) -> USBInterface {
        let notices = USBEndpoint(address: 0x83, kind: .interrupt, maxPacketSize: 8)
        return USBInterface(
            number: 0, interfaceClass: interfaceClass,
            endpoints: [
                USBEndpoint(address: 0x01, kind: .bulk, maxPacketSize: 64),
                USBEndpoint(address: 0x82, kind: .bulk, maxPacketSize: 64),
            ] + (hasNotices ? [notices] : []), extra: extra)
    }

    private static func message(of length: Int) -> [UInt8] {
        [0x80, UInt8(truncatingIfNeeded: length), UInt8(truncatingIfNeeded: length >> 8), 0, 0, 0, 1, 0, 0, 0]
            + (0..<length).map { UInt8(truncatingIfNeeded: $0) }
    }

    @Test func messagesAndNoticesComeInOneStream() async throws {
        try await USBLineBench.run { bench in
            let device = bench.plugIn([CCIDLineTests.reader()], kernelDrivers: [0])
            let line = USBTransport.ccid(bench.bus, bench.selector)
            #expect(try await line.open().descriptor == CCIDLineTests.descriptor)
            device.answer(0x83, .bytes([0x50, 0x03]))
            #expect(try await line.receive() == [0x50, 0x03])
            device.onWrite(0x01) { _ in device.answer(0x82, .bytes(CCIDLineTests.message(of: 2))) }
            try await line.send([0x62, 0, 0, 0, 0, 0, 1, 0, 0, 0])
            #expect(try await line.receive() == CCIDLineTests.message(of: 2))
            await line.close()
            #expect(device.kernelDrivers == [0])
        }
    }

    @Test func aNoticeNeverComesWithinAMessage() async throws {
        try await USBLineBench.run { bench in
            let device = bench.plugIn([CCIDLineTests.reader()])
            let line = USBTransport.ccid(bench.bus, bench.selector)
            _ = try await line.open()
            // 118 and the header are two full packets and nothing more: no short packet ends the message.
            let message = CCIDLineTests.message(of: 118)
            device.answer(0x82, .bytes(Array(message.prefix(64))))
            #expect(try await line.receive() == Array(message.prefix(64)))
            device.answer(0x83, .bytes([0x50, 0x02]))
            await bench.fake.wait { $0.log.count { $0.kind == .callback } >= 2 }
            device.answer(0x82, .bytes(Array(message.dropFirst(64))))
            #expect(try await line.receive() == Array(message.dropFirst(64)))
            #expect(try await line.receive() == [0x50, 0x02])
            await line.close()
        }
    }

    @Test func emptyPacketsAndForeignNoticesAreDropped() async throws {
        try await USBLineBench.run { bench in
            let device = bench.plugIn([CCIDLineTests.reader()])
            let line = USBTransport.ccid(bench.bus, bench.selector)
            _ = try await line.open()
            device.answer(0x83, .bytes([0x80, 1, 2]), .bytes([]), .bytes([0x51, 0, 1, 1]))
            #expect(try await line.receive() == [0x51, 0, 1, 1])
            #expect(await line.troubles.droppedNotices == 1)
            device.answer(0x82, .bytes([]), .bytes([]), .bytes([0x81]))
            #expect(try await line.receive() == [0x81])
            await line.close()
        }
    }

    @Test func aReaderWithoutNoticesWorks() async throws {
        try await USBLineBench.run { bench in
            let device = bench.plugIn([CCIDLineTests.reader(hasNotices: false)])
            let line = USBTransport.ccid(bench.bus, bench.selector)
            _ = try await line.open()
            device.answer(0x82, .bytes([0x81]))
            #expect(try await line.receive() == [0x81])
            await line.close()
        }
    }

    @Test func aStallOnTheNoticesAloneEndsTheWholeLine() async throws {
        try await USBLineBench.run { bench in
            let device = bench.plugIn([CCIDLineTests.reader()])
            let line = USBTransport.ccid(bench.bus, bench.selector)
            _ = try await line.open()
            device.answer(0x83, .stall, .stall)
            #expect(await bench.failure { try await line.receive() } == .refused)
            await line.close()
        }
    }

    @Test func aVendorsOwnClassIsTakenOnlyWhereTheProfileSaysSo() async throws {
        try await USBLineBench.run { bench in
            let descriptor: [UInt8] = [54, 0xFF] + [UInt8](repeating: 7, count: 52)
            _ = bench.plugIn([CCIDLineTests.reader(ofClass: 0xFF, extra: descriptor)])
            let strict = USBTransport.ccid(bench.bus, bench.selector)
            #expect(await bench.failure { try await strict.open() } == .wrongDevice)
            let lenient = USBTransport.ccid(bench.bus, bench.selector, allowsVendorClass: true)
            let described = try await lenient.open().descriptor
            #expect(described == descriptor)
            await lenient.close()
        }
    }

    @Test(arguments: [[], [54, 0x21], [20, 0x21] + [UInt8](repeating: 0, count: 18), [0, 0x21, 0, 0]] as [[UInt8]])
    func aReaderThatDoesNotDescribeItselfIsNone(_ extra: [UInt8]) async throws {
        try await USBLineBench.run { bench in
            _ = bench.plugIn([CCIDLineTests.reader(extra: extra)])
            let line = USBTransport.ccid(bench.bus, bench.selector)
            #expect(await bench.failure { try await line.open() } == .wrongDevice)
        }
    }
}
