/// Where a device hangs on the buses just now.
package struct USBLocation: Hashable, Sendable {
    package var bus: UInt8
    /// The address the host gave it; another one each time the device comes back.
    package var address: UInt8
    /// The chain of ports from the root hub, as Linux writes it: `1-2.3` is port 3 of the hub on port 2 of bus 1, and
    /// `usb1` is the root hub of bus 1. Stays the same when the device is unplugged and plugged in again.
    package var portPath: String

    package init(bus: UInt8, address: UInt8, portPath: String) {
        self.bus = bus
        self.address = address
        self.portPath = portPath
    }

    /// Writes the path from the numbers of the ports, nearest to the root first.
    package init(bus: UInt8, address: UInt8, ports: [UInt8]) {
        let path = ports.map(String.init).joined(separator: ".")
        self.init(bus: bus, address: address, portPath: path.isEmpty ? "usb\(bus)" : "\(bus)-\(path)")
    }
}

/// What a device says of itself in its descriptors (USB 2.0 specification, chapter 9.6). A value: it stays what it was
/// when the device is long gone, and nothing in it is to be trusted more than any other input.
package struct USBDevice: Hashable, Sendable {
    package var location: USBLocation
    package var vendorID: UInt16
    package var productID: UInt16
    /// bcdDevice: the maker's release number, in binary-coded decimal.
    package var release: UInt16
    package var deviceClass: UInt8
    package var deviceSubclass: UInt8
    package var deviceProtocol: UInt8
    /// Nil, as the other texts, when the device tells none or may not be asked.
    package var manufacturer: String?
    package var product: String?
    package var serial: String?
    /// The interfaces of the active configuration, one entry for each alternate setting.
    package var interfaces: [USBInterface]

    package init(
        location: USBLocation, vendorID: UInt16, productID: UInt16, release: UInt16 = 0, deviceClass: UInt8 = 0,
        deviceSubclass: UInt8 = 0, deviceProtocol: UInt8 = 0, manufacturer: String? = nil, product: String? = nil,
        serial: String? = nil, interfaces: [USBInterface] = []
    ) {
        self.location = location
        self.vendorID = vendorID
        self.productID = productID
        self.release = release
        self.deviceClass = deviceClass
        self.deviceSubclass = deviceSubclass
        self.deviceProtocol = deviceProtocol
        self.manufacturer = manufacturer
        self.product = product
        self.serial = serial
        self.interfaces = interfaces
    }

    package var bus: UInt8 { location.bus }
    package var address: UInt8 { location.address }
    package var portPath: String { location.portPath }
}

/// One alternate setting of one interface.
package struct USBInterface: Hashable, Sendable {
    package var number: UInt8
    package var alternate: UInt8
    package var interfaceClass: UInt8
    package var interfaceSubclass: UInt8
    package var interfaceProtocol: UInt8
    package var endpoints: [USBEndpoint]
    /// The descriptors that follow the interface's own: a class descriptor, most often.
    package var extra: [UInt8]

    package init(
        number: UInt8, alternate: UInt8 = 0, interfaceClass: UInt8, interfaceSubclass: UInt8 = 0,
        interfaceProtocol: UInt8 = 0, endpoints: [USBEndpoint] = [], extra: [UInt8] = []
    ) {
        self.number = number
        self.alternate = alternate
        self.interfaceClass = interfaceClass
        self.interfaceSubclass = interfaceSubclass
        self.interfaceProtocol = interfaceProtocol
        self.endpoints = endpoints
        self.extra = extra
    }

    /// The first whole descriptor of a type that belongs to the interface. Old devices put it behind an endpoint, so
    /// it is looked for there, too.
    package func descriptor(ofType type: UInt8) -> [UInt8]? {
        for bytes in [extra] + endpoints.map(\.extra) {
            if let found = USBInterface.descriptor(ofType: type, in: bytes) { return found }
        }
        return nil
    }

    /// The first endpoint of a kind and direction.
    package func endpoint(_ kind: USBEndpoint.Kind, _ direction: USBEndpoint.Direction) -> USBEndpoint? {
        endpoints.first { $0.kind == kind && $0.direction == direction }
    }

    /// Descriptors stand one after the other, each led by its length and its type. The search ends at the first whose
    /// length cannot be.
    static func descriptor(ofType type: UInt8, in bytes: [UInt8]) -> [UInt8]? {
        var rest = bytes[...]
        while let length = rest.first, length >= 2, rest.count >= length {
            let descriptor = rest.prefix(Int(length))
            if descriptor.dropFirst().first == type { return Array(descriptor) }
            rest = rest.dropFirst(Int(length))
        }
        return nil
    }
}

/// One end of a pipe to a device.
package struct USBEndpoint: Hashable, Sendable {
    /// bmAttributes, bits 1 and 0 (USB 2.0, table 9-13).
    package enum Kind: UInt8, Hashable, Sendable {
        case control = 0
        case isochronous, bulk, interrupt
    }

    /// As the host sees it.
    package enum Direction: Hashable, Sendable {
        case incoming, outgoing
    }

    /// Bit 7 is the direction: set means towards the host.
    package var address: UInt8
    package var kind: Kind
    /// Bytes in a full packet. A device may claim 0, which is no endpoint to talk to.
    package var maxPacketSize: Int
    /// bInterval: how often an interrupt endpoint wants to be asked, in units of the bus's speed.
    package var interval: UInt8
    package var extra: [UInt8]

    package init(address: UInt8, kind: Kind, maxPacketSize: Int, interval: UInt8 = 0, extra: [UInt8] = []) {
        self.address = address
        self.kind = kind
        self.maxPacketSize = maxPacketSize
        self.interval = interval
        self.extra = extra
    }

    package var direction: Direction { address & 0x80 == 0 ? .outgoing : .incoming }
}
