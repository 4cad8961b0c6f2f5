import KioskDevices
import KioskUSB
import KioskUSBFake
import Synchronization
import Testing

struct PrinterLineTests {
    private static let text = Array("MFG:EPSON;CMD:ESC/POS;MDL:TM-T88V;CLS:PRINTER;".utf8)

    private func answer(_ text: [UInt8], length: Int? = nil) -> [UInt8] {
        let length = length ?? text.count + 2
        return [UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length)] + text
    }

    private func open(
        _ bench: USBLineBench, id: [UInt8]?, status: UInt8? = 0x18, _ interfaces: [USBInterface] = [.printer()]
    ) async throws -> (USBTransport, FakeUSBDevice, LineDescription) {
        let device = bench.plugIn(interfaces)
        device.onControl { setup, _ in
            switch setup.request {
            case 0: id.map { .bytes($0) } ?? .stall
            case 1: status.map { .bytes([$0]) } ?? .stall
            default: .stall
            }
        }
        let line = USBTransport.printer(bench.bus, bench.selector)
        return (line, device, try await line.open())
    }

    @Test func aPrinterSaysWhoItIsPrintsAnswersAndTellsItsPortStatus() async throws {
        try await USBLineBench.run { bench in
            let (line, device, description) = try await open(bench, id: answer(PrinterLineTests.text))
            #expect(description.descriptor == PrinterLineTests.text)
            device.onWrite(0x01) { if $0 == [0x10, 0x04, 0x01] { device.answer(0x82, .bytes([0x12])) } }
            try await line.send([0x10, 0x04, 0x01])
            #expect(try await line.receive() == [0x12])
            #expect(try await line.portStatus() == 0x18)
            await line.close()
            #expect(try await line.portStatus() == nil)
        }
    }

    @Test(
        arguments: [
            // Too long, too short, nonsense, the other way round, empty, one byte, none at all.
            (0xFFFF, 46), (10, 8), (0, 46), (1, 46), (0x3000, 46), (2, 0), (nil, 0),
        ] as [(Int?, Int)])
    func theLengthOfADeviceIDIsNotBelieved(_ length: Int?, _ expected: Int) async throws {
        #expect(PrinterLineTests.text.count == 46)
        try await USBLineBench.run { bench in
            let id = length.map { answer(PrinterLineTests.text, length: $0) }
            let (line, _, description) = try await open(bench, id: id)
            #expect(description.descriptor == Array(PrinterLineTests.text.prefix(expected)))
            await line.close()
        }
    }

    @Test(arguments: [[], [0], [0, 2], [0, 6, 0, 0, 0, 0]] as [[UInt8]])
    func aDeviceIDWithoutTextIsNone(_ id: [UInt8]) async throws {
        try await USBLineBench.run { bench in
            let (line, _, description) = try await open(bench, id: id)
            #expect(description.descriptor.isEmpty)
            await line.close()
        }
    }

    @Test func aPrinterThatDoesNotKnowPortStatusHasNone() async throws {
        try await USBLineBench.run { bench in
            let (line, _, _) = try await open(bench, id: nil, status: nil)
            #expect(try await line.portStatus() == nil)
            await line.close()
        }
    }

    @Test func aPrinterThatOnlyListensPrintsAndItsUnplugIsNoticed() async throws {
        try await USBLineBench.run { bench in
            let (line, device, _) = try await open(
                bench, id: nil, [.printer(proto: 1, hasInput: false)])
            try await line.send([0x1B, 0x40])
            #expect(device.written(0x01) == [0x1B, 0x40])
            async let received = bench.failure { try await line.receive() }
            bench.fake.unplug("1-2")
            let told = await received
            #expect(told == .deviceAbsent)
            await line.close()
        }
    }

    @Test func aPrinterThatOnlyListensWaitsUntilItIsClosed() async throws {
        try await USBLineBench.run { bench in
            let (line, _, _) = try await open(bench, id: nil, [.printer(proto: 1, hasInput: false)])
            async let received = line.receive()
            await Task.yield()
            await line.close()
            let last = try await received
            #expect(last == nil)
        }
    }

    @Test func theBidirectionalSettingIsTaken() async throws {
        try await USBLineBench.run { bench in
            let (line, device, _) = try await open(
                bench, id: nil,
                [
                    .printer(alternate: 0, proto: 1, hasInput: false), .printer(alternate: 1, proto: 2),
                    .printer(alternate: 2, proto: 4),
                ])
            #expect(device.alternates == [0: 1])
            await line.close()
        }
    }

    @Test func aSettingWithoutAnAlternativeIsNotSelected() async throws {
        try await USBLineBench.run { bench in
            let (line, _, _) = try await open(bench, id: nil)
            #expect(bench.fake.log(of: [.alternate]).isEmpty)
            await line.close()
        }
    }

    @Test func aVendorsOwnClassIsTakenOnlyWhereTheProfileSaysSo() async throws {
        try await USBLineBench.run { bench in
            let device = bench.plugIn([.printer(ofClass: 0xFF)])
            let strict = USBTransport.printer(bench.bus, bench.selector)
            #expect(await bench.failure { try await strict.open() } == .wrongDevice)
            let lenient = USBTransport.printer(bench.bus, bench.selector, allowsVendorClass: true)
            _ = try await lenient.open()
            try await lenient.send([1])
            #expect(device.written(0x01) == [1])
            await lenient.close()
        }
    }

    @Test(arguments: [
        [USBInterface(number: 0, interfaceClass: 7, interfaceProtocol: 2)], [], [.printer(packet: 0)],
        [.printer(proto: 4)],
    ])
    func aPrinterWithoutADataEndpointIsNone(_ interfaces: [USBInterface]) async throws {
        try await USBLineBench.run { bench in
            _ = bench.plugIn(interfaces)
            let line = USBTransport.printer(bench.bus, bench.selector)
            #expect(await bench.failure { try await line.open() } == .wrongDevice)
        }
    }

    @Test(arguments: [[0x21], [0x21, 0x23]] as [[UInt8]])
    func theBuffersAreClearedWhereTheProfileSaysSo(_ expected: [UInt8]) async throws {
        try await USBLineBench.run { bench in
            let device = bench.plugIn([.printer()])
            let asked = Mutex<[UInt8]>([])
            device.onControl { setup, _ in
                guard setup.request == 2 else { return .stall }
                asked.withLock { $0.append(setup.requestType) }
                return setup.requestType == expected.last ? .bytes([]) : .stall
            }
            let line = USBTransport.printer(bench.bus, bench.selector, clearsBuffers: true)
            _ = try await line.open()
            #expect(asked.withLock { $0 } == expected)
            await line.close()
        }
    }
}
