package import KioskCore

/// A state machine around another one, which keeps a blip from the kiosk: a device that is gone and back within
/// `longestBlip` was, to the kiosk, never gone, so that a loose plug ends nobody's session.
///
/// Only the word *absent* is held back: until the bound, and a little longer for a device whose line is open again by
/// then and which still answers the driver's first questions. What became of notes, cards and slips meanwhile is told
/// at once, as the inner machine tells it, and so are every fault and another device in this one's place.
package struct SteadyPresence<Machine: DeviceStateMachine>: DeviceStateMachine where Machine.Report: DeviceReport {
    package typealias Command = Machine.Command
    package typealias Report = Machine.Report

    /// USB devices that lose contact come back within about two seconds: the port's debounce, the reset and the
    /// enumeration. The driver looks for them often enough meanwhile.
    package static var longestBlip: Duration { DeviceBlip.longest }
    /// From a line that is open again to the device's word that it is ready. Given once a blip, at its end.
    package static var firstQuestions: Duration { .seconds(1) }

    package private(set) var machine: Machine
    private var told: DevicePresence?
    private var absentSince: KioskInstant?
    private var isLineBack = false

    package init(_ machine: Machine) { self.machine = machine }

    private var absenceIsDueAt: KioskInstant? {
        let patience = SteadyPresence.longestBlip + (isLineBack ? SteadyPresence.firstQuestions : .zero)
        return absentSince?.advanced(by: patience)
    }

    package var nextDeadline: KioskInstant? {
        [machine.nextDeadline, absenceIsDueAt].compactMap { $0 }.min()
    }

    package mutating func received(
        _ input: DeviceInput<Machine.Command>, at now: KioskInstant
    ) -> [DeviceOutput<Machine.Report>] {
        switch input {
        case .connected: isLineBack = true
        case .disconnected: isLineBack = false
        case .described, .bytes, .command, .portStatus, .deadlineReached: break
        }
        let outputs = machine.received(input, at: now).filter { passes($0, now) }
        guard let due = absenceIsDueAt, due <= now else { return outputs }
        return outputs + tellAbsence()
    }

    /// Another device in the place of this one is no blip.
    package mutating func barred(at now: KioskInstant) -> [DeviceOutput<Machine.Report>] {
        absentSince == nil ? [] : tellAbsence()
    }

    private mutating func tellAbsence() -> [DeviceOutput<Machine.Report>] {
        absentSince = nil
        told = .absent
        return [.report(.presence(.absent))]
    }

    /// Whether the kiosk hears it.
    private mutating func passes(_ output: DeviceOutput<Machine.Report>, _ now: KioskInstant) -> Bool {
        guard case .report(let report) = output, let presence = report.toldPresence else { return true }
        if presence == .absent, told == .ready {
            absentSince = absentSince ?? now
            return false
        }
        // `ready` passes a second time: whoever hears it says again what is wanted of the device.
        absentSince = nil
        told = presence
        return true
    }
}

/// A blip: a device that loses contact and comes back at once.
package enum DeviceBlip {
    /// A device that is back within this was never gone: no session ends, and what was not sent yet waits for it.
    package static let longest = Duration.seconds(3)
}
