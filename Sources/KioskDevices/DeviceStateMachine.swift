package import KioskCore

/// The pure half of a driver: what arrives on the line and what the kiosk wants go in, what to send and what to
/// tell the kiosk come out. No I/O, no clock, no concurrency, so that the same machine runs over USB, over a
/// socket and in the simulation.
package protocol DeviceStateMachine: Sendable {
    associatedtype Command: Sendable
    associatedtype Report: Sendable

    mutating func received(_ input: DeviceInput<Command>, at now: KioskInstant) -> [DeviceOutput<Report>]

    /// When the machine wants `deadlineReached`, whatever else happens before; nil while it waits for nothing.
    /// Every command and every expected answer has one.
    var nextDeadline: KioskInstant? { get }
}

package enum DeviceInput<Command: Sendable>: Sendable {
    /// The transport is open. Nothing is known of the device yet.
    case connected
    /// The transport is gone. Everything awaited from the device is now unknown.
    case disconnected
    /// Bytes as they came, cut anywhere; a machine finds the frames itself.
    case bytes([UInt8])
    case command(Command)
    case deadlineReached
}

package enum DeviceOutput<Report: Sendable>: Sendable {
    case send([UInt8])
    case report(Report)
}

extension DeviceOutput: Equatable where Report: Equatable {}
