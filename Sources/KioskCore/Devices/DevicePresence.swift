/// What a driver says of its device's presence, whatever the device is.
package enum DevicePresence: Hashable, Codable, Sendable {
    case absent
    case ready
    /// Present and not working; the text is for technicians.
    case faulty(String)
}

/// A report of a driver, as far as it is the same for all devices.
package protocol DeviceReport: Sendable {
    static func presence(_ presence: DevicePresence) -> Self
    /// The presence it tells, if that is what it tells.
    var toldPresence: DevicePresence? { get }
}

extension CodeScannerReport: DeviceReport {
    package var toldPresence: DevicePresence? { if case .presence(let presence) = self { presence } else { nil } }
}

extension NoteAcceptorReport: DeviceReport {
    package var toldPresence: DevicePresence? { if case .presence(let presence) = self { presence } else { nil } }
}

extension ReceiptPrinterReport: DeviceReport {
    package var toldPresence: DevicePresence? { if case .presence(let presence) = self { presence } else { nil } }
}

extension PaymentTerminalReport: DeviceReport {
    package var toldPresence: DevicePresence? { if case .presence(let presence) = self { presence } else { nil } }
}
