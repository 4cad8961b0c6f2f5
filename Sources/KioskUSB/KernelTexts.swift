import Foundation

/// The texts of a device's string descriptors.
struct USBTexts: Hashable, Sendable {
    var manufacturer: String?
    var product: String?
    var serial: String?

    init(manufacturer: String? = nil, product: String? = nil, serial: String? = nil) {
        self.manufacturer = manufacturer
        self.product = product
        self.serial = serial
    }

    /// Makes a text of untrusted bytes: no more than a descriptor holds, without control characters, since it ends up
    /// in logs and on terminals, and without the blanks that makers pad it with. Nil when nothing is left.
    static func cleaned(_ bytes: some Sequence<UInt8>) -> String? {
        let scalars = String(decoding: Array(bytes.prefix(USBLimits.longestText * 4)), as: UTF8.self).unicodeScalars
        let kept = scalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned: false
            default: true
            }
        }
        let text = String(String.UnicodeScalarView(kept.prefix(USBLimits.longestText)))
            .trimmingCharacters(in: .whitespaces)
        return text.isEmpty ? nil : text
    }
}

/// The texts that Linux read from a device when it came, as files below /sys/bus/usb/devices.
struct KernelTexts: Sendable {
    let folder: String

    /// Nil when the kernel shows no such device, or another one at that place by now.
    func read(_ location: USBLocation) -> USBTexts? {
        let path = "\(folder)/\(location.portPath)"
        guard isStill(location, at: path) else { return nil }
        let texts = USBTexts(
            manufacturer: text(in: "\(path)/manufacturer"), product: text(in: "\(path)/product"),
            serial: text(in: "\(path)/serial"))
        // Looked at again: nobody's serial number may be taken for that of the device that was there before.
        return isStill(location, at: path) ? texts : nil
    }

    private func isStill(_ location: USBLocation, at path: String) -> Bool {
        number(in: "\(path)/busnum") == location.bus && number(in: "\(path)/devnum") == location.address
    }

    private func number(in path: String) -> UInt8? {
        text(in: path).flatMap(UInt8.init)
    }

    private func text(in path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        let data = try? file.read(upToCount: USBLimits.longestText * 4)
        return data.flatMap(USBTexts.cleaned)
    }
}
