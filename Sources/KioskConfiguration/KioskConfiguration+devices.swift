extension KioskConfiguration {
    /// The devices whose entries can be understood; what is wrong with the others is noted.
    static func devices(_ root: Section, _ problems: inout [ConfigurationProblem]) -> [Device] {
        var devices: [Device] = []
        for entry in root.sections("devices") {
            guard let kind = Device.Kind(rawValue: entry.text("kind")),
                let wire = Device.Wire(rawValue: entry.text("protocol")), let text = entry.optionalText("connection")
            else { continue }
            if wire.kind != kind {
                let fitting = Device.Wire.allCases.filter { $0.kind == kind }.map(\.rawValue)
                problems.append(
                    entry.problem(
                        at: "protocol", "A \(kind.rawValue) does not speak \(wire.rawValue).",
                        advice: "Use \(fitting.joined(separator: " or "))."))
            }
            guard let connection = Connection(text) else {
                problems.append(
                    entry.problem(
                        at: "connection", "'\(text)' is no connection.",
                        advice: "Write unix:/path/to/socket or tcp:127.0.0.1:port."))
                continue
            }
            let device = Device(
                name: entry.text("name"), kind: kind, wire: wire, connection: connection,
                profile: entry.optionalText("profile"), passwordFile: entry.optionalText("passwordFile"))
            check(device, entry, devices, &problems)
            devices.append(device)
        }
        return devices
    }

    private static func check(
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
                    at: "kind", "'\(other.name)' is a \(device.kind.rawValue) already.",
                    advice: "A kiosk has one of each kind: remove one."))
        }
        if let other = others.first(where: { $0.connection == device.connection }) {
            problems.append(
                entry.problem(
                    at: "connection", "'\(other.name)' is at \(device.connection) already.",
                    advice: "Give each device its own connection."))
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
        if device.profile != nil, device.kind != .printer {
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
    private static let longestSocketPath = 107

    /// `unix:` and a path, or `tcp:`, a host name or IPv4 address, `:` and a port.
    package init?(_ text: String) {
        if text.hasPrefix("unix:") {
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
}
