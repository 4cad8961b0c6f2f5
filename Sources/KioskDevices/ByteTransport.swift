/// A line to a device, over which bytes go both ways. All that a driver knows of its hardware.
package protocol ByteTransport: Sendable {
    /// Opens the line and says what is at its other end. Throws when there is nothing, or nothing that may be used.
    func open() async throws -> LineDescription
    func send(_ bytes: [UInt8]) async throws
    /// The next bytes, at most 4,096 of them, or nil when the line is closed. Over USB a piece is what one transfer
    /// brought.
    func receive() async throws -> [UInt8]?
    func close() async
    /// What GET_PORT_STATUS says of a printer; nil over lines without that question.
    func portStatus() async throws -> UInt8?
    /// Resets whatever the line hangs on, a USB port for example, after opening it failed again and again.
    func reset() async throws
    /// What hangs on the line now, seen without opening it.
    func look() async -> LineSight
    /// Which device to take where several fit; one that fits alone is taken all the same.
    func prefer(_ identity: LineIdentity?) async
}

extension ByteTransport {
    package func portStatus() async throws -> UInt8? { nil }
    package func reset() async throws {}
    package func look() async -> LineSight { .unknown }
    package func prefer(_ identity: LineIdentity?) async {}
}

/// Whether a device hangs on a line, as far as that shows without opening it.
package enum LineSight: Hashable, Sendable {
    /// The line cannot see its other end: a socket.
    case unknown
    case absent
    /// The stamp is another one each time the device comes back.
    case present(stamp: String)
}

/// What is at the other end of a line, as far as the line knows.
package struct LineDescription: Hashable, Sendable {
    /// Who the device is; nil over lines that have no names, a socket for example.
    package var identity: LineIdentity?
    /// What the device says of itself, for `DeviceInput.described`; empty where there is nothing.
    package var descriptor: [UInt8]

    package init(identity: LineIdentity? = nil, descriptor: [UInt8] = []) {
        self.identity = identity
        self.descriptor = descriptor
    }
}

/// A device on a bus, named by what stays the same when it is unplugged and plugged in again.
package struct LineIdentity: Hashable, Codable, Sendable {
    package var vendorID: UInt16
    package var productID: UInt16
    /// The serial number the device tells; many cheap ones tell none.
    package var serial: String?
    /// The chain of ports from the root hub, as Linux writes it: `1-2.3` is port 3 of the hub on port 2 of bus 1.
    package var portPath: String

    package init(vendorID: UInt16, productID: UInt16, serial: String?, portPath: String) {
        self.vendorID = vendorID
        self.productID = productID
        self.serial = serial
        self.portPath = portPath
    }
}
