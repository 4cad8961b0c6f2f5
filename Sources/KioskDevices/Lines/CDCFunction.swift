import KioskUSB

/// A line to a device that poses as a modem: CDC-ACM (USB Class Definitions for Communications Devices 1.2, and its
/// subclass for PSTN devices 1.2).
///
/// The bytes go over the data interface, which the union descriptor of the control interface names. Many devices have
/// none; then the call management descriptor, the interface with the next number, any data interface, and the control
/// interface itself are tried in this order. The line's settings are sent, and DTR and RTS raised, as a serial port would;
/// a device without a real serial line behind may refuse them.
struct CDCFunction: USBFunction {
    let settings: SerialSettings
    /// The control interface, where a device has several lines; otherwise the first.
    let interface: UInt8?

    var name: String { "a serial line (CDC-ACM)" }

    static let controlClass: UInt8 = 0x02
    static let dataClass: UInt8 = 0x0A
    static let modemSubclass: UInt8 = 0x02

    private struct Pair {
        /// Nil for a device that has a data interface alone.
        var control: UInt8?
        var data: USBInterface
    }

    func interfaces(of device: USBDevice) throws(LineError) -> [UInt8] {
        let pair = try pair(of: device)
        return [pair.control, pair.data.number].compactMap { $0 }
            .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    func prepare(_ claim: USBClaim) async throws -> USBEnds {
        let pair = try pair(of: claim.device)
        guard let input = pair.data.usable(.bulk, .incoming), let output = pair.data.usable(.bulk, .outgoing) else {
            throw wrong(claim.device, "its data interface does not go both ways")
        }
        try await claim.select(pair.data)
        if let control = pair.control {
            // SET_LINE_CODING and SET_CONTROL_LINE_STATE, both lines raised (PSTN 1.2, 6.3.10 and 6.3.12).
            _ = try await claim.tryControl(.toInterface(control, request: 0x20), CDCFunction.lineCoding(of: settings))
            _ = try await claim.tryControl(.toInterface(control, request: 0x22, value: 0x0003))
        }
        return USBEnds(inputs: [USBInput(input)], output: output.address)
    }

    /// Seven bytes (PSTN 1.2, table 17).
    static func lineCoding(of settings: SerialSettings) -> [UInt8] {
        let baud = UInt32(clamping: settings.baud)
        let parity: UInt8 =
            switch settings.parity {
            case .none: 0
            case .odd: 1
            case .even: 2
            }
        return (0..<4).map { UInt8(truncatingIfNeeded: baud >> (8 * $0)) }
            + [settings.stopBits == 2 ? 2 : 0, parity, 8]
    }

    private func pair(of device: USBDevice) throws(LineError) -> Pair {
        let controls = device.interfaces.filter {
            $0.interfaceClass == CDCFunction.controlClass && $0.number == interface ?? $0.number
        }
        if let interface, controls.isEmpty {
            throw wrong(device, "it has no control interface \(interface)")
        }
        let control = controls.first { $0.interfaceSubclass == CDCFunction.modemSubclass } ?? controls.first
        if let control, let data = data(of: control, in: device) {
            return Pair(control: control.number, data: data)
        }
        let others = device.interfaces.filter { $0.interfaceClass == CDCFunction.dataClass && $0.goesBothWays }
        if let data = others.first { return Pair(control: control?.number, data: data) }
        if let control, control.goesBothWays { return Pair(control: control.number, data: control) }
        throw wrong(device, "it has no data interface that goes both ways")
    }

    private func data(of control: USBInterface, in device: USBDevice) -> USBInterface? {
        let named = CDCFunction.dataInterfaces(in: control.extra)
        let next = control.number < .max ? [control.number + 1] : []
        for number in named + next {
            let fitting = device.interfaces.first {
                $0.number == number && $0.goesBothWays
                    && ($0.interfaceClass == CDCFunction.dataClass || named.contains(number))
            }
            if let fitting { return fitting }
        }
        return nil
    }

    /// The data interfaces that the control interface's descriptors name: those of the union descriptor (CDC 1.2, 5.2.3.2)
    /// first, then that of call management (PSTN 1.2, 5.3.1).
    static func dataInterfaces(in extra: [UInt8]) -> [UInt8] {
        var (union, management): ([UInt8], [UInt8]) = ([], [])
        var reader = ByteReader(extra)
        while let length = reader.byte(), length >= 2, let rest = reader.bytes(Int(length) - 1) {
            let descriptor = Array(rest)
            // Type 24 is a descriptor of an interface's class; its subtype follows.
            guard descriptor.count >= 3, descriptor[0] == 0x24 else { continue }
            switch descriptor[1] {
            case 0x06: union += descriptor.dropFirst(3)
            case 0x01: management += descriptor.dropFirst(3).prefix(1)
            default: break
            }
        }
        return union + management
    }
}

extension USBInterface {
    fileprivate var goesBothWays: Bool { usable(.bulk, .incoming) != nil && usable(.bulk, .outgoing) != nil }
}
