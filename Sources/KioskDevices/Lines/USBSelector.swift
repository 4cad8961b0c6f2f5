/// Which of the devices on the bus a configured device is.
///
/// A device is known by its model (vendor and product id) and, where two of one model are plugged in, by its serial
/// number or by the port it hangs on; never by the order in which the bus tells of them, because that changes from
/// one start to the next. Everything that is given must fit. When two fit, neither is used.
package struct USBSelector: Hashable, Codable, Sendable {
    /// A vendor's product.
    package struct Model: Hashable, Codable, Sendable, CustomStringConvertible {
        package var vendorID: UInt16
        package var productID: UInt16

        package init(vendorID: UInt16, productID: UInt16) {
            self.vendorID = vendorID
            self.productID = productID
        }

        /// As `lsusb` writes it: `04b8:0e15`.
        package var description: String { "\(vendorID.hexadecimal):\(productID.hexadecimal)" }
    }

    /// The models that the device's profile names; any of them will do.
    package var models: [Model]
    package var serial: String?
    /// As Linux writes it: `1-2.3`.
    package var portPath: String?
    /// The device that is taken where several fit: the one that was used before. One that fits alone is taken whether
    /// it is this one or not, so that an exchanged device is found, and found out.
    package var preferred: LineIdentity?

    package init(models: [Model], serial: String? = nil, portPath: String? = nil, preferred: LineIdentity? = nil) {
        self.models = models
        self.serial = serial
        self.portPath = portPath
        self.preferred = preferred
    }

    package func matches(_ identity: LineIdentity) -> Bool {
        models.contains(identity.model)
            && serial.map { $0 == identity.serial } ?? true
            && portPath.map { $0 == identity.portPath } ?? true
    }

    /// Which of these devices is meant, as an index; throws when none is, or when several could be.
    package func choice(among identities: [LineIdentity]) throws(LineError) -> Int {
        let fitting = identities.indices.filter { matches(identities[$0]) }
        guard let first = fitting.first else { throw absence(among: identities) }
        guard fitting.count > 1 else { return first }
        let known = fitting.filter { isPreferred(identities[$0]) }
        guard known.count == 1 else { throw ambiguity(of: fitting.map { identities[$0] }) }
        return known[0]
    }

    /// A device without a serial number is known by its port.
    private func isPreferred(_ identity: LineIdentity) -> Bool {
        guard let preferred, preferred.model == identity.model, preferred.serial == identity.serial else {
            return false
        }
        return identity.serial != nil || preferred.portPath == identity.portPath
    }

    private func absence(among identities: [LineIdentity]) -> LineError {
        let others = identities.filter { models.contains($0.model) }
        guard !others.isEmpty else {
            return LineError(.deviceAbsent, "No \(description) is plugged in: check its cable and its power.")
        }
        return LineError(
            .deviceAbsent,
            "No \(description) is plugged in, but \(LineIdentity.list(others)): if that is the one that is meant, "
                + "write \(LineIdentity.tellingApart(others)) in the configuration.")
    }

    private func ambiguity(of identities: [LineIdentity]) -> LineError {
        LineError(
            .ambiguous,
            "More than one \(description) is plugged in: \(LineIdentity.list(identities)). None is used until the "
                + "configuration says which: write \(LineIdentity.tellingApart(identities)).")
    }
}

extension USBSelector: CustomStringConvertible {
    package var description: String {
        models.map(\.description).joined(separator: " or ")
            + (serial.map { " with serial \($0)" } ?? "")
            + (portPath.map { " on port \($0)" } ?? "")
    }
}

extension LineIdentity {
    /// Devices that a message names; more are counted.
    private static let mostNamed = 4
    /// Characters of a serial number that a message shows. A string descriptor holds at most 126.
    private static let longestSerial = 126

    package var model: USBSelector.Model { USBSelector.Model(vendorID: vendorID, productID: productID) }

    /// The device in words. The serial number is the device's own and may hold anything, so only letters that a log
    /// can bear are shown.
    package var inWords: String {
        "\(model) \(shownSerial.map { "with serial \($0)" } ?? "without a serial number") on port \(portPath)"
    }

    private var shownSerial: String? {
        serial.map { String($0.prefix(LineIdentity.longestSerial).map { $0.isPlain ? $0 : "?" }) }
    }

    fileprivate static func list(_ identities: [LineIdentity]) -> String {
        let named = identities.prefix(mostNamed).map(\.inWords).joined(separator: ", and ")
        return identities.count > mostNamed ? "\(named), and \(identities.count - mostNamed) more" : named
    }

    /// What to write for each of these: the serial number where no other has it, and the port otherwise.
    fileprivate static func tellingApart(_ identities: [LineIdentity]) -> String {
        let serials = identities.map(\.serial)
        return identities.prefix(mostNamed).map { identity in
            if let serial = identity.shownSerial, serials.count(where: { $0 == identity.serial }) == 1 {
                return "`serial: \"\(serial)\"`"
            }
            return "`port: \"\(identity.portPath)\"`"
        }.joined(separator: " or ")
    }
}

extension Character {
    fileprivate var isPlain: Bool { isASCII && !isNewline && (asciiValue.map { $0 >= 0x20 && $0 != 0x7F } ?? false) }
}

extension UInt16 {
    /// Four digits, small letters.
    fileprivate var hexadecimal: String {
        let digits = String(self, radix: 16)
        return String(repeating: "0", count: Swift.max(0, 4 - digits.count)) + digits
    }
}
