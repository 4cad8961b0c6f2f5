package import KioskCore

/// A state machine around another one, which keeps a blip from the kiosk: a device that is gone and back within
/// `longestBlip` was, to the kiosk, never gone, so that a loose plug ends nobody's session.
///
/// Only the word *absent* is held back. What became of notes, cards and slips meanwhile is told at once, as the inner
/// machine tells it, and so is every fault.
package struct SteadyPresence<Machine: DeviceStateMachine>: DeviceStateMachine where Machine.Report: DeviceReport {
    package typealias Command = Machine.Command
    package typealias Report = Machine.Report

    /// USB devices that lose contact come back within about two seconds: the port's debounce, the reset, the
    /// enumeration, and the driver's first questions.
    package static var longestBlip: Duration { .seconds(3) }

    package private(set) var machine: Machine
    private var told: DevicePresence?
    private var absenceIsDueAt: KioskInstant?

    package init(_ machine: Machine) { self.machine = machine }

    package var nextDeadline: KioskInstant? {
        [machine.nextDeadline, absenceIsDueAt].compactMap { $0 }.min()
    }

    package mutating func received(
        _ input: DeviceInput<Machine.Command>, at now: KioskInstant
    ) -> [DeviceOutput<Machine.Report>] {
        var outputs = machine.received(input, at: now).filter { passes($0, now) }
        if let due = absenceIsDueAt, due <= now {
            absenceIsDueAt = nil
            told = .absent
            outputs.append(.report(.presence(.absent)))
        }
        return outputs
    }

    private mutating func passes(_ output: DeviceOutput<Machine.Report>, _ now: KioskInstant) -> Bool {
        guard case .report(let report) = output, let presence = report.toldPresence else { return true }
        if presence == .absent, told == .ready {
            absenceIsDueAt = absenceIsDueAt ?? now.advanced(by: SteadyPresence.longestBlip)
            return false
        }
        // `ready` passes a second time: whoever hears it says again what is wanted of the device.
        absenceIsDueAt = nil
        told = presence
        return true
    }
}
