/// Reads the entries of `devices`.
struct DeviceEntries {
    typealias Device = KioskConfiguration.Device
    typealias Connection = KioskConfiguration.Connection

    private let catalogue: DeviceCatalogue?
    private var refused: RefusedDevices { catalogue?.refused ?? .builtIn }

    init(_ catalogue: DeviceCatalogue?) { self.catalogue = catalogue }

    /// The devices whose entries can be understood; what is wrong with the others is noted.
    func devices(_ root: Section, _ problems: inout [ConfigurationProblem]) -> [Device] {
        var devices: [Device] = []
        for entry in root.sections("devices") {
            guard let (kind, wire, model) = nature(of: entry, &problems),
                let connection = connection(of: entry, wire, model, &problems)
            else { continue }
            let adapter = adapter(of: entry, connection, &problems)
            let device = Device(
                name: entry.text("name"), kind: kind, wire: wire, connection: connection, model: model,
                profile: entry.optionalText("profile"), passwordFile: entry.optionalText("passwordFile"),
                adapter: adapter,
                serialPortAddress: serialPortAddress(of: entry, connection, adapter.map { [$0.id] } ?? model?.usb?.ids))
            check(device, entry, devices, &problems)
            devices.append(device)
        }
        return devices
    }

    // MARK: - What it is

    /// By its model, or by kind and protocol; nil where a problem was noted.
    private func nature(
        of entry: Section, _ problems: inout [ConfigurationProblem]
    ) -> (Device.Kind, Device.Wire, DeviceProfile?)? {
        guard let name = entry.optionalText("model") else {
            if !entry.has("kind") || !entry.has("protocol") {
                problems.append(
                    entry.problem(
                        "A device entry says neither its model nor its kind and protocol.",
                        advice: "Write model: and the name of a folder in devices/, or kind: and protocol:."))
                return nil
            }
            guard let kind = Device.Kind(rawValue: entry.text("kind")),
                let wire = Device.Wire(rawValue: entry.text("protocol"))
            else { return nil }
            if wire.kind != kind { problems.append(.wrongWire(wire, for: kind, at: entry)) }
            return (kind, wire, nil)
        }
        for key in ["kind", "protocol", "profile"] where entry.has(key) {
            problems.append(
                entry.problem(at: key, "The model '\(name)' says what it is already.", advice: "Remove '\(key)'."))
        }
        guard let profile = profile(name, entry, &problems) else { return nil }
        return (profile.kind, profile.wire, profile)
    }

    private func profile(
        _ name: String, _ entry: Section, _ problems: inout [ConfigurationProblem]
    ) -> DeviceProfile? {
        if let refusal = refused[model: name] ?? USBID(name).flatMap({ refused[$0] }) {
            problems.append(refusal.problem(at: entry, "model"))
            return nil
        }
        guard let catalogue else {
            problems.append(
                entry.problem(
                    at: "model", "The model '\(name)' cannot be looked up: no folder of devices was given.",
                    advice: "Start the program with --devices and the folder devices/ of Paycircle."))
            return nil
        }
        guard let profile = catalogue[model: name] else {
            let guess =
                Spelling.nearest(to: name, among: catalogue.profiles.map(\.id)).map { "Did you mean '\($0)'? " } ?? ""
            problems.append(
                entry.problem(
                    at: "model", "No model is called '\(name)'.",
                    advice: guess + "Each model is a folder in devices/ with a profile.yaml; add one for a new model."))
            return nil
        }
        return profile
    }

    // MARK: - Where it is

    private func connection(
        of entry: Section, _ wire: Device.Wire, _ model: DeviceProfile?, _ problems: inout [ConfigurationProblem]
    ) -> Connection? {
        guard let text = entry.optionalText("connection") else { return nil }
        func refuse(_ message: String, _ advice: String) {
            problems.append(entry.problem(at: "connection", message, advice: advice))
        }
        guard var connection = Connection(text) else {
            refuse(
                "'\(text)' is no connection.",
                "Write usb, serial:/dev/serial/by-id/…, unix:/path/to/socket or tcp:127.0.0.1:port.")
            return nil
        }
        switch connection {
        case .usb(let address):
            guard let whole = usb(address, entry, wire, model, &problems) else { return nil }
            connection = .usb(whole)
        case .serialPort(let path):
            if wire.isUSBOnly { refuse("\(wire.rawValue) is not spoken over a serial line.", "Write connection: usb.") }
            if let order = path.firstMatch(of: /^\/dev\/tty(USB|ACM)[0-9]+$/) {
                refuse(
                    "\(order.0) is another device after the next start: its number is the order of plugging.",
                    "Use the name under /dev/serial/by-id/ or /dev/serial/by-path/ that points to it.")
            }
        case .unixSocket, .tcp: break
        }
        switch connection {
        case .usb, .serialPort: break
        case .unixSocket, .tcp:
            for key in ["serial", "port", "adapter"] where entry.has(key) {
                problems.append(
                    entry.problem(
                        at: key, "'\(key)' is for devices on USB or on a serial line.", advice: "Remove it."))
            }
        }
        return connection
    }

    /// The address with its ids, its serial number and its port; nil where a problem was noted.
    private func usb(
        _ written: USBAddress, _ entry: Section, _ wire: Device.Wire, _ model: DeviceProfile?,
        _ problems: inout [ConfigurationProblem]
    ) -> USBAddress? {
        for refusal in written.ids.compactMap({ refused[$0] }) {
            problems.append(refusal.problem(at: entry, "connection"))
            return nil
        }
        var address = written
        if let model {
            guard let usb = model.usb else {
                problems.append(
                    entry.problem(
                        at: "connection", "The \(model.title) has no USB ids of its own.",
                        advice: "Write serial:/dev/serial/by-id/… or, for a payment terminal on the network, tcp:…"))
                return nil
            }
            if let stranger = written.ids.first(where: { !usb.ids.contains($0) }) {
                problems.append(
                    entry.problem(
                        at: "connection", "The \(model.title) does not have the id \(stranger).",
                        advice: "Write usb, or usb: and \(usb.ids.map(\.description).joined(separator: " or "))."))
            }
            if written.ids.isEmpty { address.ids = usb.ids }
            if model.quirks.contains(.noSerial), entry.has("serial") {
                problems.append(
                    entry.problem(
                        at: "serial", "The \(model.title) tells no serial number.",
                        advice: "Write port: and the port it hangs on, as in \"1-1.2\"."))
            }
        } else if written.ids.isEmpty {
            problems.append(
                entry.problem(
                    at: "connection", "The entry does not say which USB device is meant.",
                    advice: "Write model:, or the ids as lsusb shows them, as in usb:04b8:0e15."))
            return nil
        }
        if entry.has("adapter") {
            problems.append(
                entry.problem(
                    at: "adapter", "An adapter makes a serial line, and this device is on USB itself.",
                    advice: "Remove it, or write connection: serial:/dev/serial/by-id/…"))
        }
        address.serial = entry.optionalText("serial")
        address.port = entry.optionalText("port")
        return address
    }

    private func adapter(
        of entry: Section, _ connection: Connection, _ problems: inout [ConfigurationProblem]
    ) -> SerialAdapter? {
        guard case .serialPort = connection, let name = entry.optionalText("adapter") else { return nil }
        if let adapter = catalogue?[adapter: name] { return adapter }
        let known = catalogue?.adapters.map(\.name) ?? []
        let guess = Spelling.nearest(to: name, among: known).map { "Did you mean '\($0)'? " } ?? ""
        problems.append(
            entry.problem(
                at: "adapter", "No adapter is called '\(name)'.",
                advice: guess
                    + (known.isEmpty
                        ? "Start the program with --devices and a folder that has an adapters.yaml."
                        : "Known: \(known.joined(separator: ", ")).")))
        return nil
    }

    private func serialPortAddress(of entry: Section, _ connection: Connection, _ ids: [USBID]?) -> USBAddress? {
        guard case .serialPort = connection else { return nil }
        return USBAddress(ids: ids ?? [], serial: entry.optionalText("serial"), port: entry.optionalText("port"))
    }
}
