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

    /// After `disconnected`: another device is in the place of this one and may not be used. Whoever holds the word
    /// *absent* back tells it now; what waits for a deadline of its own goes on waiting.
    mutating func barred(at now: KioskInstant) -> [DeviceOutput<Report>]
}

extension DeviceStateMachine {
    package mutating func barred(at now: KioskInstant) -> [DeviceOutput<Report>] { [] }
}

package enum DeviceInput<Command: Sendable>: Sendable {
    /// What the device says of itself before it works: a HID report descriptor, a CCID class descriptor, an IEEE 1284
    /// device id. Comes right before `connected`, and only over lines whose devices describe themselves.
    case described([UInt8])
    /// The transport is open. Nothing more is known of the device yet.
    case connected
    /// The transport is gone. Everything awaited from the device is now unknown.
    case disconnected
    /// Bytes as they came, cut anywhere; a machine finds the frames itself.
    case bytes([UInt8])
    case command(Command)
    /// The answer to `askPortStatus`: the byte of GET_PORT_STATUS (USB Device Class Definition for Printing Devices
    /// 1.1, section 4.2.2), or nil over lines that have no such question.
    case portStatus(UInt8?)
    case deadlineReached
}

package enum DeviceOutput<Report: Sendable>: Sendable {
    case send([UInt8])
    /// Ask the line itself, beside the bytes, how a printer is; `portStatus` answers.
    case askPortStatus
    case report(Report)
}

extension DeviceOutput: Equatable where Report: Equatable {}
