import Foundation
import Glibc
import KioskUSB
import KioskUSBFake
import Testing

@testable import KioskDevices

struct USBSerialTransportTests {
    private func line(_ bench: USBLineBench, _ directory: TTYDirectory) -> USBSerialTransport {
        USBSerialTransport(
            bench.bus, bench.selector, CDCFunction(settings: SerialSettings(), interface: nil), directory: directory)
    }

    @Test func aModemIsTalkedToOverUSBAndAnAdapterOverItsPort() async throws {
        let sysfs = SysfsFolder()
        defer { sysfs.remove() }
        let terminal = try PseudoTerminal()
        try await USBLineBench.run { bench in
            let data = USBInterface(
                number: 0, interfaceClass: 0x0A,
                endpoints: [
                    USBEndpoint(address: 0x81, kind: .bulk, maxPacketSize: 64),
                    USBEndpoint(address: 0x01, kind: .bulk, maxPacketSize: 64),
                ])
            let modem = bench.plugIn([data])
            let name = URL(filePath: terminal.path).lastPathComponent
            let devices = URL(filePath: terminal.path).deletingLastPathComponent().path()
            let line = line(bench, TTYDirectory(sysfs: sysfs.root.path(), devices: devices))
            _ = try await line.open()
            try await line.send([1])
            #expect(modem.written(0x01) == [1])
            bench.fake.unplug("1-2")
            #expect(await bench.failure { try await line.receive() } == .deviceAbsent)

            var adapter = data
            adapter.interfaceClass = 0xFF
            _ = bench.plugIn([adapter], serial: "A1")
            // The kernel's driver is not there yet.
            #expect(await bench.failure { try await line.open() } == .wrongDevice)
            try sysfs.addPort(name, below: "1-2", vendor: "1234", product: "5678", serial: "A1")
            #expect(try await line.open().identity?.serial == "A1")
            try await line.send([2])
            #expect(await terminal.receive() == [2])
            terminal.send([3])
            #expect(try await line.receive() == [3])
            await line.close()
            #expect(try await line.receive() == nil)
            #expect(await bench.failure { try await line.send([4]) } == .notOpen)
            try await line.reset()
            #expect(bench.fake.log(of: [.reset]) == ["reset 1-2"])
        }
    }
}
