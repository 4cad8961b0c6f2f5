import Foundation
package import KioskCore

/// Plays a recording to a device's state machine in virtual time, and tells where what the machine sends differs from
/// what was sent then.
///
/// What the device sent and what the kiosk wanted come at their recorded times, the machine's deadlines when they are
/// due. Sent pieces are compared in order; a machine may be early, or late by `patience`, because a recording knows
/// whole milliseconds and a busy computer is late. While the line is down nothing is sent, as in the driver.
///
/// The machine is a fresh one, so the recording must begin with its line being opened: one that was made in the middle
/// of a conversation is said to be so, and not played. What a machine keeps over a lost line it must be given, CCNET's
/// bill table for example (`CCNETProfile.knownBillTable`).
package struct TrafficReplay<Machine: DeviceStateMachine> {
    package struct Told {
        package let atMilliseconds: Int64
        package let report: Machine.Report
    }

    /// How much later than recorded the machine may send.
    package static var patience: Duration { .milliseconds(250) }
    /// As in the driver: a deadline that stays in the past comes again after this.
    package static var deadlinePause: Duration { .milliseconds(10) }
    /// Inputs to the machine in one replay.
    package static var mostInputs: Int { 300_000 }

    private let records: [TrafficRecord]
    private let start: KioskInstant
    private var commands: ArraySlice<(at: KioskInstant, command: Machine.Command)>
    private var machine: Machine
    private var now: KioskInstant
    private var deadlineNotBefore: KioskInstant?
    private var isOpen = false
    /// Sent by the machine and not met in the recording yet.
    private var sent: [(at: KioskInstant, bytes: [UInt8])] = []
    private var usedStatuses: Set<Int> = []
    private var index = 0
    private var inputs = 0

    package private(set) var told: [Told] = []
    package private(set) var differences: [TrafficDifference] = []

    /// - Parameter commands: What the kiosk wanted beside what the recording says, at milliseconds since it began.
    package init(
        _ records: [TrafficRecord], of machine: Machine,
        commands: [(atMilliseconds: Int64, command: Machine.Command)] = [],
        start: KioskInstant = KioskInstant(sinceBoot: .seconds(100), wall: WallTime(milliseconds: 0))
    ) {
        self.records = records
        self.machine = machine
        self.start = start
        self.commands =
            commands.sorted { $0.atMilliseconds < $1.atMilliseconds }
            .map { (at: start.advanced(by: .milliseconds($0.atMilliseconds)), command: $0.command) }[...]
        now = start
    }

    package var reports: [Machine.Report] { told.map(\.report) }

    /// Plays all of it, once.
    package mutating func run() {
        while index < records.count, inputs < Self.mostInputs {
            let record = records[index]
            index += 1
            guard play(record, at: start.advanced(by: .milliseconds(record.atMilliseconds))) else { break }
        }
        if inputs >= Self.mostInputs { differ(.endless) }
        for early in sent { differ(.sentUnasked(early.bytes), at: early.at) }
        sent = []
    }

    /// False when nothing after this record can be judged.
    private mutating func play(_ record: TrafficRecord, at instant: KioskInstant) -> Bool {
        switch record.event {
        case .opened(_, already: true):
            differ(.beginsInTheMiddle)
            return false
        case .opened(_, already: false):
            advance(to: instant)
            isOpen = true
            if index < records.count, case .described(let descriptor) = records[index].event {
                index += 1
                feed(.described(descriptor))
            }
            feed(.connected)
        case .described(let descriptor):
            advance(to: instant)
            feed(.described(descriptor))
        case .sent(let bytes):
            advance(to: instant)
            wait(from: instant) { !$0.sent.isEmpty }
            guard !sent.isEmpty else {
                differ(.notSent(bytes))
                break
            }
            let actual = sent.removeFirst()
            if actual.bytes != bytes { differ(.sentOther(actual.bytes, insteadOf: bytes), at: actual.at) }
        case .received(let bytes):
            advance(to: instant)
            feed(.bytes(bytes))
        case .portStatus:
            let place = index - 1
            advance(to: instant)
            wait(from: instant) { $0.usedStatuses.contains(place) }
            if !usedStatuses.contains(place) { differ(.statusNotAsked) }
        case .command(let text):
            advance(to: instant)
            guard let command = Self.command(in: text) else {
                differ(.unknownCommand(text))
                break
            }
            feed(.command(command))
        case .closed:
            advance(to: instant)
            isOpen = false
            feed(.disconnected)
        case .dropped(let count):
            differ(.recordingHasGap(count))
            return false
        }
        return true
    }

    private static func command(in text: String) -> Machine.Command? {
        guard let type = Machine.Command.self as? any Decodable.Type else { return nil }
        return (try? JSONDecoder().decode(type, from: Data(text.utf8))) as? Machine.Command
    }

    /// Lets time pass until `instant`, with all that is due on the way.
    private mutating func advance(to instant: KioskInstant) {
        while inputs < Self.mostInputs, step(until: instant) {}
        now = max(now, instant)
    }

    private mutating func wait(from instant: KioskInstant, until isDone: (Self) -> Bool) {
        let latest = instant.advanced(by: Self.patience)
        while inputs < Self.mostInputs, !isDone(self), step(until: latest) {}
    }

    /// One deadline or command that is due; false when there is none.
    private mutating func step(until instant: KioskInstant) -> Bool {
        let deadline = machine.nextDeadline.map { max($0, deadlineNotBefore ?? $0) }
        if let next = commands.first, next.at <= instant, next.at <= deadline ?? next.at {
            commands.removeFirst()
            now = max(now, next.at)
            feed(.command(next.command))
            return true
        }
        guard let deadline, deadline <= instant else { return false }
        now = max(now, deadline)
        deadlineNotBefore = now.advanced(by: Self.deadlinePause)
        feed(.deadlineReached)
        return true
    }

    private mutating func feed(_ first: DeviceInput<Machine.Command>) {
        var input: DeviceInput<Machine.Command>? = first
        while let current = input, inputs < Self.mostInputs {
            input = nil
            inputs += 1
            var asksPortStatus = false
            for output in machine.received(current, at: now) {
                switch output {
                case .send(let bytes):
                    if isOpen { sent.append((now, bytes)) }
                case .askPortStatus: asksPortStatus = isOpen
                case .report(let report): told.append(Told(atMilliseconds: milliseconds(now), report: report))
                }
            }
            if asksPortStatus { input = nextPortStatus() }
        }
    }

    /// The driver waits for the answer before it feeds anything else, so the next answer of the recording is taken
    /// out of turn.
    private mutating func nextPortStatus() -> DeviceInput<Machine.Command>? {
        for place in max(index - 1, 0)..<max(records.count, index - 1, 0) where !usedStatuses.contains(place) {
            guard case .portStatus(let status) = records[place].event else { continue }
            usedStatuses.insert(place)
            now = max(now, start.advanced(by: .milliseconds(records[place].atMilliseconds)))
            return .portStatus(status)
        }
        differ(.statusAskedUnasked)
        return nil
    }

    private mutating func differ(_ kind: TrafficDifference.Kind, at instant: KioskInstant? = nil) {
        guard differences.count < TrafficDifference.most else { return }
        differences.append(
            TrafficDifference(atMilliseconds: milliseconds(instant ?? now), afterRecord: index, kind: kind))
    }

    private func milliseconds(_ instant: KioskInstant) -> Int64 {
        (instant.sinceBoot - start.sinceBoot).wholeMilliseconds
    }
}
