package import KioskCore
package import KioskDevices

/// A driver's state machine and a simulated device on one line, in virtual time.
///
/// Nothing runs by itself: time moves only in `advance`, `run` and `run(until:)`, from one event to the next, in an
/// order that depends on nothing but what was put in. Bytes take `latency` to get across, may be cut into chunks, and
/// can be lost or damaged on purpose.
package struct DevicePump<Machine: DeviceStateMachine, Device: SimulatedDevice>: Sendable {
    package enum Direction: Hashable, Sendable { case toDevice, toMachine }

    package private(set) var now: KioskInstant
    package private(set) var machine: Machine
    package private(set) var device: Device
    /// What the machine told the kiosk, oldest first, until `takeReports`.
    package private(set) var reports: [Machine.Report] = []
    /// Every byte the machine sent, for tests of what goes over the line; kept up to `largestTranscript`.
    package private(set) var sent: [UInt8] = []
    package private(set) var isConnected = false

    /// What the line answers to `askPortStatus`; nil for a line without that question.
    package var portStatus: UInt8?
    /// How long bytes are on the way.
    package var latency: Duration = .milliseconds(1)
    /// The largest piece in which bytes arrive; 1 for one byte at a time.
    package var largestChunk = 4_096
    /// So many of the next messages in a direction are lost.
    package var toLose: [Direction: Int] = [:]
    /// So many of the next messages in a direction arrive with one bit turned over.
    package var toDamage: [Direction: Int] = [:]

    package static var largestTranscript: Int { 1_000_000 }
    /// Past so many events in one run the two talk without end, which is a fault of one of them.
    package static var mostEventsInARun: Int { 5_000_000 }

    private struct Delivery: Sendable {
        let at: KioskInstant
        let direction: Direction
        let bytes: [UInt8]
    }

    /// What is on the line, in the order in which it arrives.
    private var onTheLine: [Delivery] = []

    package init(_ machine: Machine, _ device: Device, startingAt now: KioskInstant) {
        self.machine = machine
        self.device = device
        self.now = now
    }

    // MARK: What happens

    package mutating func connect() {
        isConnected = true
        tell(.connected)
    }

    /// The line is cut; what was on it is lost.
    package mutating func disconnect() {
        isConnected = false
        onTheLine.removeAll()
        tell(.disconnected)
    }

    package mutating func command(_ command: Machine.Command) { tell(.command(command)) }

    package mutating func hand(_ hand: Device.Hand) { put(device.hand(hand, at: now), .toMachine) }

    /// The device loses its power and gets it back. The line stays, as a serial line would.
    package mutating func powerCycle() {
        onTheLine.removeAll()
        put(device.powerCycled(at: now), .toMachine)
    }

    /// The kiosk's program was killed: another machine takes the line, with no memory.
    package mutating func replaceMachine(with fresh: Machine) {
        onTheLine.removeAll()
        machine = fresh
        isConnected = false
    }

    package mutating func takeReports() -> [Machine.Report] {
        defer { reports.removeAll() }
        return reports
    }

    // MARK: Time

    /// When something happens next by itself, never before `now`; nil when everything waits.
    package var nextEventAt: KioskInstant? {
        var next = onTheLine.first?.at
        if let time = machine.nextDeadline, next.map({ time < $0 }) ?? true { next = time }
        if let time = device.nextDeadline, next.map({ time < $0 }) ?? true { next = time }
        return next.map { max($0, now) }
    }

    /// Lets everything happen up to `end`, and moves the clock there.
    package mutating func advance(to end: KioskInstant) { advance(to: end) { _ in false } }

    package mutating func run(for time: Duration) { advance(to: now.advanced(by: time)) }

    /// Stops as soon as `isReached`, looked at after each event. False when `limit` passed before.
    @discardableResult
    package mutating func run(
        upTo limit: Duration = .seconds(600), until isReached: (Self) -> Bool
    ) -> Bool {
        isReached(self) || advance(to: now.advanced(by: limit), until: isReached)
    }

    @discardableResult
    private mutating func advance(to end: KioskInstant, until isReached: (Self) -> Bool) -> Bool {
        var events = 0
        while let next = nextEventAt, next <= end {
            now = next
            happen()
            if isReached(self) { return true }
            events += 1
            precondition(events <= Self.mostEventsInARun, "the machine and the device talk without end")
        }
        now = max(now, end)
        return false
    }

    /// One event: what has arrived comes first, then the device's time, then the machine's.
    private mutating func happen() {
        if let first = onTheLine.first, first.at <= now {
            onTheLine.removeFirst()
            switch first.direction {
            case .toDevice: put(device.received(first.bytes, at: now), .toMachine)
            case .toMachine: tell(.bytes(first.bytes))
            }
        } else if let due = device.nextDeadline, due <= now {
            put(device.deadlineReached(at: now), .toMachine)
        } else {
            tell(.deadlineReached)
        }
    }

    // MARK: The line

    private mutating func tell(_ input: DeviceInput<Machine.Command>) {
        for output in machine.received(input, at: now) {
            switch output {
            case .send(let bytes):
                if sent.count < Self.largestTranscript { sent += bytes }
                put(bytes, .toDevice)
            case .askPortStatus: tell(.portStatus(portStatus))
            case .report(let report): reports.append(report)
            }
        }
    }

    private mutating func put(_ bytes: [UInt8], _ direction: Direction) {
        guard isConnected, !bytes.isEmpty else { return }
        if let count = toLose[direction], count > 0 {
            toLose[direction] = count - 1
            return
        }
        var bytes = bytes
        if let count = toDamage[direction], count > 0 {
            toDamage[direction] = count - 1
            bytes[bytes.count / 2] ^= 0x10
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(largestChunk))
            onTheLine.append(Delivery(at: now.advanced(by: latency), direction: direction, bytes: piece))
            rest = rest.dropFirst(largestChunk)
        }
    }
}
