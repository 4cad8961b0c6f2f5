import Foundation
import Testing

@testable import KioskDevices

/// A folder that is laid out as the kernel lays out sysfs.
struct SysfsFolder {
    let root = FileManager.default.temporaryDirectory.appending(path: "sysfs-\(UUID().uuidString)")

    func addPort(
        _ name: String, below port: String, vendor: String, product: String = "6001", serial: String?,
        kind: String = "tty", index: Int? = nil
    ) throws {
        let files = FileManager.default
        let device = root.appending(path: "devices/pci0000:00/usb1/\(port)")
        let interface = device.appending(path: "\(port):1.0/\(name)")
        try files.createDirectory(at: interface, withIntermediateDirectories: true)
        try Data("\(vendor)\n".utf8).write(to: device.appending(path: "idVendor"))
        try Data("\(product)\n".utf8).write(to: device.appending(path: "idProduct"))
        if let serial { try Data("\(serial)\n".utf8).write(to: device.appending(path: "serial")) }
        let node = root.appending(path: "class/\(kind)/\(name)")
        try files.createDirectory(at: node, withIntermediateDirectories: true)
        if let index { try Data("\(index)\n".utf8).write(to: node.appending(path: "index")) }
        try files.createSymbolicLink(at: node.appending(path: "device"), withDestinationURL: interface)
    }

    func addPlatformPort() throws {
        let files = FileManager.default
        try files.createDirectory(
            at: root.appending(path: "devices/platform/serial8250"), withIntermediateDirectories: true)
        let node = root.appending(path: "class/tty/ttyS0")
        try files.createDirectory(at: node, withIntermediateDirectories: true)
        try files.createSymbolicLink(
            at: node.appending(path: "device"),
            withDestinationURL: root.appending(path: "devices/platform/serial8250"))
    }

    func remove() { try? FileManager.default.removeItem(at: root) }
}

struct TTYDirectoryTests {
    private let sysfs = SysfsFolder()

    @Test func portsOnUSBAreKnownByIdsSerialAndPort() throws {
        defer { sysfs.remove() }
        try sysfs.addPort("ttyUSB1", below: "1-2.3", vendor: "0403", serial: "A50285BI")
        try sysfs.addPort("ttyUSB0", below: "1-1", vendor: "1a86", serial: nil)
        try sysfs.addPlatformPort()
        let directory = TTYDirectory(sysfs: sysfs.root.path(), devices: "/dev")
        let adapter = LineIdentity(vendorID: 0x0403, productID: 0x6001, serial: "A50285BI", portPath: "1-2.3")
        let plain = LineIdentity(vendorID: 0x1A86, productID: 0x6001, serial: nil, portPath: "1-1")
        #expect(directory.ports().map(\.identity) == [plain, adapter])
        #expect(directory.identity(ofPortAt: "/dev/ttyUSB1") == adapter)
        #expect(directory.identity(ofPortAt: "/dev/ttyS0") == nil)
        let selector = USBSelector(models: [.init(vendorID: 0x0403, productID: 0x6001)])
        #expect(try directory.port(of: selector).path == "/dev/ttyUSB1")
    }

    @Test func twoAdaptersOfOneModelAreToldApartOrRefused() throws {
        defer { sysfs.remove() }
        try sysfs.addPort("ttyUSB0", below: "1-1", vendor: "0403", serial: "A")
        try sysfs.addPort("ttyUSB1", below: "1-2", vendor: "0403", serial: "B")
        let directory = TTYDirectory(sysfs: sysfs.root.path(), devices: "/dev")
        var selector = USBSelector(models: [.init(vendorID: 0x0403, productID: 0x6001)])
        #expect(throws: LineError.self) { try directory.port(of: selector) }
        selector.serial = "B"
        #expect(try directory.port(of: selector).path == "/dev/ttyUSB1")
    }

    @Test(
        arguments: [
            (USBSelector(models: [.init(vendorID: 0x1A86, productID: 0x7523)]), "0403:6001 with serial A on port 1-1"),
            (USBSelector(models: [], serial: "B"), "0403:6001 with serial A on port 1-1"),
            (
                USBSelector(models: [], portPath: "1-2"),
                "on port 1-1, and the configuration says an adapter on port 1-2"
            ),
        ])
    func anotherAdapterThanTheSiteSaysIsNotOpened(_ expected: USBSelector, _ says: String) async throws {
        let terminal = try PseudoTerminal()
        let port = URL(filePath: terminal.path).lastPathComponent
        defer { sysfs.remove() }
        try sysfs.addPort(port, below: "1-1", vendor: "0403", serial: "A")
        let directory = TTYDirectory(sysfs: sysfs.root.path(), devices: "/dev")
        let line = TTYTransport(
            .path(terminal.path), expected: expected, settings: SerialSettings(), directory: directory)
        let error = try await #require(throws: LineError.self) { try await line.open() }
        #expect(error.code == .wrongDevice)
        #expect(error.message.contains(says), "\(error.message)")

        let right = USBSelector(models: [.init(vendorID: 0x0403, productID: 0x6001)], serial: "A", portPath: "1-1")
        let other = TTYTransport(
            .path(terminal.path), expected: right, settings: SerialSettings(), directory: directory)
        #expect(try await other.open().identity?.serial == "A")
        await other.close()
    }

    @Test func aPortThatIsNotOnUSBIsNotTheAdapterOfTheSite() async throws {
        let terminal = try PseudoTerminal()
        let line = TTYTransport(
            .path(terminal.path), expected: USBSelector(models: [], serial: "A"), settings: SerialSettings(),
            directory: TTYDirectory(sysfs: sysfs.root.path(), devices: "/dev"))
        let error = try await #require(throws: LineError.self) { try await line.open() }
        #expect(error.code == .wrongDevice)
        let free = TTYTransport(.path(terminal.path))
        guard case .present = await free.look() else { return #expect(Bool(false), "it is there") }
        #expect(await TTYTransport(.path("/nonexistent/tty")).look() == .absent)
    }

    @Test func aMachineWithoutSysfsHasNoPorts() {
        #expect(TTYDirectory(sysfs: sysfs.root.path(), devices: "/dev").ports().isEmpty)
    }
}
