import Foundation

/// The serial ports of this machine that hang on USB, and who each of them is, as the kernel tells it in sysfs.
///
/// A note acceptor behind a serial adapter is known by the adapter's ids, serial number and port; `/dev/ttyUSB0` is
/// only the order of plugging in. Below `/sys/class/tty/NAME/device` lies the USB interface, or a port of it, and
/// some levels up the USB device, whose folder bears the port path as its name and holds `idVendor` (Linux,
/// Documentation/ABI/stable/sysfs-bus-usb).
struct TTYDirectory: Sendable {
    struct Port: Hashable, Sendable {
        /// `/dev/ttyUSB0`.
        let path: String
        let identity: LineIdentity
    }

    /// Ports that are looked at; a kiosk has a handful.
    static let mostPorts = 256
    /// Levels between a port and its USB device.
    static let mostLevels = 6
    /// Bytes of one of sysfs's little files.
    static let longestValue = 512

    /// The kernel's class of such nodes below `/sys/class`.
    private let kind: String
    private let sysfs: String
    private let devices: String

    init(of kind: String = "tty", sysfs: String = "/sys", devices: String = "/dev") {
        self.kind = kind
        self.sysfs = sysfs
        self.devices = devices
    }

    /// All ports that hang on USB, by name.
    func ports() -> [Port] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "\(sysfs)/class/\(kind)")) ?? []
        return names.sorted().prefix(TTYDirectory.mostPorts).compactMap { name in
            identity(ofPortNamed: name).map { Port(path: "\(devices)/\(name)", identity: $0) }
        }
    }

    /// The port of the one device that is meant.
    func port(of selector: USBSelector) throws(LineError) -> Port {
        let ports = ports()
        return ports[try selector.choice(among: ports.map(\.identity))]
    }

    /// Who is behind the port at a path, links followed; nil for a port that is not on USB.
    func identity(ofPortAt path: String) -> LineIdentity? {
        identity(ofPortNamed: URL(filePath: path).resolvingSymlinksInPath().lastPathComponent)
    }

    private func identity(ofPortNamed name: String) -> LineIdentity? {
        let link = "\(sysfs)/class/\(kind)/\(name)/device"
        guard FileManager.default.fileExists(atPath: link) else { return nil }
        var folder = URL(filePath: link).resolvingSymlinksInPath()
        for _ in 0..<TTYDirectory.mostLevels {
            if let vendor = identifier("idVendor", in: folder), let product = identifier("idProduct", in: folder) {
                return LineIdentity(
                    vendorID: vendor, productID: product, serial: value("serial", in: folder),
                    portPath: folder.lastPathComponent)
            }
            folder.deleteLastPathComponent()
        }
        return nil
    }

    private func identifier(_ name: String, in folder: URL) -> UInt16? {
        value(name, in: folder).flatMap { UInt16($0, radix: 16) }
    }

    private func value(_ name: String, in folder: URL) -> String? {
        guard let file = try? FileHandle(forReadingFrom: folder.appending(path: name)) else { return nil }
        defer { try? file.close() }
        guard let data = try? file.read(upToCount: TTYDirectory.longestValue) else { return nil }
        let text = String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
        return text.isEmpty ? nil : text
    }
}
