extension DeviceEntries {
    /// The rules about one device and those before it.
    func check(
        _ device: Device, _ entry: Section, _ others: [Device], _ problems: inout [ConfigurationProblem]
    ) {
        if others.contains(where: { $0.name == device.name }) {
            problems.append(
                entry.problem(
                    at: "name", "Another device is named '\(device.name)' already.", advice: "Give each its own name."))
        }
        if let other = others.first(where: { $0.kind == device.kind }) {
            problems.append(
                entry.problem(
                    at: entry.has("model") ? "model" : "kind", "'\(other.name)' is a \(device.kind.rawValue) already.",
                    advice: "A kiosk has one of each kind: remove one."))
        }
        if let other = others.first(where: { $0.connection.overlaps(device.connection) }) {
            problems.append(
                entry.problem(
                    at: "connection", "'\(other.name)' is at \(other.connection) already.",
                    advice: other.connection.isUSB
                        ? "Tell the two apart by serial: or port:." : "Give each device its own connection."))
        }
        // A payment terminal may be on the network and protects itself; the other protocols have no protection.
        if case .tcp(let host, _) = device.connection, device.kind != .paymentTerminal,
            !["127.0.0.1", "localhost"].contains(host)
        {
            problems.append(
                entry.problem(
                    at: "connection", "A \(device.kind.rawValue) at \(host) could be reached by others too.",
                    advice: "Use tcp:127.0.0.1:port or a Unix socket."))
        }
        if case .tcp = device.connection, device.kind == .camera {
            problems.append(
                entry.problem(
                    at: "connection", "A camera is not looked through over a network.",
                    advice: "Write usb:, or unix: and a path for a simulated one."))
        }
        if device.profile != nil, device.model == nil, device.kind != .printer {
            problems.append(
                entry.problem(at: "profile", "Only a printer has a profile.", advice: "Remove it."))
        }
        if device.passwordFile != nil, device.kind != .paymentTerminal {
            problems.append(
                entry.problem(at: "passwordFile", "Only a payment terminal has a password.", advice: "Remove it."))
        }
    }
}

extension KioskConfiguration.Connection {
    /// The longest path a Unix socket can have, from `sun_path` of unix(7) with its final zero.
    static let longestSocketPath = 107
    private static let longestDevicePath = 255

    /// `usb`, or `usb:` and the ids of one product; `serial:` and the path of a serial port; `unix:` and a path; or
    /// `tcp:`, a host name or IPv4 address, `:` and a port.
    package init?(_ text: String) {
        if text == "usb" {
            self = .usb(USBAddress(ids: []))
        } else if text.hasPrefix("usb:") {
            guard let id = USBID(text.dropFirst(4)) else { return nil }
            self = .usb(USBAddress(ids: [id]))
        } else if text.hasPrefix("serial:") {
            let path = String(text.dropFirst(7))
            guard path.hasPrefix("/"), (2...Self.longestDevicePath).contains(path.utf8.count), !path.contains("\0"),
                !path.split(separator: "/").contains("..")
            else { return nil }
            self = .serialPort(path: path)
        } else if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard (1...Self.longestSocketPath).contains(path.utf8.count) else { return nil }
            self = .unixSocket(path: path)
        } else if text.hasPrefix("tcp:") {
            let parts = text.dropFirst(4).split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, let port = UInt16(parts[1]), port > 0,
                parts[0].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == "-") })
            else { return nil }
            self = .tcp(host: String(parts[0]), port: Int(port))
        } else {
            return nil
        }
    }

    var isUSB: Bool {
        if case .usb = self { true } else { false }
    }

    /// Whether one device could be at both.
    func overlaps(_ other: KioskConfiguration.Connection) -> Bool {
        if case .usb(let first) = self, case .usb(let second) = other { return first.overlaps(second) }
        return self == other
    }
}
