/// A maker's product on USB: vendor and product id, as `lsusb` writes them.
package struct USBID: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let vendorID: UInt16
    package let productID: UInt16

    package init(vendorID: UInt16, productID: UInt16) {
        self.vendorID = vendorID
        self.productID = productID
    }

    /// `04b8:0e15`: twice four hexadecimal digits, of either case.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 4 && $0.allSatisfy(\.isHexDigit) }),
            let vendor = UInt16(parts[0], radix: 16), let product = UInt16(parts[1], radix: 16)
        else { return nil }
        self.init(vendorID: vendor, productID: product)
    }

    package static func < (first: USBID, second: USBID) -> Bool {
        (first.vendorID, first.productID) < (second.vendorID, second.productID)
    }

    package var description: String { "\(vendor):\(product)" }

    /// Four small digits, as udev's rules and USBGuard's want them.
    package var vendor: String { USBID.digits(of: vendorID) }
    package var product: String { USBID.digits(of: productID) }

    private static func digits(of number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}

/// Where on USB a configured device is found: by its ids, and where the site says so by its serial number or its
/// port. Never by the order in which the bus tells of devices, because that changes from one start to the next.
package struct USBAddress: Hashable, Sendable, CustomStringConvertible {
    /// Any of these will do. Not empty once a configuration is read.
    package var ids: [USBID]
    package var serial: String?
    /// As Linux writes it: `1-2.3` is port 3 of the hub on port 2 of bus 1.
    package var port: String?

    package init(ids: [USBID], serial: String? = nil, port: String? = nil) {
        self.ids = ids
        self.serial = serial
        self.port = port
    }

    /// Whether one device on the bus could be what both mean.
    package func overlaps(_ other: USBAddress) -> Bool {
        func mayBeSame(_ first: String?, _ second: String?) -> Bool {
            guard let first, let second else { return true }
            return first == second
        }
        return ids.contains(where: other.ids.contains) && mayBeSame(serial, other.serial)
            && mayBeSame(port, other.port)
    }

    package var description: String {
        "usb:" + ids.map(\.description).joined(separator: ",")
            + (serial.map { " with serial \($0)" } ?? "") + (port.map { " on port \($0)" } ?? "")
    }
}

/// Which interfaces a device may have, as USBGuard writes it: `07:01:*` is any printer.
package struct USBInterfacePattern: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// Class, subclass and protocol: two small hexadecimal digits or `*` each.
    package init(_ text: String) { self.text = text }

    package var description: String { text }

    static let vendorClass = USBInterfacePattern("ff:*:*")
}
