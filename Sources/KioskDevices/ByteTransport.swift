/// A line to a device, over which bytes go both ways. All that a driver knows of its hardware.
package protocol ByteTransport: Sendable {
    /// Opens the line. Throws `TransportError` when there is nothing at the other end.
    func open() async throws
    func send(_ bytes: [UInt8]) async throws
    /// The next bytes, at most 4,096 of them, or nil when the line is closed.
    func receive() async throws -> [UInt8]?
    func close() async
}
