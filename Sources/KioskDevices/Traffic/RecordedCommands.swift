import Foundation
package import KioskCore

/// A state machine around another one, which tells a recording what the kiosk wants of the device: from the traffic
/// alone nobody could say why a slip was printed.
package struct RecordedCommands<Machine: DeviceStateMachine>: DeviceStateMachine {
    package typealias Command = Machine.Command
    package typealias Report = Machine.Report

    private var machine: Machine
    private let tap: TrafficTap

    package init(_ machine: Machine, tap: TrafficTap) {
        self.machine = machine
        self.tap = tap
    }

    package var nextDeadline: KioskInstant? { machine.nextDeadline }

    package mutating func received(
        _ input: DeviceInput<Machine.Command>, at now: KioskInstant
    ) -> [DeviceOutput<Machine.Report>] {
        if case .command(let command) = input, tap.isOn { note(command) }
        return machine.received(input, at: now)
    }

    /// Commands that cannot be written do not exist: a scanner's has no cases.
    private func note(_ command: Machine.Command) {
        guard let command = command as? any Encodable else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(command) else { return }
        tap.note(.command(String(decoding: json, as: UTF8.self)))
    }
}
